// Columns of tables in memory are read for the first time by whatever comes first: a filter, keys, a sum. Code that does much
// with a value waits for memory most of the time; what is brought into the cache before, many lines at a time, is not
// waited for (assembly/touch.part.ts).
import type { Arena } from "../arena/arena.ts";
import type { Vector } from "../column/vector.ts";
import { storageWidth } from "../type/storage.ts";
import { columnKernels } from "./column.ts";

/** Fewer rows are not worth a call. */
const LEAST_ROWS = 1024;

/** Brings the slots of a batch's rows into the cache, if they lie in order and most of them are shown: not those of a dictionary. */
export function touchColumn(arena: Arena, { storage, data, index, dictionary }: Vector, rows: number): void {
  if (rows < LEAST_ROWS || dictionary > 0) return;
  columnKernels(arena).touchRows(data, index, rows, storageWidth(storage));
}
