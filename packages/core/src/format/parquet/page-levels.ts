// Where a data page's levels and values lie. Setting cursors to levels is here for flat and nested columns alike: both
// kinds of page, and what may be left out of either.
import type { Pointer } from "../../arena/arena.ts";
import type { ChunkContext } from "./chunk-context.ts";
import { ENCODING, type Page } from "./page-header.ts";

/** Where kernels keep their place among a page's levels. */
export interface LevelCursors {
  readonly repetitions: Pointer;
  readonly definitions: Pointer;
}

/**
 * Sets the cursors to the page's levels, each as far as the leaf has such levels; where the values begin. What is
 * allocated goes to `owned`.
 */
export function openLevels(
  context: ChunkContext,
  page: Page,
  cursors: LevelCursors,
  address: Pointer,
  end: Pointer,
  owned: Pointer[],
): Pointer {
  const { maxRepetition, maxDefinition } = context.leaf;
  if (page.kind !== "v2") {
    const from = openV1(
      context,
      page,
      cursors.repetitions,
      maxRepetition,
      page.repetitionEncoding,
      address,
      end,
      owned,
    );
    return openV1(context, page, cursors.definitions, maxDefinition, page.levelEncoding, from, end, owned);
  }
  const { parquet } = context.kernels;
  const middle = address + page.repetitionBytes;
  const values = address + page.levelBytes;
  if (maxRepetition === 0 && middle > address) throw context.bad("repetition levels in a column without lists");
  parquet.openHybrid(cursors.repetitions, address, middle, bitsOf(maxRepetition));
  parquet.openHybrid(cursors.definitions, middle, values, bitsOf(maxDefinition));
  return values;
}

/** One kind of level of a V1 page; where what is behind them begins. */
function openV1(
  context: ChunkContext,
  page: Page,
  cursor: Pointer,
  most: number,
  encoding: number,
  from: Pointer,
  end: Pointer,
  owned: Pointer[],
): Pointer {
  const { parquet } = context.kernels;
  const width = bitsOf(most);
  if (most === 0) {
    parquet.openHybrid(cursor, from, from, 0);
    return from;
  }
  switch (encoding) {
    case ENCODING.rle: {
      if (end - from < 4) throw context.bad("the levels are cut off");
      const length = context.word(from);
      if (length > end - from - 4) throw context.bad("the levels are longer than their page");
      parquet.openHybrid(cursor, from + 4, from + 4 + length, width);
      return from + 4 + length;
    }
    case ENCODING.bitPacked: {
      const length = Math.ceil((page.values * width) / 8);
      if (length > end - from) throw context.bad("the levels are cut off");
      const run = context.region.allocate(Math.ceil(page.values / 8) * width + 8);
      owned.push(run);
      parquet.openHybrid(cursor, run, parquet.repackLevels(from, page.values, width, run), width);
      return from + length;
    }
    default:
      throw context.bad(`levels of encoding ${encoding}`);
  }
}

function bitsOf(most: number): number {
  return 32 - Math.clz32(most);
}
