// min, max and any value over frames: the row of the least word, shown through an index. Values of up to 64 bits are
// words as the sort encodes them; others are sorted first, and their ranks are the words.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { sortLayout } from "../../kernel/sort-key.ts";
import { RowSort } from "../../kernel/sort-rows.ts";
import { storageOf } from "../../type/storage.ts";
import type { Frame } from "./frame.ts";
import type { RowMask } from "./row-mask.ts";
import { pickedColumn, type StepColumn } from "./step-column.ts";
import { type EncodedRows, encode } from "./value-bound.ts";
import type { AccumulatePlan } from "./window-plan.ts";
import { PEERS, SLICE_ROWS, type WindowRows } from "./window-rows.ts";

const BLOCK_BITS = 4;

export function* leastStep(
  rows: WindowRows,
  { input, aggregate }: AccumulatePlan,
  frame: Frame,
  { mask }: RowMask,
): Generator<void, StepColumn> {
  if (input === undefined) throw internal("a minimum of nothing");
  const column = rows.columns[input] as Vector;
  const { words, release } = yield* wordsOf(rows, column, aggregate.kind);
  const picks = rows.allocate(4 * rows.rows);
  if (frame.ranges === 1) yield* slide(rows, words, mask, frame, picks);
  else yield* lookUp(rows, words, mask, frame, picks);
  release();
  yield* rows.slices((from, to) => rows.kernels.rowsOfPositions(picks, rows.order, rows.none, from, to));
  return pickedColumn(rows, column, picks);
}

interface Words {
  /** u64 per position. */
  readonly words: Pointer;
  release(): void;
}

function* wordsOf(rows: WindowRows, column: Vector, kind: string): Generator<void, Words> {
  if (kind === "first") {
    const words = rows.allocate(8 * rows.rows);
    yield* rows.slices((from, to) => rows.kernels.positionWords(from, to, words));
    return { words, release: () => rows.free(words) };
  }
  const storage = storageOf(column.type);
  const layout = sortLayout([{ storage, descending: kind === "max", nullsFirst: false, nullable: false }]);
  const encoded = yield* encode(rows, layout, column);
  if (storage !== "i128" && storage !== "ref") {
    return { words: encoded.records.keys, release: () => encoded.release() };
  }
  return yield* ranksOf(rows, encoded);
}

/** Ranks of the records, equal ones of equal records. */
function* ranksOf(rows: WindowRows, { records, release }: EncodedRows): Generator<void, Words> {
  const sort = RowSort.create(rows.region, records, { leadingWords: 0 });
  rows.onClose(() => sort.release());
  while (sort.step()) yield;
  const numbers = rows.allocate(4 * rows.rows);
  yield* rows.slices((from, to) => {
    rows.kernels.spanNumbers(sort.bounds, PEERS, from, to, numbers, 0);
  });
  const words = rows.allocate(8 * rows.rows);
  yield* rows.slices((from, to) => rows.kernels.scatterWords(sort.order, numbers, from, to, words));
  rows.free(numbers);
  release();
  return { words, release: () => rows.free(words) };
}

function* slide(
  rows: WindowRows,
  words: Pointer,
  mask: Pointer,
  { begins, ends }: Frame,
  out: Pointer,
): Generator<void, void> {
  const queue = rows.allocate(4 * rows.rows);
  const cursor = rows.allocateZeroed(12);
  const { slidingLeast } = rows.kernels;
  yield* rows.slices((from, to) => slidingLeast(words, mask, begins, ends, from, to, queue, cursor, out));
  rows.free(queue, cursor);
}

function* lookUp(
  rows: WindowRows,
  words: Pointer,
  mask: Pointer,
  { table, ranges }: Frame,
  out: Pointer,
): Generator<void, void> {
  const levels: Pointer[] = [];
  let below = 0;
  for (let count = rows.rows; count > 1 << BLOCK_BITS; ) {
    const blocks = Math.ceil(count / (1 << BLOCK_BITS));
    const level = rows.allocate(4 * blocks);
    for (let from = 0; from < blocks; from += SLICE_ROWS) {
      const to = Math.min(blocks, from + SLICE_ROWS);
      rows.kernels.leastOfBlocks(words, mask, below, count, from, to, level);
      yield;
    }
    levels.push(level);
    below = level;
    count = blocks;
  }
  const list = rows.allocate(4 * (levels.length + 1));
  rows.region.arena.view().u32.set([...levels, 0], list >>> 2);
  yield* rows.slices((from, to) => rows.kernels.leastOfFrames(words, mask, list, table, ranges, from, to, out));
  rows.free(list, ...levels);
}
