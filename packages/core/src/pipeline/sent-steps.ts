// Steps as they go to another thread, and what that thread makes of them: plan nodes are numbers, so that plans stay
// here, and a scan names its morsels, which go along. Pure.
import type { Morsel, TableProvider, TableRef } from "../catalog/table-provider.ts";
import { internal } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import type { SourceSpec } from "../operator/pipeline-spec.ts";
import type { Pipeline, Step } from "./pipeline.ts";
import type { KeptState, StepsWork } from "./protocol.ts";
import { statesIn } from "./state-use.ts";
import type { ReadyScan } from "./steps-together.ts";

/** The provider of tables of which only a scan's morsels are there. */
const SENT = "sent";

/** Work for another thread, and the nodes that its measures' numbers stand for. */
export interface SentSteps<Node> {
  readonly work: StepsWork;
  readonly nodes: readonly Node[];
}

export function sentSteps<Node>(
  steps: readonly Step<Node>[],
  reads: readonly (readonly StateId[])[],
  kept: ReadonlyMap<StateId, KeptState>,
  ready: ReadyScan,
): SentSteps<Node> {
  const { steps: sent, nodes, scans, states } = leavingPlan(steps);
  const morsels = scans.map((scan) => {
    const found = ready(scan);
    if (found === undefined) throw internal("a scan was sent whose morsels are not at hand");
    return found;
  });
  const read = new Map([...kept].filter(([id]) => states.has(id)));
  return { work: { kind: "steps", steps: sent, scans: morsels, reads, kept: read }, nodes };
}

/** What of sent steps follows from the plan alone. */
interface LeavingPlan<Node> {
  readonly steps: readonly Step<number>[];
  /** By number. */
  readonly nodes: readonly Node[];
  readonly scans: readonly Scan[];
  readonly states: ReadonlySet<StateId>;
}

type Scan = Extract<SourceSpec, { readonly kind: "scan" }>;

/** By the first of the steps, then by how many there are: plans that are kept run again, and need not be copied anew. */
const leaving = new WeakMap<Step<unknown>, Map<number, LeavingPlan<unknown>>>();

function leavingPlan<Node>(steps: readonly Step<Node>[]): LeavingPlan<Node> {
  const [first] = steps;
  if (first === undefined) throw internal("no steps to send");
  const known = leaving.get(first) ?? new Map<number, LeavingPlan<unknown>>();
  leaving.set(first, known);
  let plan = known.get(steps.length) as LeavingPlan<Node> | undefined;
  if (plan === undefined) {
    plan = makeLeavingPlan(steps);
    known.set(steps.length, plan);
  }
  return plan;
}

function makeLeavingPlan<Node>(steps: readonly Step<Node>[]): LeavingPlan<Node> {
  const numbers = new Map<Node, number>();
  const scans: Scan[] = [];
  const numberOf = (node: Node): number => {
    const number = numbers.get(node) ?? numbers.size;
    numbers.set(node, number);
    return number;
  };
  const sentPipeline = (pipeline: Pipeline<Node>): Pipeline<number> => {
    const { source, nodes } = pipeline;
    const sent = { ...pipeline, nodes: nodes.map(numberOf) };
    if (source.kind !== "scan") return sent;
    const table: TableRef = { provider: SENT, name: source.table.name, spec: scans.push(source) - 1 };
    return { ...sent, source: { ...source, table, filters: [] } };
  };
  const sentStep = (step: Step<Node>): Step<number> =>
    step.kind === "recursion"
      ? { ...step, base: step.base.map(sentStep), loop: step.loop.map(sentStep) }
      : { ...step, node: numberOf(step.node), pipelines: step.pipelines.map(sentPipeline) };
  const sent = steps.map(sentStep);
  return { steps: sent, nodes: [...numbers.keys()], scans, states: new Set(steps.flatMap(statesIn)) };
}

/** The tables of sent steps: each a scan's morsels. */
export function sentTables(scans: StepsWork["scans"]): (ref: TableRef) => TableProvider {
  return (ref) => {
    const morsels = scans[ref.spec as number];
    if (ref.provider !== SENT || morsels === undefined) throw internal(`the table ${ref.name} was not sent`);
    const rows = morsels.reduce((sum, morsel) => sum + morsel.rows, 0);
    return {
      ref,
      fields: [],
      statistics: { rows, columns: [] },
      plan: () => ({ residual: [], estimatedRows: rows, description: {}, morsels: () => each(morsels) }),
    };
  };
}

async function* each(morsels: readonly Morsel[]): AsyncGenerator<Morsel> {
  yield* morsels;
}
