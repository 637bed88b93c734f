// Aggregates by the kernels of grouping: over whole partitions, whose rows are a group each; and over any frame, by a
// tree of states, each of 16 below it, of which a frame takes few.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import { hashKernels } from "../../kernel/hash.ts";
import {
  type AggregateInput,
  type AggregateRows,
  AggregateState,
  aggregateStorage,
} from "../../kernel/hash-aggregate.ts";
import { storageWidth } from "../../type/storage.ts";
import { sliceState } from "../aggregate/state-slice.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import type { Frame, FrameTable } from "./frame.ts";
import type { RowMask } from "./row-mask.ts";
import type { StepColumn } from "./step-column.ts";
import { sumOverflowed } from "./sum-overflowed.ts";
import { sliceValues } from "./value-slice.ts";
import type { AccumulatePlan } from "./window-plan.ts";
import { PARTITION, SLICE_ROWS, type WindowRows } from "./window-rows.ts";

const BLOCK_BITS = 4;
const BLOCK = 1 << BLOCK_BITS;

/** One group per partition. @throws FfqError 22003, 22008 */
export function* partitionStep(rows: WindowRows, step: AccumulatePlan, mask: RowMask): Generator<void, StepColumn> {
  const { numbers, count } = yield* rows.numbers(PARTITION);
  const state = createState(rows, step, count);
  yield* updateBy(rows, step, mask, state, (from) => numbers + 4 * from);
  const refs = new GrowingBuffer(rows.region);
  rows.onClose(() => refs.free());
  const slice = sliceState(rows.region, state.toData(), 0, count, refs);
  const { type } = step;
  return {
    vector: (from): Vector => ({ type, ...slice, index: numbers + 4 * from, slots: count, dictionary: 0 }),
  };
}

/** Of each frame the states of the blocks that make it up. @throws FfqError 22003, 22008 */
export function* treeStep(
  rows: WindowRows,
  step: AccumulatePlan,
  frame: Frame,
  mask: RowMask,
): Generator<void, StepColumn> {
  const result = createState(rows, step, rows.rows);
  yield* takeFrames(rows, step, { ...frame, from: 0, to: rows.rows }, mask, result);
  return stateColumn(rows, step, result);
}

/** Frames [from, to) of a table. */
export interface FrameSpan extends FrameTable {
  readonly from: number;
  readonly to: number;
}

/** Gives each of the frames' rows to the group of the frame's number. @throws FfqError 22003, 22008 */
export function* takeFrames(
  rows: WindowRows,
  step: AccumulatePlan,
  frames: FrameSpan,
  mask: RowMask,
  result: AggregateState,
): Generator<void, void> {
  const levels = yield* buildLevels(rows, step, mask);
  yield* takeBlocks(rows, step, frames, mask, levels, result);
}

/** A state of a group for each position. */
export function stateColumn(rows: WindowRows, { type }: AccumulatePlan, state: AggregateState): StepColumn {
  const refs = new GrowingBuffer(rows.region);
  rows.onClose(() => refs.free());
  const data = state.toData();
  return {
    vector: (from, count): Vector => {
      const slice = sliceValues(rows.region, data, from, count, refs);
      return { type, ...slice, index: 0, slots: count, dictionary: 0 };
    },
  };
}

/** A state of so many groups, which goes with the rows. */
export function createState(rows: WindowRows, { aggregate }: AccumulatePlan, groups: number): AggregateState {
  const state = AggregateState.create(rows.region, aggregate);
  rows.onClose(() => state.release());
  state.reserve(Math.max(1, groups));
  return state;
}

/** Gives all rows to their groups; `groupsOf`: u32 per position of a slice, 0 for one group. */
export function* updateBy(
  rows: WindowRows,
  { input, type }: AccumulatePlan,
  { mask }: RowMask,
  state: AggregateState,
  groupsOf: (from: number, to: number) => Pointer,
): Generator<void, void> {
  const { data, validity } = input === undefined ? { data: 0, validity: 0 } : (rows.columns[input] as Vector);
  const list = mask === 0 ? 0 : rows.allocate(4 * SLICE_ROWS);
  const { rowsOfMask } = hashKernels(rows.region.arena);
  yield* rows.slices((from, to) => {
    const groups = groupsOf(from, to);
    const count = mask === 0 ? to - from : rowsOfMask(mask + from, to - from, list);
    if (count === 0) return;
    const column: AggregateInput = { data, index: rows.order + 4 * from, validity };
    if (!state.update(column, { rows: count, list, groups })) throw sumOverflowed(type);
  });
  rows.free(list);
}

/** The states of blocks of 16 positions, of 256, and so on, up to 16 blocks or less. */
function* buildLevels(
  rows: WindowRows,
  step: AccumulatePlan,
  mask: RowMask,
): Generator<void, readonly AggregateInput[]> {
  const levels: AggregateInput[] = [];
  const numbers = rows.allocate(4 * SLICE_ROWS);
  let below: AggregateState | undefined;
  for (let count = rows.rows; count > BLOCK; ) {
    const blocks = Math.ceil(count / BLOCK);
    const state = createState(rows, step, blocks);
    if (below === undefined) {
      yield* updateBy(rows, step, mask, state, (from, to) => {
        rows.kernels.blockNumbers(from, to, numbers);
        return numbers;
      });
    } else {
      yield* mergeBlocks(rows, step, levels.at(-1) as AggregateInput, count, state, numbers);
    }
    levels.push(valuesOf(rows, state, blocks));
    below = state;
    count = blocks;
  }
  rows.free(numbers);
  return levels;
}

function* mergeBlocks(
  rows: WindowRows,
  { aggregate, type }: AccumulatePlan,
  below: AggregateInput,
  count: number,
  state: AggregateState,
  numbers: Pointer,
): Generator<void, void> {
  const width = storageWidth(aggregateStorage(aggregate));
  for (let from = 0; from < count; from += SLICE_ROWS) {
    const to = Math.min(count, from + SLICE_ROWS);
    rows.kernels.blockNumbers(from, to, numbers);
    const validity = below.validity === 0 ? 0 : below.validity + from;
    const input = { data: below.data + width * from, index: 0, validity };
    if (!state.takeValues(input, { rows: to - from, list: 0, groups: numbers })) throw sumOverflowed(type);
    yield;
  }
}

/** A state's values as a column. */
function valuesOf(rows: WindowRows, state: AggregateState, groups: number): AggregateInput {
  const refs = new GrowingBuffer(rows.region);
  rows.onClose(() => refs.free());
  const { data, validity } = sliceValues(rows.region, state.toData(), 0, groups, refs);
  return { data, index: 0, validity };
}

/** Blocks that are put out per kernel call. */
const PAIRS = 32768;

function* takeBlocks(
  rows: WindowRows,
  { input, type }: AccumulatePlan,
  { table, ranges, from, to }: FrameSpan,
  { mask }: RowMask,
  levels: readonly AggregateInput[],
  result: AggregateState,
): Generator<void, void> {
  const column = input === undefined ? { data: 0, validity: 0 } : (rows.columns[input] as Vector);
  const blocks = rows.allocate(4 * PAIRS);
  const positions = rows.allocate(4 * PAIRS);
  const cursor = rows.allocate(12);
  const { frameBlocks } = rows.kernels;
  for (let level = 0; level <= levels.length; level++) {
    const [order, taken] = level === 0 ? [rows.order, mask] : [0, 0];
    const values = level === 0 ? undefined : (levels[level - 1] as AggregateInput);
    rows.region.arena.view().u32.set([from, 0, 0xffffffff], cursor >>> 2);
    do {
      const count = frameBlocks(
        level,
        levels.length + 1,
        table,
        ranges,
        order,
        taken,
        0,
        to,
        cursor,
        blocks,
        positions,
        PAIRS,
      );
      const pairs: AggregateRows = { rows: count, list: 0, groups: positions };
      const isTaken =
        values === undefined
          ? result.update({ data: column.data, index: blocks, validity: column.validity }, pairs)
          : result.takeValues({ ...values, index: blocks }, pairs);
      if (!isTaken) throw sumOverflowed(type);
      yield;
    } while ((rows.region.arena.view().u32[cursor >>> 2] as number) < to);
  }
  rows.free(blocks, positions, cursor);
}
