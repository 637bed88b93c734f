// Puts a thread's groups into the order of partitions of their keys' hashes, so that threads can bring together what
// all of them have a share of partitions each (parted-groups.ts). The hash is of values: what a thread knows for itself
// (symbols, layouts of records) must not enter. Distinct values refer to groups by number: sets with such stay as they are.

import type { Pointer } from "../../arena/arena.ts";
import { copyBytes, fillBytes } from "../../arena/bulk-memory.ts";
import { internal } from "../../common/error.ts";
import { stateWidth } from "../../kernel/aggregate-kind.ts";
import { type ColumnKernels, columnKernels } from "../../kernel/column.ts";
import type { AggregateStateData } from "../../kernel/hash-aggregate.ts";
import { spillKernels } from "../../kernel/spill.ts";
import type { TaskContext } from "../operator.ts";
import { LevelSplit } from "../spill/level-split.ts";
import type { AggregatePlan, GroupingSetPlan } from "./aggregate-plan.ts";
import { GroupReader } from "./aggregate-source.ts";
import { type GroupSetData, groupsOf } from "./group-set.ts";

/** How many partitions there are: fewer groups than a cache holds in each, up to some millions. */
export const GROUP_PARTITIONS = 64;
/** A hash that no level of spilling uses. */
const LEVEL = 1000;
const STEP_GROUPS = 32768;

/** Groups that lie together before and after: u32 numbers at `list`, counted from `from`, go to `to` and behind. */
interface Move {
  readonly list: Pointer;
  readonly rows: number;
  readonly from: number;
  readonly to: number;
}

/** The groups in the order of their partitions, in place of those given. @throws FfqError MEMORY_LIMIT */
export function partGroups(
  context: TaskContext,
  plan: AggregatePlan,
  set: GroupingSetPlan,
  data: GroupSetData,
): GroupSetData {
  const { region } = context;
  const { keys } = data;
  if (keys === undefined) throw internal("partitions of a set without keys");
  const groups = groupsOf(data);
  const lists = region.allocate(4 * groups);
  const { moves, starts } = planMoves(context, plan, set, data, lists);
  const moved = moveRecords(context, keys.table.keys, keys.table.words, groups, moves);
  for (const pointer of [keys.table.slots, keys.table.map]) region.free(pointer);
  const table = { ...keys.table, keys: moved, keyCapacity: groups, slots: 0, capacity: 0, map: 0, range: 0, least: 0n };
  const move = (state: AggregateStateData): AggregateStateData => moveState(context, state, groups, moves);
  const parted = {
    ...data,
    keys: { ...keys, table },
    accumulators: data.accumulators.map(move),
    kept: data.kept.map(move),
    starts,
  };
  region.free(lists);
  return parted;
}

function planMoves(
  context: TaskContext,
  plan: AggregatePlan,
  set: GroupingSetPlan,
  data: GroupSetData,
  lists: Pointer,
): { readonly moves: readonly Move[]; readonly starts: readonly number[] } {
  const { region, arena } = context;
  const groups = groupsOf(data);
  const step = Math.min(groups, STEP_GROUPS);
  const reader = new GroupReader(region, plan, set, data, 0);
  const split = new LevelSplit({ ...context, batchRows: step }, set.types, LEVEL, GROUP_PARTITIONS);
  const blocks: (readonly number[])[] = [];
  for (let from = 0; from < groups; from += step) {
    context.checkCancelled();
    const rows = Math.min(step, groups - from);
    const block = split.split(reader.keys(from, rows), rows);
    copyBytes(arena, lists + 4 * from, block.rows, 4 * rows);
    blocks.push(block.ends);
  }
  split.close();
  reader.close();
  const starts = startsOf(blocks);
  const next = [...starts];
  const moves: Move[] = [];
  for (const [block, ends] of blocks.entries()) {
    for (const [partition, end] of ends.entries()) {
      const start = ends[partition - 1] ?? 0;
      if (end === start) continue;
      const to = next[partition] as number;
      const from = block * step;
      moves.push({ list: lists + 4 * (from + start), rows: end - start, from, to });
      next[partition] = to + end - start;
    }
  }
  return { moves, starts };
}

/** Where each partition begins, and the end of the last. */
function startsOf(blocks: readonly (readonly number[])[]): readonly number[] {
  const starts = [0];
  for (let partition = 0; partition < GROUP_PARTITIONS; partition++) {
    const groups = blocks.reduce((sum, ends) => sum + (ends[partition] as number) - (ends[partition - 1] ?? 0), 0);
    starts.push((starts[partition] as number) + groups);
  }
  return starts;
}

function moveRecords(
  { region, arena, checkCancelled }: TaskContext,
  records: Pointer,
  words: number,
  groups: number,
  moves: readonly Move[],
): Pointer {
  checkCancelled();
  const width = 8 * words;
  const moved = region.allocate(width * groups);
  const { gatherRecords } = spillKernels(arena);
  for (const { list, rows, from, to } of moves) {
    gatherRecords(records + width * from, words, list, rows, moved + width * to);
  }
  region.free(records);
  return moved;
}

function moveState(
  context: TaskContext,
  data: AggregateStateData,
  groups: number,
  moves: readonly Move[],
): AggregateStateData {
  const state = moveElements(context, data.state, stateWidth(data.aggregate), groups, moves);
  const seen = moveElements(context, data.seen, 1, groups, moves);
  return { ...data, state, seen, capacity: roomFor(groups) };
}

/** Elements of groups that may be added later start at a multiple of 16, and are empty. */
function roomFor(groups: number): number {
  return (groups + 15) & ~15;
}

function moveElements(
  { region, arena, checkCancelled }: TaskContext,
  elements: Pointer,
  width: number,
  groups: number,
  moves: readonly Move[],
): Pointer {
  checkCancelled();
  const room = roomFor(groups);
  const moved = region.allocate(width * room);
  fillBytes(arena, 0, moved + width * groups, moved + width * room);
  const gather = gatherOf(columnKernels(arena), width);
  for (const { list, rows, from, to } of moves) gather(elements + width * from, list, moved + width * to, rows);
  region.free(elements);
  return moved;
}

/** Elements of so many bytes by their numbers. */
export function gatherOf(kernels: ColumnKernels, width: number): ColumnKernels["gather8"] {
  switch (width) {
    case 1:
      return kernels.gather8;
    case 4:
      return kernels.gather32;
    case 8:
      return kernels.gather64;
    case 16:
      return kernels.gather128;
    default:
      throw internal(`elements of ${width} bytes`);
  }
}
