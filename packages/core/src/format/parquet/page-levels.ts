// Where a data page's levels and values lie. Setting cursors to levels is here for flat and nested columns alike: both
// kinds of page, and what may be left out of either.
import type { Pointer } from "../../arena/arena.ts";
import { unsupported } from "../../common/error.ts";
import type { ChunkContext } from "./chunk-context.ts";
import { ENCODING, type Page } from "./page-header.ts";

/** Sets the cursors to the page's levels, each as far as the leaf has such levels; where the values begin. */
export function openLevels(
  context: ChunkContext,
  page: Page,
  cursors: { readonly repetitions: Pointer; readonly definitions: Pointer },
  address: Pointer,
  end: Pointer,
): Pointer {
  const { maxRepetition, maxDefinition } = context.leaf;
  const { parquet } = context.kernels;
  if (page.kind === "v2") {
    const middle = address + page.repetitionBytes;
    const values = address + page.levelBytes;
    if (maxRepetition === 0 && middle > address) throw context.bad("repetition levels in a column without lists");
    parquet.openHybrid(cursors.repetitions, address, middle, bitsOf(maxRepetition));
    parquet.openHybrid(cursors.definitions, middle, values, bitsOf(maxDefinition));
    return values;
  }
  let from = address;
  if (maxRepetition > 0) {
    const stop = levelsEnd(context, page.repetitionEncoding, from, end);
    parquet.openHybrid(cursors.repetitions, from + 4, stop, bitsOf(maxRepetition));
    from = stop;
  } else parquet.openHybrid(cursors.repetitions, from, from, 0);
  if (maxDefinition > 0) {
    const stop = levelsEnd(context, page.levelEncoding, from, end);
    parquet.openHybrid(cursors.definitions, from + 4, stop, bitsOf(maxDefinition));
    from = stop;
  } else parquet.openHybrid(cursors.definitions, from, from, 0);
  return from;
}

/** Levels in V1 pages begin with their length. */
function levelsEnd(context: ChunkContext, encoding: number, from: Pointer, end: Pointer): Pointer {
  if (encoding !== ENCODING.rle) throw unsupported("the BIT_PACKED level encoding", { context: { ...context.place } });
  if (end - from < 4) throw context.bad("the levels are cut off");
  const length = context.word(from);
  if (length > end - from - 4) throw context.bad("the levels are longer than their page");
  return from + 4 + length;
}

function bitsOf(most: number): number {
  return 32 - Math.clz32(most);
}
