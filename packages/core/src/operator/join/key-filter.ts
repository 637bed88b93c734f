// Which integers a join's build side has as its only key: a bit each, over the range that they lie in. A probe that
// mostly misses asks the bits, which stay in the cache, before the hash table, which does not. (A dense table needs
// none: it is as quick itself.)
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { joinKernels } from "../../kernel/join.ts";
import type { TaskContext } from "../operator.ts";
import type { KeyRange } from "./key-range.ts";
import type { KeyRecords } from "./key-records.ts";

/** Plain data. */
export interface KeyFilter {
  /** Address of the least key, an i64. */
  readonly base: Pointer;
  /** How many keys there could be: one bit each, from the least on. */
  readonly range: number;
  readonly bits: Pointer;
}

/** At most as many bytes per build row as a hash table's slots take. */
const MOST_BITS_PER_ROW = 256;
const MOST_BITS = 2 ** 30;
const STEP_ROWS = 65536;

/** The filter of one-word keys; undefined where it does not pay. */
export function* buildKeyFilter(
  context: TaskContext,
  { layout, records, validity }: KeyRecords,
  rows: number,
  range: KeyRange | undefined,
): Generator<void, KeyFilter | undefined> {
  // Only then is a record the integer itself.
  const [field] = layout.fields;
  const isPlain =
    layout.fields.length === 1 && field?.isAlone === true && (field.form === "i32" || field.form === "i64");
  if (!isPlain || range === undefined || range.least > range.greatest) return undefined;
  const size = range.greatest - range.least + 1n;
  if (size > BigInt(Math.min(MOST_BITS, MOST_BITS_PER_ROW * rows))) return undefined;
  const { region, arena } = context;
  const base = region.allocate(8);
  const bits = region.allocateZeroed(Math.ceil(Number(size) / 8));
  arena.view().i64[base >>> 3] = range.least;
  const kernels = joinKernels(arena);
  for (let from = 0; from < rows; from += STEP_ROWS) {
    kernels.joinFilterAdd(records, validity, from, Math.min(rows, from + STEP_ROWS), base, bits);
    if (from % (16 * STEP_ROWS) === 0) yield;
  }
  return { base, range: Number(size), bits };
}

export function releaseKeyFilter(region: Region, { base, bits }: KeyFilter): void {
  region.free(base);
  region.free(bits);
}
