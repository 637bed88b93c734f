// The groups of one grouping set: a group table over its keys, and for each accumulator a state with an element
// per group. One thread fills it; another can attach to its data, merge further threads' groups into it, and
// finish it. A set without keys has exactly one group, even when no row came.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { FfqError, internal } from "../../common/error.ts";
import { sumOverflow } from "../../function/aggregate/accumulator-kind.ts";
import { AggregateState, type AggregateStateData } from "../../kernel/hash-aggregate.ts";
import { GroupTable, type GroupTableData } from "../../kernel/hash-group.ts";
import { SymbolTable, type SymbolTableData } from "../../kernel/hash-symbol.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { KeyEncoder } from "../key-encoder.ts";
import { type KeyLayout, keyLayout } from "../key-layout.ts";
import { relayKeys, remapSymbols } from "../key-records.ts";
import type { AccumulatorPlan, AggregatePlan, GroupingSetPlan } from "./aggregate-plan.ts";
import { DistinctValues, type DistinctValuesData } from "./distinct-values.ts";

/** Groups as plain data. */
export interface GroupSetData {
  /** Keys that were NULL somewhere: their records have a place for it. */
  readonly nullKeys: readonly boolean[];
  /** Absent when the set has no keys. */
  readonly table: GroupTableData | undefined;
  readonly symbols: SymbolTableData | undefined;
  readonly accumulators: readonly AggregateStateData[];
  /** First values of the plan's `kept` keys. */
  readonly kept: readonly AggregateStateData[];
  readonly distincts: readonly DistinctValuesData[];
}

/** A batch as the accumulators see it: the plan's expressions, and the rows that its filters let through. */
export interface EvaluatedBatch {
  readonly rows: number;
  readonly columns: readonly Vector[];
  /** By the filter's position: u32 row numbers. */
  readonly lists: ReadonlyMap<number, { readonly list: Pointer; readonly rows: number }>;
}

/** Groups per slice of a merge. */
const STEP_GROUPS = 32768;

export function keysLayout(types: readonly LogicalType[], nullKeys: readonly boolean[]): KeyLayout {
  return keyLayout(types.map((type, at) => ({ type, nulls: nullKeys[at] === true ? "equal" : "absent" })));
}

/** How many groups there are. */
export function groupsOf(data: GroupSetData): number {
  return data.table === undefined ? 1 : data.table.count;
}

export class GroupSet {
  readonly #region: Region;
  readonly #plan: AggregatePlan;
  readonly #set: GroupingSetPlan;
  #nullKeys: readonly boolean[];
  #layout: KeyLayout;
  #table: GroupTable | undefined;
  #symbols: SymbolTableData | undefined;
  #encoder: KeyEncoder | undefined;
  readonly #accumulators: readonly AggregateState[];
  readonly #kept: readonly AggregateState[];
  readonly #distincts: readonly DistinctValues[];
  readonly #keys: GrowingBuffer;
  readonly #groups: GrowingBuffer;

  private constructor(region: Region, plan: AggregatePlan, set: GroupingSetPlan, data: GroupSetData | undefined) {
    this.#region = region;
    this.#plan = plan;
    this.#set = set;
    this.#nullKeys = data?.nullKeys ?? set.keys.map(() => false);
    this.#layout = keysLayout(set.types, this.#nullKeys);
    if (set.keys.length > 0) {
      this.#table =
        data?.table === undefined ? createTable(region, this.#layout) : GroupTable.attach(region, data.table);
    }
    this.#symbols = data?.symbols;
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
    this.#keys = new GrowingBuffer(region);
    this.#groups = new GrowingBuffer(region);
    if (data === undefined) this.#reserve();
  }

  static create(region: Region, plan: AggregatePlan, set: GroupingSetPlan): GroupSet {
    return new GroupSet(region, plan, set, undefined);
  }

  static attach(region: Region, plan: AggregatePlan, set: GroupingSetPlan, data: GroupSetData): GroupSet {
    return new GroupSet(region, plan, set, data);
  }

  toData(): GroupSetData {
    return {
      nullKeys: this.#nullKeys,
      table: this.#table?.toData(),
      symbols: this.#encoder === undefined ? this.#symbols : this.#encoder.symbols(),
      accumulators: this.#accumulators.map((state) => state.toData()),
      kept: this.#kept.map((state) => state.toData()),
      distincts: this.#distincts.map((values) => values.toData()),
    };
  }

  /** @throws FfqError DATA when a sum leaves its type, MEMORY_LIMIT */
  consume(batch: EvaluatedBatch): void {
    if (batch.rows === 0) return;
    const groups = this.#assign(batch);
    this.#reserve();
    const all = { rows: batch.rows, list: 0, groups };
    for (const [at, key] of this.#set.kept.entries()) {
      this.#kept[at]?.update(batch.columns[this.#set.keys[key] as number] as Vector, all);
    }
    for (const [at, accumulator] of this.#plan.accumulators.entries()) {
      if (accumulator.distinct === undefined) this.#update(at, accumulator, batch, groups);
    }
    for (const [at, { input, filter }] of this.#plan.distincts.entries()) {
      const value = batch.columns[input] as Vector;
      const passed = filter === undefined ? undefined : batch.columns[filter];
      this.#distincts[at]?.add({ value, filter: passed, groups, rows: batch.rows });
    }
  }

  /** Takes over another thread's groups and frees them. Yields between slices. */
  *merge(other: GroupSetData): Generator<void> {
    const region = this.#region;
    const groups = groupsOf(other);
    const remap = region.allocate(4 * Math.max(1, groups));
    if (other.table === undefined) region.arena.view().u32[remap >>> 2] = 0;
    else yield* this.#mergeTable(other, other.table, remap);
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
    this.#encoder?.close();
    this.#table?.detach();
    for (const values of this.#distincts) values.close();
    this.#keys.free();
    this.#groups.free();
  }

  /** Frees everything. */
  release(): void {
    const { symbols } = this.toData();
    this.close();
    if (symbols !== undefined) SymbolTable.attach(this.#region, symbols).release();
    this.#table?.release();
    for (const state of [...this.#accumulators, ...this.#kept]) state.release();
    for (const values of this.#distincts) values.release();
  }

  /** u32 per row: its group; 0 when there is only one. */
  #assign({ columns, rows }: EvaluatedBatch): Pointer {
    if (this.#table === undefined) return 0;
    const keys = this.#set.keys.map((key) => columns[key] as Vector);
    this.#encoder ??= KeyEncoder.create(this.#region, this.#layout, this.#symbols);
    const nulls = this.#encoder.unexpectedNulls(keys, rows);
    if (nulls.length > 0) this.#widen(this.#nullKeys.map((had, at) => had || nulls.includes(at)));
    const records = this.#keys.reserve(8 * this.#layout.words * rows);
    this.#encoder.encode(keys, rows, records, 0);
    const groups = this.#groups.reserve(4 * rows);
    this.#table.findOrAdd(records, rows, groups);
    return groups;
  }

  /** Gives the records places for more NULLs. Groups keep their numbers. */
  #widen(nullKeys: readonly boolean[]): void {
    const region = this.#region;
    const old = this.#table;
    if (old === undefined) throw internal("a set without keys has no NULL among them");
    const before = this.#layout;
    const symbols = this.toData().symbols;
    this.#encoder?.close();
    this.#nullKeys = nullKeys;
    this.#layout = keysLayout(this.#set.types, nullKeys);
    this.#symbols = symbols;
    this.#encoder = KeyEncoder.create(region, this.#layout, symbols);
    this.#table = createTable(region, this.#layout);
    if (old.count > 0) {
      const records = region.allocate(8 * this.#layout.words * old.count);
      const groups = region.allocate(4 * old.count);
      relayKeys(region, before, old.keys, this.#layout, old.count, records);
      this.#table.findOrAdd(records, old.count, groups);
      region.free(records);
      region.free(groups);
    }
    old.release();
  }

  #update(at: number, { input, filter, type }: AccumulatorPlan, batch: EvaluatedBatch, groups: Pointer): void {
    const passed = filter === undefined ? undefined : batch.lists.get(filter);
    const rows = { rows: passed?.rows ?? batch.rows, list: passed?.list ?? 0, groups };
    if (rows.rows === 0) return;
    const column = input === undefined ? { data: 0, index: 0, validity: 0 } : (batch.columns[input] as Vector);
    if (!(this.#accumulators[at] as AggregateState).update(column, rows)) throw overflowOf(type);
  }

  #reserve(): void {
    const groups = this.#table === undefined ? 1 : this.#table.count;
    for (const state of this.#accumulators) state.reserve(groups);
    for (const state of this.#kept) state.reserve(groups);
  }

  *#mergeTable(other: GroupSetData, theirs: GroupTableData, remap: Pointer): Generator<void> {
    const region = this.#region;
    if (other.nullKeys.some((had, at) => had && this.#nullKeys[at] === false)) {
      this.#widen(this.#nullKeys.map((had, at) => had || other.nullKeys[at] === true));
    }
    const layout = keysLayout(this.#set.types, other.nullKeys);
    this.#mergeSymbols(other, layout, theirs);
    const isSame = other.nullKeys.every((had, at) => had === this.#nullKeys[at]);
    const { words } = this.#layout;
    const relaid = isSame ? 0 : region.allocate(8 * words * STEP_GROUPS);
    for (let from = 0; from < theirs.count; from += STEP_GROUPS) {
      const rows = Math.min(STEP_GROUPS, theirs.count - from);
      const source = theirs.keys + 8 * layout.words * from;
      if (!isSame) relayKeys(region, layout, source, this.#layout, rows, relaid);
      this.#table?.findOrAdd(isSame ? source : relaid, rows, remap + 4 * from);
      yield;
    }
    region.free(relaid);
  }

  /** The other's records refer to this set's symbols afterwards. */
  #mergeSymbols(other: GroupSetData, layout: KeyLayout, theirs: GroupTableData): void {
    if (other.symbols === undefined || other.symbols.count === 0) return;
    const region = this.#region;
    this.#encoder ??= KeyEncoder.create(region, this.#layout, this.#symbols);
    const remap = region.allocate(4 * other.symbols.count);
    this.#encoder.mergeSymbols(other.symbols, remap);
    remapSymbols(region, layout, theirs.keys, theirs.count, remap);
    region.free(remap);
  }
}

function createTable(region: Region, { words, fields }: KeyLayout): GroupTable {
  const [field] = fields;
  // A key alone in its word is a small integer: a number, or the id of a string.
  const isInteger = fields.length === 1 && field !== undefined && field.form !== "f32" && field.form !== "f64";
  return GroupTable.create(region, { words, integers: isInteger });
}

function overflowOf(type: LogicalType): FfqError {
  const { sqlstate, message } = sumOverflow(type);
  return new FfqError("DATA", message, { sqlstate });
}

/** Frees groups by their data. */
export function releaseGroups(region: Region, plan: AggregatePlan, set: GroupingSetPlan, data: GroupSetData): void {
  GroupSet.attach(region, plan, set, data).release();
}
