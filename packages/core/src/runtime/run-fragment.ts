// The one door through which a fragment runs, embedded and distributed alike: what differs is what the context
// hands it (exchanges, tables, where rows go).
import { provideKernels } from "../kernel/module-bytes.ts";
import type { SinkSpec } from "../operator/pipeline-spec.ts";
import type { Fragment, Stage } from "../physical/fragment.ts";
import { nodesOf } from "../physical/tree.ts";
import { runSteps } from "../pipeline/driver.ts";
import type { DriverContext } from "../pipeline/driver-context.ts";
import { planPipelines, type Step, type TaskNumber } from "../pipeline/pipeline.ts";

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
  const { stage } = fragment;
  const { plan } = stage;
  const options = { isResult, inArena };
  const isExtended = nodesOf(plan).some(({ kind }) => kind === "extension");
  if (!isExtended) return runSteps(context, stepsOf(stage, options, context));
  const { withCustomOperators } = await import("./custom-operator-rows.ts");
  const prepared = withCustomOperators(plan, context);
  try {
    await runSteps(prepared.context, planPipelines(prepared.plan, sinkOf(stage, options), context));
  } finally {
    await prepared.ended();
  }
}

/** A plan that is kept (session/known-statements.ts) has the same steps each time: threads need not be sent them again. */
const planned = new WeakMap<Stage, Map<string, readonly Step[]>>();

function stepsOf(stage: Stage, options: Required<FragmentOptions>, task: TaskNumber): readonly Step[] {
  const { isResult, inArena } = options;
  const key = `${isResult} ${inArena} ${task.partition} ${task.partitions}`;
  const known = planned.get(stage) ?? new Map<string, readonly Step[]>();
  planned.set(stage, known);
  let steps = known.get(key);
  if (steps === undefined) {
    steps = planPipelines(stage.plan, sinkOf(stage, options), task);
    known.set(key, steps);
  }
  return steps;
}

function sinkOf({ plan: { fields }, output }: Stage, { isResult, inArena }: Required<FragmentOptions>): SinkSpec {
  return isResult ? { kind: "result", fields, inArena } : { kind: "exchange-write", fields, partitioning: output };
}
