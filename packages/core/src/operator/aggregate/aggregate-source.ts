// What a finished aggregate puts out: the groups' keys, the accumulators' values, and with grouping sets the
// number of the set. Values of fixed width are shown where they lie.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { type AggregateStateData } from "../../kernel/hash-aggregate.ts";
import { INT8, type LogicalType } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { KeyDecoder } from "../key-decoder.ts";
import { groupKeyLayout } from "../key-layout.ts";
import type { BatchSource, StateMorsel, TaskContext } from "../operator.ts";
import type { AggregatePlan, GroupingSetPlan } from "./aggregate-plan.ts";
import { type GroupSetData, groupsOf } from "./group-set.ts";
import { sliceState } from "./state-slice.ts";

/** Groups per morsel. */
const MORSEL_GROUPS = 65536;

/** Ranges of the groups of all sets, one set after the other; none reaches into two. */
export function groupMorsels(sets: readonly GroupSetData[]): readonly StateMorsel[] {
  const morsels: StateMorsel[] = [];
  let first = 0;
  for (const set of sets) {
    const end = first + groupsOf(set);
    for (let start = first; start < end; start += MORSEL_GROUPS) {
      morsels.push({ start, end: Math.min(end, start + MORSEL_GROUPS) });
    }
    first = end;
  }
  return morsels;
}

export function readGroups(
  context: TaskContext,
  plan: AggregatePlan,
  sets: readonly GroupSetData[],
  { start, end }: StateMorsel,
): BatchSource {
  let first = 0;
  for (const [number, data] of sets.entries()) {
    const groups = groupsOf(data);
    if (start < first + groups) {
      const reader = new GroupReader(context.region, plan, plan.sets[number] as GroupingSetPlan, data, number);
      return batches(reader, context.batchRows, start - first, end - first);
    }
    first += groups;
  }
  throw internal("a morsel behind the last group");
}

/** Groups [start, end), in batches; closes the reader. */
export function batches(reader: GroupReader, batchRows: number, start: number, end: number): BatchSource {
  let from = start;
  return {
    next(): Batch | undefined {
      if (from >= end) return undefined;
      const rows = Math.min(batchRows, end - from);
      const columns = reader.read(from, rows);
      from += rows;
      return { rows, columns };
    },
    close(): void {
      from = end;
      reader.close();
    },
  };
}

/** Reads the groups of one set. */
export class GroupReader {
  readonly #region: Region;
  readonly #plan: AggregatePlan;
  readonly #set: GroupingSetPlan;
  readonly #data: GroupSetData;
  readonly #number: number;
  readonly #decoder: KeyDecoder;
  readonly #recordBytes: number;
  /** Zeros: an index that shows slot 0, and a slot that is not valid. */
  #zeros: Pointer = 0;
  #zeroRows = 0;
  readonly #setNumber: GrowingBuffer;
  readonly #refs: readonly GrowingBuffer[];

  constructor(region: Region, plan: AggregatePlan, set: GroupingSetPlan, data: GroupSetData, number: number) {
    this.#region = region;
    this.#plan = plan;
    this.#set = set;
    this.#data = data;
    this.#number = number;
    const layout = groupKeyLayout(set.types, data.keys?.needs ?? { nulls: [], wide: [] });
    this.#recordBytes = 8 * layout.words;
    this.#decoder = new KeyDecoder(region, layout, data.keys?.symbols);
    this.#setNumber = new GrowingBuffer(region);
    this.#refs = [...set.kept, ...plan.accumulators].map(() => new GrowingBuffer(region));
  }

  /** Groups [from, from + rows). Valid until the next call. */
  read(from: number, rows: number): Vector[] {
    const columns = this.#plan.keyTypes.map((type, key) => this.#key(type, key, from, rows));
    for (const [at, { type, isCount }] of this.#plan.accumulators.entries()) {
      const state = this.#data.accumulators[at] as AggregateStateData;
      const column = this.#state(type, state, this.#set.kept.length + at, from, rows);
      columns.push(isCount ? { ...column, validity: 0 } : column);
    }
    if (this.#plan.hasSetNumber) columns.push(this.#numberColumn(rows));
    return columns;
  }

  /** The keys of groups [from, from + rows), by key of the set. Valid until the next call of any kind. */
  keys(from: number, rows: number): readonly Vector[] {
    return this.#set.keys.map((key) => this.#key(this.#plan.keyTypes[key] as LogicalType, key, from, rows));
  }

  /** The keys of records that were copied from those of the groups; all keys can be read back from them. */
  keysOf(records: Pointer, rows: number): readonly Vector[] {
    return this.#set.keys.map((_, position) => this.#decoder.decode(position, records, rows));
  }

  close(): void {
    this.#decoder.close();
    this.#region.free(this.#zeros);
    this.#zeros = 0;
    this.#setNumber.free();
    for (const refs of this.#refs) refs.free();
  }

  #key(type: LogicalType, key: number, from: number, rows: number): Vector {
    const position = this.#set.keys.indexOf(key);
    if (position < 0) return this.#nulls(type, rows);
    const kept = this.#set.kept.indexOf(position);
    if (kept >= 0) return this.#state(type, this.#data.kept[kept] as AggregateStateData, kept, from, rows);
    const { keys } = this.#data;
    if (keys === undefined) throw internal("a key of a set without keys");
    return this.#decoder.decode(position, keys.table.keys + this.#recordBytes * from, rows);
  }

  #state(type: LogicalType, state: AggregateStateData, refs: number, from: number, rows: number): Vector {
    const slice = sliceState(this.#region, state, from, rows, this.#refs[refs] as GrowingBuffer);
    return { type, ...slice, index: 0, slots: rows, dictionary: 0 };
  }

  #nulls(type: LogicalType, rows: number): Vector {
    const zeros = this.#zerosOf(rows);
    const storage = storageOf(type);
    return { type, storage, data: zeros, validity: zeros, index: zeros, slots: 1, dictionary: 0 };
  }

  #numberColumn(rows: number): Vector {
    const data = this.#setNumber.reserve(8);
    this.#region.arena.view().i64[data >>> 3] = BigInt(this.#number);
    const index = this.#zerosOf(rows);
    return { type: INT8, storage: "i64", data, validity: 0, index, slots: 1, dictionary: 0 };
  }

  #zerosOf(rows: number): Pointer {
    if (rows > this.#zeroRows) {
      this.#region.free(this.#zeros);
      this.#zeros = this.#region.allocateZeroed(Math.max(16, 4 * rows));
      this.#zeroRows = rows;
    }
    return this.#zeros;
  }
}
