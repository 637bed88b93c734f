// Which work is done on the caller's thread: so few rows that a message to another thread and back takes longer, as
// in the rounds of most recursions. Pure. That thread must stay responsive, so nothing that makes many rows of few
// counts as small.
import { unreachable } from "../common/unreachable.ts";
import { type States, stateOf } from "../operator/create.ts";
import { isOnDisk } from "../operator/join/probed-state.ts";
import type { SourceSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import type { RecursionState } from "../operator/recursive.ts";
import type { RowStoreData } from "../operator/row-store.ts";
import type { SpoolState } from "../operator/spool.ts";
import type { Pipeline, Step } from "./pipeline.ts";

const FEW_ROWS = 1024;

/** Whether a pipeline has few rows to read and does little with each. */
export function isSmallPipeline(
  { source, transforms }: Pick<Pipeline, "source" | "transforms">,
  states: States,
): boolean {
  if (transforms.some(({ kind }) => kind === "nested-loop-join" || kind === "table-function")) return false;
  switch (source.kind) {
    case "values":
      return source.rows.length <= FEW_ROWS;
    case "working":
      return rowsIn((stateOf(states, source.state) as RecursionState).working) <= FEW_ROWS;
    case "spool":
      return rowsIn((stateOf(states, source.state) as SpoolState).stores) <= FEW_ROWS;
    case "scan":
    case "state":
    case "unmatched":
    case "table-function":
    case "exchange-read":
      return false;
    default:
      return unreachable(source);
  }
}

/** A recursion's loop whose rounds one task may run: a single pipeline of operators that keep nothing from round to round. */
export function roundsOf<Node>(
  loop: readonly Step<Node>[],
  states: States,
): (Pipeline<Node> & { readonly source: Extract<SourceSpec, { readonly kind: "working" }> }) | undefined {
  const [step, another] = loop;
  if (step?.kind !== "sink" || another !== undefined) return undefined;
  const [pipeline, further] = step.pipelines;
  if (pipeline === undefined || further !== undefined) return undefined;
  const { source, transforms } = pipeline;
  if (source.kind !== "working" || !transforms.every((transform) => keepsNothing(transform, states))) return undefined;
  return isSmallPipeline(pipeline, states) ? { ...pipeline, source } : undefined;
}

function keepsNothing(transform: TransformSpec, states: States): boolean {
  switch (transform.kind) {
    case "filter":
    case "project":
      return true;
    case "hash-join":
      return !isOnDisk(stateOf(states, transform.state));
    case "nested-loop-join":
    case "limit":
    case "repeat":
    case "distinct-on":
    case "table-function":
      return false;
    default:
      return unreachable(transform);
  }
}

/** Whether stored rows are few. */
export function areFewRows(stores: readonly RowStoreData[]): boolean {
  return rowsIn(stores) <= FEW_ROWS;
}

export function rowsIn(stores: readonly RowStoreData[]): number {
  return stores.reduce((sum, { rows }) => sum + rows, 0);
}
