// The one door through which a fragment runs, embedded and distributed alike: what differs is what the context
// hands it (exchanges, tables, where rows go).
import { provideKernels } from "../kernel/module-bytes.ts";
import type { SinkSpec } from "../operator/pipeline-spec.ts";
import type { Fragment } from "../physical/fragment.ts";
import { nodesOf } from "../physical/tree.ts";
import { runSteps } from "../pipeline/driver.ts";
import type { DriverContext } from "../pipeline/driver-context.ts";
import { planPipelines } from "../pipeline/pipeline.ts";

export interface FragmentOptions {
  /** Its rows leave as result batches instead of through the stage's partitioning. */
  readonly isResult: boolean;
  /** Result batches stay in the arena while there is room: the caller copies them out. */
  readonly inArena?: boolean;
}

/** Runs one task of a stage. Resolves when all its rows are out. @throws FfqError when it fails or is stopped */
export async function runFragment(
  fragment: Pick<Fragment, "stage">,
  context: DriverContext,
  { isResult, inArena = false }: FragmentOptions,
): Promise<void> {
  await provideKernels();
  const { plan, output } = fragment.stage;
  const { fields } = plan;
  const sink: SinkSpec = isResult
    ? { kind: "result", fields, inArena }
    : { kind: "exchange-write", fields, partitioning: output };
  const isExtended = nodesOf(plan).some(({ kind }) => kind === "extension");
  if (!isExtended) return runSteps(context, planPipelines(plan, sink, context));
  const { withCustomOperators } = await import("./custom-operator-rows.ts");
  const prepared = withCustomOperators(plan, context);
  try {
    await runSteps(prepared.context, planPipelines(prepared.plan, sink, context));
  } finally {
    await prepared.ended();
  }
}
