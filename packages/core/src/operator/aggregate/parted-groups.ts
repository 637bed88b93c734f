// Groups that several threads left, brought together when they are read: whoever reads a share of the partitions of
// their keys (or a range of the keys: dense-ranges.ts) merges what all threads have in them. So the work is spread over the threads that read, and no thread waits
// for all of it. What the threads left stays as it is: a share can be read again.
import type { Region } from "../../arena/region.ts";
import type { Batch } from "../../column/vector.ts";
import type { BatchSource, StateMorsel, TaskContext } from "../operator.ts";
import type { AggregatePlan, GroupingSetPlan } from "./aggregate-plan.ts";
import { batches, GroupReader } from "./aggregate-source.ts";
import { isDense, type KeyRange, type KeySpan, keySpan, RangeGroups } from "./dense-ranges.ts";
import { GROUP_PARTITIONS, partGroups } from "./group-partitions.ts";
import { GroupSet, type GroupSetData, groupsOf } from "./group-set.ts";
import type { HashAggregateState } from "./hash-aggregate.ts";

/** Fewer groups are merged by one thread in no time. */
const LEAST_GROUPS = 32768;
/** Groups per morsel at most, and morsels at least. */
const MORSEL_GROUPS = 32768;
const LEAST_MORSELS = 8;
const STEP_GROUPS = 8192;
/** A thread puts so many groups into partitions when it has them. */
const LEAST_THREAD_GROUPS = 8192;

/** What a thread leaves, with its larger sets in the order of partitions where other threads may have the same groups. */
export function partLarge(context: TaskContext, plan: AggregatePlan, state: HashAggregateState): HashAggregateState {
  if ((context.threads ?? 1) === 1 || plan.distincts.length > 0) return state;
  const sets = state.sets.map((data, at) => {
    if (data.keys === undefined || groupsOf(data) < LEAST_THREAD_GROUPS || isDense(data)) return data;
    return partGroups(context, plan, plan.sets[at] as GroupingSetPlan, data);
  });
  return { sets };
}

/** Whether the groups are so many that threads had better share in bringing them together. */
export function areWorthParting(plan: AggregatePlan, parts: readonly HashAggregateState[]): boolean {
  if (plan.distincts.length > 0) return false;
  return plan.sets.some((_, at) => {
    const counts = setOf(parts, at).map(groupsOf);
    return counts.filter((count) => count > 0).length > 1 && sum(counts) >= LEAST_GROUPS;
  });
}

/** Puts those into partitions that a thread had too few of to do so. */
export function* partAll(
  context: TaskContext,
  plan: AggregatePlan,
  parts: readonly HashAggregateState[],
): Generator<void, readonly HashAggregateState[]> {
  const isLarge = plan.sets.map(({ keys }, at) => {
    const own = setOf(parts, at);
    return keys.length > 0 && sum(own.map(groupsOf)) >= LEAST_GROUPS && keySpan(own) === undefined;
  });
  const all: HashAggregateState[] = [];
  for (const { sets } of parts) {
    const parted: GroupSetData[] = [];
    for (const [at, data] of sets.entries()) {
      const isDone = isLarge[at] !== true || data.starts !== undefined || groupsOf(data) === 0;
      parted.push(isDone ? data : partGroups(context, plan, plan.sets[at] as GroupingSetPlan, data));
      yield;
    }
    all.push({ sets: parted });
  }
  return all;
}

/** Shares of the partitions of all sets, counted through; none reaches into two sets. */
export function partedMorsels(plan: AggregatePlan, parts: readonly HashAggregateState[]): readonly StateMorsel[] {
  return plan.sets.flatMap((_, at) => {
    const first = at * GROUP_PARTITIONS;
    const step = partitionsPerMorsel(setOf(parts, at));
    const morsels: StateMorsel[] = [];
    for (let start = 0; start < GROUP_PARTITIONS; start += step) {
      morsels.push({ start: first + start, end: first + Math.min(GROUP_PARTITIONS, start + step) });
    }
    return morsels;
  });
}

/** All, when a thread's groups are not in the order of partitions, and cannot be read by ranges of keys either. */
function partitionsPerMorsel(parts: readonly GroupSetData[]): number {
  const groups = sum(parts.map(groupsOf));
  const isDivided =
    keySpan(parts) !== undefined || parts.every((data) => data.starts !== undefined || groupsOf(data) === 0);
  if (groups === 0 || !isDivided) return GROUP_PARTITIONS;
  const wanted = Math.min(MORSEL_GROUPS, groups / LEAST_MORSELS);
  return Math.min(GROUP_PARTITIONS, Math.max(1, Math.floor((GROUP_PARTITIONS * wanted) / groups)));
}

/** Brings a share together, and reads it. */
export class PartedGroups implements BatchSource {
  readonly #context: TaskContext;
  readonly #region: Region;
  readonly #plan: AggregatePlan;
  readonly #parts: readonly GroupSetData[];
  readonly #number: number;
  readonly #first: number;
  readonly #last: number;
  #source: BatchSource | undefined;

  constructor(
    context: TaskContext,
    plan: AggregatePlan,
    parts: readonly HashAggregateState[],
    { start, end }: StateMorsel,
  ) {
    this.#region = context.region.createChild();
    this.#context = { ...context, region: this.#region };
    this.#plan = plan;
    this.#number = Math.floor(start / GROUP_PARTITIONS);
    this.#parts = setOf(parts, this.#number);
    this.#first = start - this.#number * GROUP_PARTITIONS;
    this.#last = end - this.#number * GROUP_PARTITIONS;
  }

  next(): Batch | undefined {
    this.#source ??= this.#merge();
    return this.#source.next();
  }

  close(): void {
    this.#source?.close();
    this.#region.release();
  }

  #merge(): BatchSource {
    const plan = this.#plan;
    const set = plan.sets[this.#number] as GroupingSetPlan;
    const span = keySpan(this.#parts);
    if (span !== undefined) {
      const groups = { plan, set, number: this.#number, parts: this.#parts };
      return new RangeGroups(this.#context, groups, this.#keysOf(span));
    }
    const merged = GroupSet.create(this.#region, plan, set);
    for (const data of this.#parts) this.#mergeRange(set, data, merged);
    merged.close();
    const data = merged.toData();
    const reader = new GroupReader(this.#region, plan, set, data, this.#number);
    return batches(reader, this.#context.batchRows, 0, groupsOf(data));
  }

  #mergeRange(set: GroupingSetPlan, data: GroupSetData, merged: GroupSet): void {
    const reader = new GroupReader(this.#region, this.#plan, set, data, this.#number);
    const { from, to } = this.#rangeOf(data);
    for (let at = from; at < to; at += STEP_GROUPS) {
      this.#context.checkCancelled();
      const rows = Math.min(STEP_GROUPS, to - at);
      merged.mergeRange(data, reader.keys(at, rows), at, rows);
    }
    reader.close();
  }

  /** The keys of this share, when shares are ranges of them. */
  #keysOf({ least, entries }: KeySpan): KeyRange {
    const bound = (partition: number): number => Math.floor((entries * partition) / GROUP_PARTITIONS);
    return { least, from: bound(this.#first), to: bound(this.#last) };
  }

  #rangeOf(data: GroupSetData): { readonly from: number; readonly to: number } {
    const { starts } = data;
    if (starts === undefined) return { from: 0, to: groupsOf(data) };
    return { from: starts[this.#first] as number, to: starts[this.#last] as number };
  }
}

function setOf(parts: readonly HashAggregateState[], at: number): readonly GroupSetData[] {
  return parts.map(({ sets }) => sets[at] as GroupSetData);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
