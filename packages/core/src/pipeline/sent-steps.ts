// Steps as they go to another thread, and what that thread makes of them: plan nodes are numbers, so that plans stay
// here, and a scan names its morsels, which go along. Pure.
import type { Morsel, TableProvider, TableRef } from "../catalog/table-provider.ts";
import { internal } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
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
  const numbers = new Map<Node, number>();
  const scans: (readonly Morsel[])[] = [];
  const numberOf = (node: Node): number => {
    const number = numbers.get(node) ?? numbers.size;
    numbers.set(node, number);
    return number;
  };
  const sentPipeline = (pipeline: Pipeline<Node>): Pipeline<number> => {
    const { source, nodes } = pipeline;
    const sent = { ...pipeline, nodes: nodes.map(numberOf) };
    if (source.kind !== "scan") return sent;
    const morsels = ready(source);
    if (morsels === undefined) throw internal("a scan was sent whose morsels are not at hand");
    const table: TableRef = { provider: SENT, name: source.table.name, spec: scans.push(morsels) - 1 };
    return { ...sent, source: { ...source, table, filters: [] } };
  };
  const sentStep = (step: Step<Node>): Step<number> =>
    step.kind === "recursion"
      ? { ...step, base: step.base.map(sentStep), loop: step.loop.map(sentStep) }
      : { ...step, node: numberOf(step.node), pipelines: step.pipelines.map(sentPipeline) };
  const sent = steps.map(sentStep);
  const needed = new Set(steps.flatMap(statesIn));
  const read = new Map([...kept].filter(([id]) => needed.has(id)));
  return { work: { kind: "steps", steps: sent, scans, reads, kept: read }, nodes: [...numbers.keys()] };
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
