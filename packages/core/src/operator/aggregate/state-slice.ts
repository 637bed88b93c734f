// The running values of some groups, seen as a column: in place, but for texts, whose refs are put together.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { hashKernels } from "../../kernel/hash.ts";
import { type AggregateStateData, aggregateStorage } from "../../kernel/hash-aggregate.ts";
import { type Storage, storageWidth } from "../../type/storage.ts";
import type { GrowingBuffer } from "../growing-buffer.ts";

/** Bytes of a group's state that holds a text: the ref, its memory. */
const REF_STATE_BYTES = 16;

export interface StateSlice {
  readonly storage: Storage;
  readonly data: Pointer;
  /** A byte per group: 0 when the group took no value. */
  readonly validity: Pointer;
}

/** Groups [from, from + rows) of a state; refs go to `refs`. */
export function sliceState(
  region: Region,
  { aggregate, state, seen }: AggregateStateData,
  from: number,
  rows: number,
  refs: GrowingBuffer,
): StateSlice {
  const storage = aggregateStorage(aggregate);
  if (storage !== "ref") return { storage, data: state + from * storageWidth(storage), validity: seen + from };
  const data = refs.reserve(8 * rows);
  hashKernels(region.arena).refsOf(state + from * REF_STATE_BYTES, rows, data);
  return { storage, data, validity: seen + from };
}
