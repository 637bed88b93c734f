// Threads' groups of one integer key whose tables are arrays over the keys: they need not be put into partitions, since
// ranges of the keys can be read off the arrays. The threads' records must be the same for the same key, so their layouts
// are compared; texts' numbers are each thread's own.

import { internal } from "../../common/error.ts";
import { stateWidth } from "../../kernel/aggregate-kind.ts";
import { columnKernels } from "../../kernel/column.ts";
import type { AggregateStateData } from "../../kernel/hash-aggregate.ts";
import { groupsOfRange } from "../../kernel/hash-group.ts";
import { spillKernels } from "../../kernel/spill.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import type { TaskContext } from "../operator.ts";
import type { AggregatePlan, GroupingSetPlan } from "./aggregate-plan.ts";
import { GroupReader } from "./aggregate-source.ts";
import type { GroupKeysData } from "./group-keys.ts";
import { gatherOf } from "./group-partitions.ts";
import { type GroupSet, type GroupSetData, groupsOf } from "./group-set.ts";

/** All keys of all threads lie in [least, least + entries). */
export interface KeySpan {
  readonly least: bigint;
  readonly entries: number;
}

/** Wider spans are mostly gaps between the threads' keys. */
const MOST_ENTRIES = 1n << 27n;
const STEP_KEYS = 32768;

/** Whether a thread's groups can be read by ranges of their keys. */
export function isDense({ keys, kept }: GroupSetData): boolean {
  if (keys === undefined || keys.table.map === 0 || keys.symbols !== undefined || kept.length > 0) return false;
  return ![...keys.needs.nulls, ...keys.needs.wide].includes(true);
}

/** Undefined when not all threads' groups can be read by ranges of the same keys. */
export function keySpan(parts: readonly GroupSetData[]): KeySpan | undefined {
  const filled = parts.filter((data) => groupsOf(data) > 0);
  if (filled.length === 0 || !filled.every(isDense)) return undefined;
  const bounds = filled.map(({ keys }) => {
    const { least, range } = (keys as GroupKeysData).table;
    return { least, end: least + BigInt(range) };
  });
  const { least, end } = bounds.reduce((all, own) => ({
    least: own.least < all.least ? own.least : all.least,
    end: own.end > all.end ? own.end : all.end,
  }));
  return end - least > MOST_ENTRIES ? undefined : { least, entries: Number(end - least) };
}

/** Takes over into `merged` a thread's groups whose keys lie in [from, to), counted from the span's least. */
export function mergeKeyRange(
  context: TaskContext,
  plan: AggregatePlan,
  set: GroupingSetPlan,
  data: GroupSetData,
  { least, from, to }: { readonly least: bigint; readonly from: number; readonly to: number },
  merged: GroupSet,
): void {
  const { region, arena } = context;
  const { keys } = data;
  if (keys === undefined) throw internal("ranges of a set without keys");
  const { table } = keys;
  if (table.map === 0) return; // A thread without any group.
  const shift = Number(least - table.least);
  const [start, end] = [from + shift, to + shift].map((at) => Math.min(table.range, Math.max(0, at))) as [
    number,
    number,
  ];
  const reader = new GroupReader(region, plan, set, data, 0);
  const copies = new GroupCopies(context, data);
  const list = region.allocate(4 * (STEP_KEYS + 1));
  for (let at = start; at < end; at += STEP_KEYS) {
    context.checkCancelled();
    const rows = groupsOfRange(arena, table, at, Math.min(end, at + STEP_KEYS), list);
    if (rows === 0) continue;
    const records = copies.records(keys, list, rows);
    merged.mergeRange(copies.states(list, rows), reader.keysOf(records, rows), 0, rows);
  }
  region.free(list);
  copies.close();
  reader.close();
}

interface StateBuffers {
  readonly state: GrowingBuffer;
  readonly seen: GrowingBuffer;
}

/** Groups copied together by their numbers. */
class GroupCopies {
  readonly #context: TaskContext;
  readonly #data: GroupSetData;
  readonly #records: GrowingBuffer;
  readonly #buffers: readonly StateBuffers[];

  constructor(context: TaskContext, data: GroupSetData) {
    const { region } = context;
    this.#context = context;
    this.#data = data;
    this.#records = new GrowingBuffer(region);
    this.#buffers = data.accumulators.map(() => ({
      state: new GrowingBuffer(region),
      seen: new GrowingBuffer(region),
    }));
  }

  records({ table }: GroupKeysData, list: number, rows: number): number {
    const out = this.#records.reserve(8 * table.words * rows);
    spillKernels(this.#context.arena).gatherRecords(table.keys, table.words, list, rows, out);
    return out;
  }

  states(list: number, rows: number): GroupSetData {
    const kernels = columnKernels(this.#context.arena);
    const accumulators = this.#data.accumulators.map((own, at): AggregateStateData => {
      const { state, seen } = this.#buffers[at] as StateBuffers;
      const width = stateWidth(own.aggregate);
      const copy = { ...own, state: state.reserve(width * rows), seen: seen.reserve(rows) };
      gatherOf(kernels, width)(own.state, list, copy.state, rows);
      kernels.gather8(own.seen, list, copy.seen, rows);
      return copy;
    });
    return { ...this.#data, accumulators };
  }

  close(): void {
    this.#records.free();
    for (const { state, seen } of this.#buffers) {
      state.free();
      seen.free();
    }
  }
}
