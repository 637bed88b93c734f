// Key columns of batches to key records, by kernels, one column at a time. Strings become ids of one symbol table
// per encoder: grouping and build sides intern into it, probe sides only look up. What a dictionary's entries are
// is found once per dictionary; rows then only map their codes.

import type { Pointer } from "../arena/arena.ts";
import { fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import { isDictionary, throughIndex, type Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { type RefInput, SymbolTable, type SymbolTableData } from "../kernel/hash-symbol.ts";
import { type KeyKernels, keyKernels } from "../kernel/key.ts";
import { listBatchKernels } from "../kernel/list-batch.ts";
import { rowKernels } from "../kernel/row.ts";
import { touchColumn } from "../kernel/touch.ts";
import { ELEMENT_CODES } from "../type/element-code.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { isOfBytes, isSymbol, type KeyField, type KeyLayout, type KeyNeeds } from "./key-layout.ts";

/** The ids of the dictionary that a column showed last. */
interface DictionaryIds {
  dictionary: number;
  /** With the id, what makes two columns show the same entries: an outer join may add one that is NULL. */
  slots: number;
  validity: Pointer;
  /** Rows that showed it before its ids were taken. */
  rows: number;
  isMapped: boolean;
  readonly ids: GrowingBuffer;
}

export class KeyEncoder {
  readonly layout: KeyLayout;
  readonly #region: Region;
  readonly #kernels: KeyKernels;
  readonly #mode: "intern" | "find";
  readonly #symbols: SymbolTable | undefined;
  readonly #dictionaries: readonly DictionaryIds[];
  readonly #ids: GrowingBuffer;
  readonly #refs: GrowingBuffer;
  readonly #heap: GrowingBuffer;

  private constructor(region: Region, layout: KeyLayout, mode: "intern" | "find", symbols: SymbolTable | undefined) {
    this.layout = layout;
    this.#region = region;
    this.#kernels = keyKernels(region.arena);
    this.#mode = mode;
    this.#symbols = symbols;
    this.#ids = new GrowingBuffer(region);
    this.#refs = new GrowingBuffer(region);
    this.#heap = new GrowingBuffer(region);
    this.#dictionaries = layout.fields.map(() => ({
      dictionary: 0,
      slots: 0,
      validity: 0,
      rows: 0,
      isMapped: false,
      ids: new GrowingBuffer(region),
    }));
  }

  /** An encoder that adds the strings it meets: to `symbols` if given (another thread's, handed over), else to a new table. */
  static create(region: Region, layout: KeyLayout, symbols?: SymbolTableData): KeyEncoder {
    const isNeeded = layout.fields.some(isSymbol);
    const table = symbols === undefined ? SymbolTable.create(region) : SymbolTable.attach(region, symbols);
    return new KeyEncoder(region, layout, "intern", isNeeded ? table : undefined);
  }

  /** An encoder over the finished symbols of a build side: strings that are not there equal nothing. */
  static attach(region: Region, layout: KeyLayout, symbols: SymbolTableData | undefined): KeyEncoder {
    const table = symbols === undefined ? undefined : SymbolTable.attach(region, symbols);
    return new KeyEncoder(region, layout, "find", table);
  }

  /** The symbols so far, as plain data; undefined when no key is a string. They outlive close(). */
  symbols(): SymbolTableData | undefined {
    return this.#symbols?.toData();
  }

  /**
   * Writes `rows` records to `out` (8 * layout.words bytes each). A byte per row goes to `validity`: 0 when a key
   * whose NULL equals nothing is NULL. Answers whether it was written: otherwise all rows are valid.
   */
  encode(columns: readonly Vector[], rows: number, out: Pointer, validity: Pointer): boolean {
    const { fields, words } = this.layout;
    if (fields.length === 0) this.#kernels.packZero(rows, out, 8 * words);
    let isWritten = false;
    for (const [at, field] of fields.entries()) {
      const column = columns[at];
      if (column === undefined) throw internal(`key ${at} has no column`);
      if (field.nulls === "never" && column.validity !== 0) {
        if (!isWritten) fillBytes(this.#region.arena, 1, validity, validity + rows);
        isWritten = true;
        this.#kernels.keepValid(column.index, column.validity, rows, validity);
      }
      touchColumn(this.#region.arena, column, rows);
      this.#encodeField(at, field, column, rows, out);
    }
    return isWritten;
  }

  /** Where the rows' records lie already: the values of a lone 64-bit integer without NULLs; undefined where they do not. */
  inPlace([column]: readonly Vector[], rows: number): Pointer | undefined {
    const [field] = this.layout.fields;
    if (column === undefined || field === undefined || this.layout.fields.length !== 1) return undefined;
    const isWord = field.form === "i64" && !field.isNarrow && field.flag === undefined;
    if (!isWord || column.storage !== "i64" || column.index !== 0 || column.validity !== 0) return undefined;
    touchColumn(this.#region.arena, column, rows);
    return column.data;
  }

  /** What these rows need and the layout has no place for; undefined when it has. */
  unmetNeeds(columns: readonly Vector[], rows: number): KeyNeeds | undefined {
    const { fields } = this.layout;
    const nulls = fields.map((field, at) => this.#hasUnexpectedNull(field, columns[at] as Vector, rows));
    const wide = fields.map((field, at) => this.#isTooWide(field, columns[at] as Vector, rows));
    return nulls.includes(true) || wide.includes(true) ? { nulls, wide } : undefined;
  }

  /** Adds another encoder's symbols; remap[id] (u32, `other.count` long) = this one's id (see remapSymbols). */
  mergeSymbols(other: SymbolTableData, remap: Pointer): void {
    if (this.#symbols === undefined) throw internal("symbols for keys without strings");
    this.#symbols.merge(other, remap);
  }

  /** u32 per string, to `out`: its id among the symbols, added if new. */
  intern(strings: RefInput, rows: number, out: Pointer): void {
    if (this.#symbols === undefined) throw internal("symbols for keys without strings");
    this.#symbols.intern(strings, rows, out);
  }

  /** Frees buffers, not the symbols: symbols() is state, released by whoever keeps it. */
  close(): void {
    for (const buffer of [this.#ids, this.#refs, this.#heap]) buffer.free();
    for (const { ids } of this.#dictionaries) ids.free();
    this.#symbols?.detach();
  }

  /** As close, and frees the symbols of an encoder that made them. */
  release(): void {
    this.close();
    if (this.#mode === "intern") this.#symbols?.release();
  }

  /** Strings shown through a dictionary count as too long: what its entries are is found once for all rows. */
  #isTooWide({ isNarrow, isPacked }: KeyField, column: Vector, rows: number): boolean {
    const { data, index, validity } = column;
    if (isNarrow) return this.#kernels.fitsI32(data, index, validity, rows) === 0;
    if (!isPacked) return false;
    return isDictionary(column) || this.#kernels.fitsText(data, index, validity, rows) === 0;
  }

  #hasUnexpectedNull({ nulls, form }: KeyField, { index, validity }: Vector, rows: number): boolean {
    if (nulls !== "absent" || isOfBytes(form) || validity === 0) return false;
    return rowKernels(this.#region.arena).showsNull(validity, index, rows) !== 0;
  }

  #encodeField(at: number, field: KeyField, column: Vector, rows: number, out: Pointer): void {
    const stride = 8 * this.layout.words;
    const word = out + 8 * field.place.word;
    const { shift, isFirst } = field.place;
    const add = isFirst ? 0 : 1;
    const { data, index, validity } = column;
    const kernels = this.#kernels;
    switch (field.form) {
      case "bool":
        kernels.packU8(data, index, validity, rows, word, stride, shift, add);
        break;
      case "i32":
        if (field.isAlone) kernels.packI32(data, index, validity, rows, word, stride, shift, add);
        else kernels.packU32(data, index, validity, rows, word, stride, shift, add);
        break;
      case "f32":
        kernels.packF32(data, index, validity, rows, word, stride, shift, add);
        break;
      case "i64":
        if (field.isNarrow) kernels.packNarrowI64(data, index, validity, rows, word, stride, shift, add);
        else kernels.packI64(data, index, validity, rows, word, stride, shift, add);
        break;
      case "f64":
        kernels.packF64(data, index, validity, rows, word, stride, shift, add);
        break;
      case "i128":
        if (column.storage === "i64") kernels.packI64Wide(data, index, validity, rows, word, stride);
        else kernels.packI128(data, index, validity, rows, word, stride);
        break;
      case "interval":
        kernels.packInterval(data, index, validity, rows, word, stride);
        break;
      case "bytes":
      case "trimmed":
      case "canonical":
      case "list":
      case "struct": {
        if (field.isPacked) {
          kernels.packText(data, index, validity, rows, word, stride);
          break;
        }
        const ids = this.#idsOf(at, field, column, rows);
        kernels.packU32(ids.data, ids.index, 0, rows, word, stride, shift, add);
        break;
      }
    }
    const { flag } = field;
    if (flag === undefined) return;
    kernels.packNulls(index, validity, rows, out + 8 * flag.word, stride, flag.shift, flag.isFirst ? 0 : 1);
  }

  /** Where the rows' ids lie: one per row, or one per slot with the column's index. */
  #idsOf(
    at: number,
    field: KeyField,
    column: Vector,
    rows: number,
  ): { readonly data: Pointer; readonly index: Pointer } {
    const known = this.#dictionaries[at] as DictionaryIds;
    if (column.index === 0) return { data: this.#lookUp(field, column, rows, this.#ids), index: 0 };
    if (column.dictionary <= 0) {
      if (2 * column.slots > rows) return { data: this.#lookUp(field, column, rows, this.#ids), index: 0 };
      return { data: this.#lookUp(field, throughIndex(column, 0), column.slots, this.#ids), index: column.index };
    }
    const { dictionary, slots, validity } = column;
    if (known.dictionary !== dictionary || known.slots !== slots || known.validity !== validity) {
      known.dictionary = dictionary;
      known.slots = slots;
      known.validity = validity;
      known.rows = 0;
      known.isMapped = false;
    }
    if (!known.isMapped) {
      known.rows += rows;
      // Entries of a large dictionary may never be shown: take them all only once as many rows have come.
      if (column.slots > 2 * known.rows) {
        return { data: this.#lookUp(field, column, rows, this.#ids), index: 0 };
      }
      this.#lookUp(field, throughIndex(column, 0), column.slots, known.ids);
      known.isMapped = true;
    }
    return { data: known.ids.reserve(0), index: column.index };
  }

  /** The ids of a column's rows. */
  #lookUp(field: KeyField, column: Vector, rows: number, out: GrowingBuffer): Pointer {
    const ids = out.reserve(4 * rows);
    if (this.#symbols === undefined) {
      // A build side without rows has no symbols: nothing is equal to anything.
      fillBytes(this.#region.arena, 0xff, ids, ids + 4 * rows);
    } else if (this.#mode === "intern") {
      this.#symbols.intern(this.#comparable(field, column, rows), rows, ids);
    } else {
      this.#symbols.find(this.#comparable(field, column, rows), rows, ids);
    }
    if (this.#mode === "find") this.#kernels.markUnknown(ids, column.index, column.validity, rows);
    return ids;
  }

  /** The column, or refs of its rows whose bytes are equal when the values are. */
  #comparable(field: KeyField, column: Vector, rows: number): RefInput {
    const { data, index, validity } = column;
    if (field.form === "bytes") return column;
    const refs = this.#refs.reserve(9 * rows);
    if (field.form === "trimmed") {
      this.#kernels.trimRefs(data, index, validity, rows, refs);
    } else if (field.form === "list" || field.form === "struct") {
      const [lists, code] = [listBatchKernels(this.#region.arena), ELEMENT_CODES[field.form]];
      const bytes = lists.listKeyBytes(data, index, validity, rows, code);
      lists.listKeys(data, index, validity, rows, code, refs, this.#heap.reserve(bytes));
    } else {
      const bytes = this.#kernels.numericKeyBytes(data, index, validity, rows);
      this.#kernels.numericKeys(data, index, validity, rows, refs, this.#heap.reserve(bytes));
    }
    if (validity === 0) return { data: refs, index: 0, validity: 0 };
    const valid = refs + 8 * rows;
    fillBytes(this.#region.arena, 1, valid, valid + rows);
    this.#kernels.keepValid(index, validity, rows, valid);
    return { data: refs, index: 0, validity: valid };
  }
}
