// The groups of one grouping set: a group table over its keys, and for each accumulator a state with an element
// per group. One thread fills it; another can attach to its data, merge further threads' groups into it, and
// finish it. A set without keys has exactly one group, even when no row came.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import { sumOverflow } from "../../function/aggregate/accumulator-kind.ts";
import { isCount, stateWidth } from "../../kernel/aggregate-kind.ts";
import { AggregateState, type AggregateStateData } from "../../kernel/hash-aggregate.ts";
import { touchColumn } from "../../kernel/touch.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import type { AccumulatorPlan, AggregatePlan, GroupingSetPlan } from "./aggregate-plan.ts";
import { DistinctValues, type DistinctValuesData } from "./distinct-values.ts";
import { type EvaluatedBatch, rowsOf } from "./evaluated.ts";
import type { FusedPlan } from "./fused-plan.ts";
import type { FusedSums } from "./fused-sums.ts";
import { GroupKeys, type GroupKeysData } from "./group-keys.ts";
import { SharedCounts } from "./shared-counts.ts";

/** Groups as plain data. */
export interface GroupSetData {
  /** Absent when the set has no keys. */
  readonly keys: GroupKeysData | undefined;
  readonly accumulators: readonly AggregateStateData[];
  /** First values of the plan's `kept` keys. */
  readonly kept: readonly AggregateStateData[];
  readonly distincts: readonly DistinctValuesData[];
  /** The groups lie by partitions of their keys (group-partitions.ts): where each begins, and the end. */
  readonly starts?: readonly number[];
}

const NO_INPUT = { data: 0, index: 0, validity: 0 } as const;

export interface GroupSetOptions {
  /** So many have groups of the same rows. */
  readonly threads?: number | undefined;
  /** What is updated together. */
  readonly fused?: FusedPlan | undefined;
}

/** How many groups there are. */
export function groupsOf(data: GroupSetData): number {
  return data.keys === undefined ? 1 : data.keys.table.count;
}

export class GroupSet {
  readonly #region: Region;
  readonly #plan: AggregatePlan;
  readonly #set: GroupingSetPlan;
  readonly #keys: GroupKeys | undefined;
  readonly #accumulators: readonly AggregateState[];
  readonly #kept: readonly AggregateState[];
  readonly #distincts: readonly DistinctValues[];
  readonly #shared: SharedCounts;
  readonly #groups: GrowingBuffer;

  private constructor(
    region: Region,
    plan: AggregatePlan,
    set: GroupingSetPlan,
    data: GroupSetData | undefined,
    { threads = 1, fused }: GroupSetOptions,
  ) {
    this.#region = region;
    this.#plan = plan;
    this.#set = set;
    if (set.keys.length > 0) {
      const keys = data?.keys;
      this.#keys =
        keys === undefined ? GroupKeys.create(region, set.types, threads) : GroupKeys.attach(region, set.types, keys);
    }
    this.#accumulators = plan.accumulators.map(({ aggregate }, at) => {
      const state = data?.accumulators[at];
      return state === undefined ? AggregateState.create(region, aggregate) : AggregateState.attach(region, state);
    });
    this.#kept = set.kept.map((key, at) => {
      const state = data?.kept[at];
      if (state !== undefined) return AggregateState.attach(region, state);
      return AggregateState.create(region, { kind: "first", storage: storageOf(set.types[key] as LogicalType) });
    });
    this.#distincts = plan.distincts.map(({ type }, at) => {
      const values = data?.distincts[at];
      const hasGroups = set.keys.length > 0;
      if (values === undefined) return DistinctValues.create(region, type, hasGroups);
      return DistinctValues.attach(region, type, hasGroups, values);
    });
    this.#shared = new SharedCounts(region, plan.accumulators, this.#accumulators, fused);
    this.#groups = new GrowingBuffer(region);
    if (data === undefined) this.#reserve();
  }

  static create(region: Region, plan: AggregatePlan, set: GroupingSetPlan, options: GroupSetOptions = {}): GroupSet {
    return new GroupSet(region, plan, set, undefined, options);
  }

  static attach(region: Region, plan: AggregatePlan, set: GroupingSetPlan, data: GroupSetData): GroupSet {
    return new GroupSet(region, plan, set, data, {});
  }

  toData(): GroupSetData {
    return {
      keys: this.#keys?.toData(),
      accumulators: this.#accumulators.map((state) => state.toData()),
      kept: this.#kept.map((state) => state.toData()),
      distincts: this.#distincts.map((values) => values.toData()),
    };
  }

  /**
   * @param fused accumulators that are updated together
   * @throws FfqError DATA when a sum leaves its type, MEMORY_LIMIT
   */
  consume(batch: EvaluatedBatch, fused?: FusedSums): void {
    if (batch.rows === 0) return;
    const groups = this.#assign(batch);
    this.#reserve();
    const all = { rows: batch.rows, list: 0, groups };
    for (const [at, key] of this.#set.kept.entries()) {
      this.#kept[at]?.update(batch.columns[this.#set.keys[key] as number] as Vector, all);
    }
    for (const [at, accumulator] of this.#plan.accumulators.entries()) {
      if (accumulator.distinct !== undefined || fused?.has(at) === true) continue;
      this.#update(at, accumulator, batch, groups);
    }
    // Behind the counts that part from the others: those take what was counted before this batch.
    this.#shared.update(batch, groups, this.#count);
    fused?.update(batch.source, { groups, count: this.#count }, this.#accumulators, this.#shared.passed);
    for (const [at, { input, filter }] of this.#plan.distincts.entries()) {
      const value = batch.columns[input] as Vector;
      const passed = filter === undefined ? undefined : batch.columns[filter];
      this.#distincts[at]?.add({ value, filter: passed, groups, rows: batch.rows });
    }
  }

  /** Ends consuming: the states are complete by themselves. */
  settle(): void {
    this.#shared.settle(this.#count);
  }

  /** Takes over another thread's groups and frees them. Yields between slices. */
  *merge(other: GroupSetData): Generator<void> {
    const region = this.#region;
    const groups = groupsOf(other);
    const remap = region.allocate(4 * Math.max(1, groups));
    if (this.#keys === undefined || other.keys === undefined) region.arena.view().u32[remap >>> 2] = 0;
    else yield* this.#keys.merge(other.keys, remap);
    this.#reserve();
    for (const [at, state] of this.#kept.entries()) {
      state.merge(other.kept[at] as AggregateStateData, groups, remap);
    }
    for (const [at, state] of this.#accumulators.entries()) {
      const { type } = this.#plan.accumulators[at] as AccumulatorPlan;
      if (!state.merge(other.accumulators[at] as AggregateStateData, groups, remap)) throw overflowOf(type);
      yield;
    }
    for (const [at, values] of this.#distincts.entries()) {
      yield* values.merge(other.distincts[at] as DistinctValuesData, remap);
    }
    region.free(remap);
    releaseGroups(region, this.#plan, this.#set, other);
  }

  /** Takes groups [from, from + rows) of another thread, which keeps them; `keys`: theirs, by key of the set. */
  mergeRange(other: GroupSetData, keys: readonly Vector[], from: number, rows: number): void {
    const groups = this.#keys === undefined ? 0 : this.#keys.assign(keys, rows, this.#groups);
    this.#reserve();
    for (const [at, state] of this.#kept.entries()) {
      state.merge(stateFrom(other.kept[at] as AggregateStateData, from), rows, groups);
    }
    for (const [at, state] of this.#accumulators.entries()) {
      const { type } = this.#plan.accumulators[at] as AccumulatorPlan;
      if (!state.merge(stateFrom(other.accumulators[at] as AggregateStateData, from), rows, groups)) {
        throw overflowOf(type);
      }
    }
  }

  /** Gives the accumulators of distinct values theirs, which are not needed any more then. Once, after all merging. */
  *finish(): Generator<void> {
    for (const [position, values] of this.#distincts.entries()) {
      for (const [at, { distinct, type }] of this.#plan.accumulators.entries()) {
        if (distinct !== position) continue;
        const state = this.#accumulators[at] as AggregateState;
        yield* values.feed((input, rows) => {
          if (!state.update(input, rows)) throw overflowOf(type);
        });
      }
      values.release();
    }
  }

  /** Frees buffers; what toData showed stays. */
  close(): void {
    this.#keys?.close();
    for (const values of this.#distincts) values.close();
    this.#shared.release();
    this.#groups.free();
  }

  /** Frees everything. */
  release(): void {
    this.#keys?.release();
    this.#shared.release();
    this.#groups.free();
    for (const state of [...this.#accumulators, ...this.#kept]) state.release();
    for (const values of this.#distincts) values.release();
  }

  get #count(): number {
    return this.#keys === undefined ? 1 : this.#keys.count;
  }

  /** u32 per row: its group; 0 when there is only one. */
  #assign({ columns, rows }: EvaluatedBatch): Pointer {
    if (this.#keys === undefined) return 0;
    const keys = this.#set.keys.map((key) => columns[key] as Vector);
    return this.#keys.assign(keys, rows, this.#groups);
  }

  #update(at: number, { input, filter, type }: AccumulatorPlan, batch: EvaluatedBatch, groups: Pointer): void {
    const column = input === undefined ? NO_INPUT : (batch.columns[input] as Vector);
    if (this.#shared.counts(at, column.validity, this.#count)) return;
    const rows = rowsOf(batch, filter, groups);
    if (rows.rows === 0) return;
    const state = this.#accumulators[at] as AggregateState;
    if ("storage" in column && filter === undefined && !isCount(state.aggregate)) {
      touchColumn(this.#region.arena, column, rows.rows);
    }
    if (!state.update(column, rows)) throw overflowOf(type);
  }

  #reserve(): void {
    for (const state of this.#accumulators) state.reserve(this.#count);
    for (const state of this.#kept) state.reserve(this.#count);
  }
}

/** A state's groups from this one on. */
function stateFrom(data: AggregateStateData, group: number): AggregateStateData {
  return { ...data, state: data.state + group * stateWidth(data.aggregate), seen: data.seen + group };
}

function overflowOf(type: LogicalType): FfqError {
  const { sqlstate, message } = sumOverflow(type);
  return new FfqError("DATA", message, { sqlstate });
}

/** Frees groups by their data. */
export function releaseGroups(region: Region, plan: AggregatePlan, set: GroupingSetPlan, data: GroupSetData): void {
  GroupSet.attach(region, plan, set, data).release();
}
