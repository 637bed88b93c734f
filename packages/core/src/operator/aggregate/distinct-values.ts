// The distinct values of each group, for accumulators that take each value once. While rows come, values are only
// collected: a group table over (group, value). They are given to the accumulators at the end, when all threads'
// values are together, so that none is taken twice.
import type { Pointer } from "../../arena/arena.ts";
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
import { GroupTable, type GroupTableData } from "../../kernel/hash-group.ts";
import { SymbolTable, type SymbolTableData } from "../../kernel/hash-symbol.ts";
import { keyKernels } from "../../kernel/key.ts";
import { INT4, type LogicalType } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { KeyDecoder } from "../key-decoder.ts";
import { KeyEncoder } from "../key-encoder.ts";
import { isExact, type KeyLayout, keyLayout } from "../key-layout.ts";
import { remapSymbols } from "../key-records.ts";
import { sliceState } from "./state-slice.ts";

/** Distinct values as plain data. */
export interface DistinctValuesData {
  readonly table: GroupTableData;
  readonly symbols: SymbolTableData | undefined;
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
  readonly #layout: KeyLayout;
  readonly #table: GroupTable;
  readonly #kept: AggregateState | undefined;
  #symbols: SymbolTableData | undefined;
  #encoder: KeyEncoder | undefined;
  readonly #mask: GrowingBuffer;
  readonly #list: GrowingBuffer;
  readonly #index: GrowingBuffer;
  readonly #keys: GrowingBuffer;
  readonly #entries: GrowingBuffer;

  private constructor(region: Region, type: LogicalType, hasGroups: boolean, data: DistinctValuesData | undefined) {
    this.#region = region;
    this.#hasGroups = hasGroups;
    this.#layout = keyLayout(
      [...(hasGroups ? [INT4] : []), type].map((one) => ({ type: one, nulls: "absent" as const })),
    );
    const { words, fields } = this.#layout;
    const form = fields[hasGroups ? 1 : 0]?.form ?? "i64";
    const integers = words === 1 && !hasGroups && (form === "i32" || form === "i64");
    this.#table =
      data === undefined ? GroupTable.create(region, { words, integers }) : GroupTable.attach(region, data.table);
    if (data?.kept !== undefined) this.#kept = AggregateState.attach(region, data.kept);
    else if (!isExact(form)) this.#kept = AggregateState.create(region, { kind: "first", storage: storageOf(type) });
    this.#symbols = data?.symbols;
    this.#mask = new GrowingBuffer(region);
    this.#list = new GrowingBuffer(region);
    this.#index = new GrowingBuffer(region);
    this.#keys = new GrowingBuffer(region);
    this.#entries = new GrowingBuffer(region);
  }

  static create(region: Region, type: LogicalType, hasGroups: boolean): DistinctValues {
    return new DistinctValues(region, type, hasGroups, undefined);
  }

  static attach(region: Region, type: LogicalType, hasGroups: boolean, data: DistinctValuesData): DistinctValues {
    return new DistinctValues(region, type, hasGroups, data);
  }

  toData(): DistinctValuesData {
    return {
      table: this.#table.toData(),
      symbols: this.#encoder === undefined ? this.#symbols : this.#encoder.symbols(),
      kept: this.#kept?.toData(),
    };
  }

  /** Collects rows whose value is not NULL and whose filter is true. */
  add(input: DistinctInput): void {
    const { value, groups, rows } = this.#taken(input);
    if (rows === 0) return;
    this.#encoder ??= KeyEncoder.create(this.#region, this.#layout, this.#symbols);
    const keys = this.#keys.reserve(8 * this.#layout.words * rows);
    this.#encoder.encode(groups === undefined ? [value] : [groups, value], rows, keys, 0);
    const entries = this.#entries.reserve(4 * rows);
    this.#table.findOrAdd(keys, rows, entries);
    if (this.#kept === undefined) return;
    this.#kept.reserve(this.#table.count);
    this.#kept.update(value, { rows, list: 0, groups: entries });
  }

  /** Takes over another thread's values, whose group g is this one's groupRemap[g] (u32). */
  *merge(other: DistinctValuesData, groupRemap: Pointer): Generator<void> {
    const { keys, count } = other.table;
    const region = this.#region;
    const { words, fields } = this.#layout;
    const [group] = fields;
    if (this.#hasGroups && group !== undefined) {
      const { place } = group;
      keyKernels(region.arena).remapIds(keys + 8 * place.word, 8 * words, place.shift, count, groupRemap);
    }
    this.#mergeSymbols(other);
    const remap = region.allocate(4 * count);
    for (let from = 0; from < count; from += STEP_ROWS) {
      const rows = Math.min(STEP_ROWS, count - from);
      this.#table.findOrAdd(keys + 8 * words * from, rows, remap + 4 * from);
      yield;
    }
    if (this.#kept !== undefined && other.kept !== undefined) {
      this.#kept.reserve(this.#table.count);
      this.#kept.merge(other.kept, count, remap);
    }
    region.free(remap);
  }

  /** Gives each value to `take`, with the groups as its rows say. */
  *feed(take: (input: AggregateInput, rows: AggregateRows) => void): Generator<void> {
    const region = this.#region;
    const { words } = this.#layout;
    const decoder = new KeyDecoder(region, this.#layout, this.toData().symbols);
    const kept = this.#kept?.toData();
    const position = this.#hasGroups ? 1 : 0;
    for (let from = 0; from < this.#table.count; from += STEP_ROWS) {
      const rows = Math.min(STEP_ROWS, this.#table.count - from);
      const keys = this.#table.keys + 8 * words * from;
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
    this.#encoder?.close();
    this.#table.detach();
    for (const buffer of [this.#mask, this.#list, this.#index, this.#keys, this.#entries]) buffer.free();
  }

  /** Frees everything. */
  release(): void {
    const { symbols } = this.toData();
    this.close();
    if (symbols !== undefined) SymbolTable.attach(this.#region, symbols).release();
    this.#encoder = undefined;
    this.#symbols = undefined;
    this.#table.release();
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
    arena.view().u8.fill(1, mask, mask + rows);
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

  #mergeSymbols(other: DistinctValuesData): void {
    if (other.symbols === undefined || other.symbols.count === 0) return;
    const region = this.#region;
    this.#encoder ??= KeyEncoder.create(region, this.#layout, this.#symbols);
    const remap = region.allocate(4 * other.symbols.count);
    this.#encoder.mergeSymbols(other.symbols, remap);
    remapSymbols(region, this.#layout, other.table.keys, other.table.count, remap);
    region.free(remap);
  }
}
