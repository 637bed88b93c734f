// Threads' groups of one integer key whose tables are arrays over the keys: they need not be put into partitions, since
// ranges of the keys can be read off the arrays, and need not be brought together where one thread has all of them. The
// threads' records must be the same for the same key, so their layouts are compared; texts' numbers are each thread's own.

import type { Pointer } from "../../arena/arena.ts";
import type { Batch } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { stateWidth } from "../../kernel/aggregate-kind.ts";
import { columnKernels } from "../../kernel/column.ts";
import type { AggregateStateData } from "../../kernel/hash-aggregate.ts";
import { groupsOfRange } from "../../kernel/hash-group.ts";
import { spillKernels } from "../../kernel/spill.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import type { BatchSource, TaskContext } from "../operator.ts";
import type { AggregatePlan, GroupingSetPlan } from "./aggregate-plan.ts";
import { batches, GroupReader } from "./aggregate-source.ts";
import type { GroupKeysData } from "./group-keys.ts";
import { gatherOf } from "./group-partitions.ts";
import { GroupSet, type GroupSetData, groupsOf } from "./group-set.ts";

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

/** A range of keys, counted from the span's least. */
export interface KeyRange {
  readonly least: bigint;
  readonly from: number;
  readonly to: number;
}

export interface DenseGroups {
  readonly plan: AggregatePlan;
  readonly set: GroupingSetPlan;
  /** The set's place among the plan's. */
  readonly number: number;
  /** Of all threads. */
  readonly parts: readonly GroupSetData[];
}

/**
 * Reads the groups whose keys lie in a range, some keys at a time: as they are where one thread has all of them, as where
 * rows come in the order of the key, else brought together.
 */
export class RangeGroups implements BatchSource {
  readonly #context: TaskContext;
  readonly #groups: DenseGroups;
  readonly #range: KeyRange;
  readonly #list: Pointer;
  readonly #copies: readonly GroupCopies[];
  #at: number;
  #step: { readonly source: BatchSource; readonly merged: GroupSet | undefined } | undefined;

  /** `context.region` is this source's alone: it frees what is left of it. */
  constructor(context: TaskContext, groups: DenseGroups, range: KeyRange) {
    this.#context = context;
    this.#groups = groups;
    this.#range = range;
    this.#at = range.from;
    this.#list = context.region.allocate(4 * (STEP_KEYS + 1));
    this.#copies = groups.parts.filter(hasArray).map((data) => new GroupCopies(context, data));
  }

  next(): Batch | undefined {
    for (;;) {
      const batch = this.#step?.source.next();
      if (batch !== undefined) return batch;
      this.#closeStep();
      if (this.#at >= this.#range.to) return undefined;
      this.#context.checkCancelled();
      this.#openStep(this.#at, Math.min(this.#range.to, this.#at + STEP_KEYS));
      this.#at += STEP_KEYS;
    }
  }

  close(): void {
    this.#closeStep();
    for (const copies of this.#copies) copies.close();
    this.#context.region.free(this.#list);
  }

  #openStep(from: number, to: number): void {
    const { least } = this.#range;
    const found = this.#copies.flatMap((copies) => copies.take(least, from, to, this.#list) ?? []);
    const [first, ...others] = found;
    if (first === undefined) return;
    const merged = others.length === 0 ? undefined : this.#merge(found);
    const data = merged?.toData() ?? first;
    this.#step = { source: batches(this.#reader(data), this.#context.batchRows, 0, groupsOf(data)), merged };
  }

  #merge(found: readonly GroupSetData[]): GroupSet {
    const { plan, set } = this.#groups;
    const merged = GroupSet.create(this.#context.region, plan, set);
    for (const data of found) {
      const reader = this.#reader(data);
      const rows = groupsOf(data);
      merged.mergeRange(data, reader.keys(0, rows), 0, rows);
      reader.close();
    }
    return merged;
  }

  #reader(data: GroupSetData): GroupReader {
    const { plan, set, number } = this.#groups;
    return new GroupReader(this.#context.region, plan, set, data, number);
  }

  #closeStep(): void {
    this.#step?.source.close();
    this.#step?.merged?.release();
    this.#step = undefined;
  }
}

/** Not so of a thread without any group. */
function hasArray({ keys }: GroupSetData): boolean {
  return keys !== undefined && keys.table.map !== 0;
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

  /** The groups whose keys lie in [from, to), counted from `least`; undefined where there are none. Valid until the next call. */
  take(least: bigint, from: number, to: number, list: Pointer): GroupSetData | undefined {
    const { keys } = this.#data;
    if (keys === undefined) throw internal("ranges of a set without keys");
    const { table } = keys;
    const shift = Number(least - table.least);
    const bound = (at: number): number => Math.min(table.range, Math.max(0, at + shift));
    const rows = groupsOfRange(this.#context.arena, table, bound(from), bound(to), list);
    if (rows === 0) return undefined;
    const records = this.#records.reserve(8 * table.words * rows);
    spillKernels(this.#context.arena).gatherRecords(table.keys, table.words, list, rows, records);
    const copied = { ...keys, table: { ...table, keys: records, count: rows } };
    return { ...this.#data, keys: copied, accumulators: this.#states(list, rows) };
  }

  #states(list: Pointer, rows: number): readonly AggregateStateData[] {
    const kernels = columnKernels(this.#context.arena);
    return this.#data.accumulators.map((own, at): AggregateStateData => {
      const { state, seen } = this.#buffers[at] as StateBuffers;
      const width = stateWidth(own.aggregate);
      const copy = { ...own, state: state.reserve(width * rows), seen: seen.reserve(rows) };
      gatherOf(kernels, width)(own.state, list, copy.state, rows);
      kernels.gather8(own.seen, list, copy.seen, rows);
      return copy;
    });
  }

  close(): void {
    this.#records.free();
    for (const { state, seen } of this.#buffers) {
      state.free();
      seen.free();
    }
  }
}
