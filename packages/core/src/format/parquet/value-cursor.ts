// The record that decoding kernels keep their place in (kernel/assembly/parquet.ts).
import type { Pointer } from "../../arena/arena.ts";
import { CURSOR } from "../../kernel/parquet.ts";
import { isFixedNumeric } from "../../type/logical-type.ts";
import type { ChunkContext } from "./chunk-context.ts";

/** A new cursor, which knows the lengths and limits of the leaf's values. The caller frees it. */
export function newCursor({ region, leaf }: ChunkContext): Pointer {
  const cursor = region.allocateZeroed(CURSOR.bytes);
  const { u32, u64 } = region.arena.view();
  u32[(cursor + CURSOR.length) >>> 2] = leaf.length;
  if (isFixedNumeric(leaf.type)) {
    const limit = 10n ** BigInt(leaf.type.precision);
    u64[(cursor + CURSOR.limit) >>> 3] = BigInt.asUintN(64, limit);
    u64[((cursor + CURSOR.limit) >>> 3) + 1] = limit >> 64n;
  }
  return cursor;
}
