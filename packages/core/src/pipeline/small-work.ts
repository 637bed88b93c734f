// Which work is done on the caller's thread: so few rows that a message to another thread and back takes longer, as
// in the rounds of most recursions. Pure. That thread must stay responsive, so nothing that makes many rows of few
// counts as small.
import { unreachable } from "../common/unreachable.ts";
import { type States, stateOf } from "../operator/create.ts";
import type { RecursionState } from "../operator/recursive.ts";
import type { RowStoreData } from "../operator/row-store.ts";
import type { SpoolState } from "../operator/spool.ts";
import type { Pipeline } from "./pipeline.ts";

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
      return rowsOf((stateOf(states, source.state) as RecursionState).working) <= FEW_ROWS;
    case "spool":
      return rowsOf((stateOf(states, source.state) as SpoolState).stores) <= FEW_ROWS;
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

/** Whether stored rows are few. */
export function areFewRows(stores: readonly RowStoreData[]): boolean {
  return rowsOf(stores) <= FEW_ROWS;
}

function rowsOf(stores: readonly RowStoreData[]): number {
  return stores.reduce((sum, { rows }) => sum + rows, 0);
}
