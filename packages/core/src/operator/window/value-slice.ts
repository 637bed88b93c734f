// Running values as a column, as their aggregate takes them and as they are shown.
import type { Region } from "../../arena/region.ts";
import type { AggregateStateData } from "../../kernel/hash-aggregate.ts";
import { type StateSlice, sliceState } from "../aggregate/state-slice.ts";
import type { GrowingBuffer } from "../growing-buffer.ts";

/** sliceState of an aggregate of any kind: counts are never NULL, and do not say whether they have taken a value. */
export function sliceValues(
  region: Region,
  data: AggregateStateData,
  from: number,
  rows: number,
  refs: GrowingBuffer,
): StateSlice {
  const slice = sliceState(region, data, from, rows, refs);
  const { kind } = data.aggregate;
  return kind === "count" || kind === "countRows" ? { ...slice, validity: 0 } : slice;
}
