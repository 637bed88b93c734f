// The distinct values of each group, for accumulators that take each value once. While rows come, values are only
// collected: a group table over (group, value). They are given to the accumulators at the end, when all threads'
// values are together, so that none is taken twice.

import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { columnKernels } from "../../kernel/column.ts";
import { hashKernels } from "../../kernel/hash.ts";
import {
  type AggregateInput,
  type AggregateRows,
  AggregateState,
  type AggregateStateData,
} from "../../kernel/hash-aggregate.ts";
import { keyKernels } from "../../kernel/key.ts";
import { INT4, type LogicalType } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { KeyDecoder } from "../key-decoder.ts";
import { groupKeyLayout, isExact, keyLayout } from "../key-layout.ts";
import { GroupKeys, type GroupKeysData } from "./group-keys.ts";
import { sliceState } from "./state-slice.ts";

/** Distinct values as plain data. */
export interface DistinctValuesData {
  /** Of (group, value), or of values when there is one group. */
  readonly entries: GroupKeysData;
  /** The first value of each entry, where its record does not hold it. */
  readonly kept: AggregateStateData | undefined;
}

/** Rows to collect: a value, maybe a filter, and the group of each row (0: there is one group). */
export interface DistinctInput {
  readonly value: Vector;
  readonly filter: Vector | undefined;
  readonly groups: Pointer;
  readonly rows: number;
}

const STEP_ROWS = 8192;

export class DistinctValues {
  readonly #region: Region;
  readonly #hasGroups: boolean;
  readonly #types: readonly LogicalType[];
  readonly #keys: GroupKeys;
  readonly #kept: AggregateState | undefined;
  readonly #mask: GrowingBuffer;
  readonly #list: GrowingBuffer;
  readonly #index: GrowingBuffer;
  readonly #entries: GrowingBuffer;

  private constructor(region: Region, type: LogicalType, hasGroups: boolean, data: DistinctValuesData | undefined) {
    this.#region = region;
    this.#hasGroups = hasGroups;
    this.#types = [...(hasGroups ? [INT4] : []), type];
    this.#keys =
      data === undefined ? GroupKeys.create(region, this.#types) : GroupKeys.attach(region, this.#types, data.entries);
    const [field] = keyLayout([{ type, nulls: "absent" }]).fields;
    const isKept = field !== undefined && !isExact(field.form);
    if (data?.kept !== undefined) this.#kept = AggregateState.attach(region, data.kept);
    else if (isKept) this.#kept = AggregateState.create(region, { kind: "first", storage: storageOf(type) });
    this.#mask = new GrowingBuffer(region);
    this.#list = new GrowingBuffer(region);
    this.#index = new GrowingBuffer(region);
    this.#entries = new GrowingBuffer(region);
  }

  static create(region: Region, type: LogicalType, hasGroups: boolean): DistinctValues {
    return new DistinctValues(region, type, hasGroups, undefined);
  }

  static attach(region: Region, type: LogicalType, hasGroups: boolean, data: DistinctValuesData): DistinctValues {
    return new DistinctValues(region, type, hasGroups, data);
  }

  toData(): DistinctValuesData {
    return { entries: this.#keys.toData(), kept: this.#kept?.toData() };
  }

  /** Collects rows whose value is not NULL and whose filter is true. */
  add(input: DistinctInput): void {
    const { value, groups, rows } = this.#taken(input);
    if (rows === 0) return;
    const entries = this.#keys.assign(groups === undefined ? [value] : [groups, value], rows, this.#entries);
    if (this.#kept === undefined) return;
    this.#kept.reserve(this.#keys.count);
    this.#kept.update(value, { rows, list: 0, groups: entries });
  }

  /** Takes over another thread's values, whose group g is this one's groupRemap[g] (u32). */
  *merge(other: DistinctValuesData, groupRemap: Pointer): Generator<void> {
    const { table, needs } = other.entries;
    const region = this.#region;
    const { words, fields } = groupKeyLayout(this.#types, needs);
    const [group] = fields;
    if (this.#hasGroups && group !== undefined) {
      const { word, shift } = group.place;
      keyKernels(region.arena).remapIds(table.keys + 8 * word, 8 * words, shift, table.count, groupRemap);
    }
    const remap = region.allocate(4 * table.count);
    yield* this.#keys.merge(other.entries, remap);
    if (this.#kept !== undefined && other.kept !== undefined) {
      this.#kept.reserve(this.#keys.count);
      this.#kept.merge(other.kept, table.count, remap);
    }
    region.free(remap);
  }

  /** Gives each value to `take`, with the groups as its rows say. */
  *feed(take: (input: AggregateInput, rows: AggregateRows) => void): Generator<void> {
    const region = this.#region;
    const { table, needs, symbols } = this.#keys.toData();
    const layout = groupKeyLayout(this.#types, needs);
    const decoder = new KeyDecoder(region, layout, symbols);
    const kept = this.#kept?.toData();
    const position = this.#hasGroups ? 1 : 0;
    for (let from = 0; from < table.count; from += STEP_ROWS) {
      const rows = Math.min(STEP_ROWS, table.count - from);
      const keys = table.keys + 8 * layout.words * from;
      const input =
        kept === undefined
          ? decoder.decode(position, keys, rows)
          : { ...sliceState(region, kept, from, rows, this.#entries), index: 0 };
      let groups: Pointer = 0;
      if (this.#hasGroups) groups = decoder.decode(0, keys, rows).data;
      take({ data: input.data, index: 0, validity: 0 }, { rows, list: 0, groups });
      yield;
    }
    decoder.close();
  }

  /** Frees buffers; what toData showed stays. */
  close(): void {
    this.#keys.close();
    for (const buffer of [this.#mask, this.#list, this.#index, this.#entries]) buffer.free();
  }

  /** Frees everything. */
  release(): void {
    this.close();
    this.#keys.release();
    this.#kept?.release();
  }

  /** The rows that count, as vectors without NULLs. */
  #taken({ value, filter, groups, rows }: DistinctInput): { value: Vector; groups: Vector | undefined; rows: number } {
    const { arena } = this.#region;
    const groupsOf = (index: Pointer): Vector | undefined =>
      this.#hasGroups
        ? { type: INT4, storage: "i32", data: groups, validity: 0, index, slots: rows, dictionary: 0 }
        : undefined;
    if (filter === undefined && value.validity === 0) return { value, groups: groupsOf(0), rows };
    const kernels = keyKernels(arena);
    const mask = this.#mask.reserve(rows);
    fillBytes(arena, 1, mask, mask + rows);
    if (value.validity !== 0) kernels.keepValid(value.index, value.validity, rows, mask);
    if (filter !== undefined) kernels.keepTrue(filter.data, filter.index, filter.validity, rows, mask);
    const list = this.#list.reserve(4 * rows);
    const taken = hashKernels(arena).rowsOfMask(mask, rows, list);
    let index = list;
    if (value.index !== 0) {
      index = this.#index.reserve(4 * rows);
      columnKernels(arena).gather32(value.index, list, index, taken);
    }
    return { value: { ...value, index, validity: 0 }, groups: groupsOf(list), rows: taken };
  }
}
