// Keys to group numbers: a group table over key records, with the symbols of its strings. Its layout has no place
// for NULLs, wide integers and long strings until one comes; then the records are laid out anew, and groups keep their
// numbers.
// One thread fills it; another can attach to its data and merge further threads' groups into it.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { GroupTable, type GroupTableData } from "../../kernel/hash-group.ts";
import type { SymbolTableData } from "../../kernel/hash-symbol.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { KeyEncoder } from "../key-encoder.ts";
import { groupKeyLayout, type KeyLayout, type KeyNeeds } from "../key-layout.ts";
import { relayKeys, remapSymbols } from "../key-records.ts";
import { CodeGroups, type FindGroups } from "./code-groups.ts";

/** Groups' keys as plain data. */
export interface GroupKeysData {
  readonly needs: KeyNeeds;
  readonly table: GroupTableData;
  readonly symbols: SymbolTableData | undefined;
}

/** Groups per slice of a merge. */
const STEP_GROUPS = 32768;

export class GroupKeys {
  readonly #region: Region;
  readonly #types: readonly LogicalType[];
  /** So many threads have such keys of the same rows. */
  readonly #threads: number;
  #needs: KeyNeeds;
  #encoder: KeyEncoder;
  #table: GroupTable;
  readonly #records: GrowingBuffer;
  readonly #codes: CodeGroups;

  private constructor(region: Region, types: readonly LogicalType[], data: GroupKeysData | undefined, threads: number) {
    this.#region = region;
    this.#threads = threads;
    this.#types = types;
    this.#needs = data?.needs ?? { nulls: types.map(() => false), wide: types.map(() => false) };
    const layout = groupKeyLayout(types, this.#needs);
    this.#encoder = KeyEncoder.create(region, layout, data?.symbols);
    this.#table = data === undefined ? createTable(region, layout, threads) : GroupTable.attach(region, data.table);
    this.#records = new GrowingBuffer(region);
    this.#codes = new CodeGroups(region);
  }

  static create(region: Region, types: readonly LogicalType[], threads = 1): GroupKeys {
    return new GroupKeys(region, types, undefined, threads);
  }

  static attach(region: Region, types: readonly LogicalType[], data: GroupKeysData): GroupKeys {
    return new GroupKeys(region, types, data, 1);
  }

  toData(): GroupKeysData {
    return { needs: this.#needs, table: this.#table.toData(), symbols: this.#encoder.symbols() };
  }

  /** How many groups there are. */
  get count(): number {
    return this.#table.count;
  }

  /** u32 per row: its group, in `out`. */
  assign(columns: readonly Vector[], rows: number, out: GrowingBuffer): Pointer {
    const groups = out.reserve(4 * rows);
    if (!this.#codes.assign(columns, rows, groups, this.#find)) this.#find(columns, rows, groups);
    return groups;
  }

  readonly #find: FindGroups = (columns, rows, out) => {
    const unmet = this.#encoder.unmetNeeds(columns, rows);
    if (unmet !== undefined) this.#widen(unmet);
    let records = this.#encoder.inPlace(columns, rows);
    if (records === undefined) {
      records = this.#records.reserve(8 * this.#encoder.layout.words * rows);
      this.#encoder.encode(columns, rows, records, 0);
    }
    this.#table.findOrAdd(records, rows, out);
  };

  /** Adds another thread's groups, whose records are changed; remap[g] (u32) = the number here of its group g. */
  *merge(other: GroupKeysData, remap: Pointer): Generator<void> {
    const region = this.#region;
    if (exceeds(other.needs, this.#needs)) this.#widen(other.needs);
    const theirs = groupKeyLayout(this.#types, other.needs);
    this.#mergeSymbols(other, theirs);
    const encoder = this.#encoder;
    const relaid = exceeds(this.#needs, other.needs) ? region.allocate(8 * encoder.layout.words * STEP_GROUPS) : 0;
    for (let from = 0; from < other.table.count; from += STEP_GROUPS) {
      const rows = Math.min(STEP_GROUPS, other.table.count - from);
      const records = other.table.keys + 8 * theirs.words * from;
      if (relaid !== 0) relayKeys(region, theirs, records, encoder, rows, relaid);
      this.#table.findOrAdd(relaid === 0 ? records : relaid, rows, remap + 4 * from);
      yield;
    }
    region.free(relaid);
  }

  /** Frees buffers; what toData showed stays. */
  close(): void {
    this.#encoder.close();
    this.#table.detach();
    this.#records.free();
    this.#codes.close();
  }

  /** Frees everything. */
  release(): void {
    this.#records.free();
    this.#codes.close();
    this.#encoder.release();
    this.#table.release();
  }

  #widen(further: KeyNeeds): void {
    const region = this.#region;
    const [before, old] = [this.#encoder.layout, this.#table];
    const symbols = this.#encoder.symbols();
    this.#encoder.close();
    this.#needs = {
      nulls: this.#needs.nulls.map((had, at) => had || further.nulls[at] === true),
      wide: this.#needs.wide.map((was, at) => was || further.wide[at] === true),
    };
    const layout = groupKeyLayout(this.#types, this.#needs);
    this.#encoder = KeyEncoder.create(region, layout, symbols);
    this.#table = createTable(region, layout, this.#threads);
    if (old.count > 0) this.#takeOver(before, old);
    old.release();
  }

  /** Groups whose records have another layout get the same numbers here. */
  #takeOver(before: KeyLayout, { keys, count }: GroupTable): void {
    const region = this.#region;
    const most = Math.min(STEP_GROUPS, count);
    const records = region.allocate(8 * this.#encoder.layout.words * most);
    const groups = region.allocate(4 * most);
    for (let from = 0; from < count; from += STEP_GROUPS) {
      const rows = Math.min(STEP_GROUPS, count - from);
      relayKeys(region, before, keys + 8 * before.words * from, this.#encoder, rows, records);
      this.#table.findOrAdd(records, rows, groups);
    }
    region.free(records);
    region.free(groups);
  }

  /** The other's records refer to the symbols here afterwards. */
  #mergeSymbols({ symbols, table }: GroupKeysData, layout: KeyLayout): void {
    if (symbols === undefined || symbols.count === 0) return;
    const region = this.#region;
    const remap = region.allocate(4 * symbols.count);
    this.#encoder.mergeSymbols(symbols, remap);
    remapSymbols(region, layout, table.keys, table.count, remap);
    region.free(remap);
  }
}

function exceeds(left: KeyNeeds, right: KeyNeeds): boolean {
  const isMore = (more: readonly boolean[], less: readonly boolean[]): boolean =>
    more.some((needed, at) => needed && less[at] !== true);
  return isMore(left.nulls, right.nulls) || isMore(left.wide, right.wide);
}

function createTable(region: Region, { words, fields }: KeyLayout, shares: number): GroupTable {
  const [field] = fields;
  // A key alone in its word is an integer: a number, or the id of a string.
  const isInteger = fields.length === 1 && field !== undefined && field.form !== "f32" && field.form !== "f64";
  return GroupTable.create(region, { words, integers: isInteger, shares });
}
