// Result columns of lists and structs (column/result-batch.ts) taken apart: the elements of all rows as one column in
// its turn, a struct's fields as columns. What reads results - Arrow, plain rows - then only knows flat columns.
import { elementCode } from "../type/element-code.ts";
import { ListView, readStruct, slotBytes } from "../type/list-value.ts";
import { isFixedNumeric, type LogicalType, type StructField } from "../type/logical-type.ts";
import type { ResultColumn } from "./result-batch.ts";

export const isValidRow = (validity: Uint8Array | undefined, row: number): boolean =>
  validity === undefined || (((validity[row >>> 3] as number) >>> (row & 7)) & 1) === 1;

/** The bytes of a row's value; undefined for NULL. */
export function valueBytes({ validity, offsets, data }: ResultColumn, row: number): Uint8Array | undefined {
  if (!isValidRow(validity, row)) return undefined;
  return data.subarray(offsets?.[row] ?? 0, offsets?.[row + 1] ?? 0);
}

export interface Elements {
  /** By row, undefined for NULL. */
  readonly lists: readonly (ListView | undefined)[];
  /** Where each row's elements begin in the column, and where the last ones end. */
  readonly offsets: Int32Array<ArrayBuffer>;
  readonly column: ResultColumn;
}

/** The elements of a column of lists, in order. */
export function elementsOf(column: ResultColumn, element: LogicalType): Elements {
  const lists = Array.from({ length: column.rows }, (_, row) => {
    const bytes = valueBytes(column, row);
    return bytes === undefined ? undefined : new ListView(bytes);
  });
  const offsets = new Int32Array(column.rows + 1);
  for (const [row, list] of lists.entries()) offsets[row + 1] = (offsets[row] as number) + (list?.count ?? 0);
  const builder = new ElementColumn(element, offsets[column.rows] as number);
  for (const list of lists) if (list !== undefined) builder.append(list);
  return { lists, offsets, column: builder.finish() };
}

/** A struct column's fields; NULL where the struct is. */
export function fieldsOf(column: ResultColumn, fields: readonly StructField[]): readonly ResultColumn[] {
  const builders = fields.map(({ type }) => new ElementColumn(type, column.rows));
  for (let row = 0; row < column.rows; row++) {
    const bytes = valueBytes(column, row);
    const values = bytes === undefined ? undefined : readStruct(bytes);
    for (const [at, builder] of builders.entries()) builder.add(values?.[at] ?? null);
  }
  return builders.map((builder) => builder.finish());
}

/** A result column that is filled with slots (type/storage.ts), or bytes, one behind the other. */
class ElementColumn {
  readonly #type: LogicalType;
  readonly #rows: number;
  readonly #width: number | undefined;
  readonly #slots: Uint8Array<ArrayBuffer>;
  readonly #parts: Uint8Array[] = [];
  readonly #offsets: Int32Array<ArrayBuffer>;
  readonly #valid: Uint8Array<ArrayBuffer>;
  #nulls = 0;
  #next = 0;

  constructor(type: LogicalType, rows: number) {
    this.#type = type;
    this.#rows = rows;
    // Numerics without fixed scale leave as texts.
    this.#width = slotBytes(elementCode(type));
    this.#slots = new Uint8Array(this.#width === undefined ? 0 : rows * this.#width);
    this.#offsets = new Int32Array(this.#width === undefined ? rows + 1 : 0);
    this.#valid = new Uint8Array((rows + 7) >>> 3);
  }

  /** All elements of a list. */
  append(list: ListView): void {
    if (list.validity !== 0) {
      for (let at = 0; at < list.count; at++) this.add(list.isNull(at) ? null : list.element(at));
      return;
    }
    for (let at = 0; at < list.count; at++) this.#markValid(this.#next + at);
    if (this.#width !== undefined) {
      const { data, count } = list;
      this.#slots.set(list.bytes.subarray(data, data + count * this.#width), this.#next * this.#width);
    } else {
      const base = this.#offsets[this.#next] as number;
      for (let at = 1; at <= list.count; at++) this.#offsets[this.#next + at] = base + list.end(at);
      this.#parts.push(list.blob());
    }
    this.#next += list.count;
  }

  add(value: Uint8Array | null): void {
    if (value === null) this.#nulls++;
    else this.#markValid(this.#next);
    if (this.#width === undefined) {
      this.#offsets[this.#next + 1] = (this.#offsets[this.#next] as number) + (value?.length ?? 0);
      if (value !== null) this.#parts.push(value);
    } else if (value !== null) {
      this.#slots.set(value, this.#next * this.#width);
    }
    this.#next++;
  }

  #markValid(row: number): void {
    this.#valid[row >>> 3] = (this.#valid[row >>> 3] as number) | (1 << (row & 7));
  }

  finish(): ResultColumn {
    const column = { type: this.#type, rows: this.#rows, nullCount: this.#nulls };
    const validity = this.#nulls === 0 ? {} : { validity: this.#valid };
    if (this.#width === undefined) {
      return { ...column, ...validity, offsets: this.#offsets, data: joined(this.#parts) };
    }
    return { ...column, ...validity, data: resultSlots(this.#type, this.#slots, this.#rows) };
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Slots as results have them: bits, 16-bit integers and numerics of 16 bytes lie otherwise than in the arena. */
function resultSlots(type: LogicalType, slots: Uint8Array<ArrayBuffer>, rows: number): Uint8Array<ArrayBuffer> {
  switch (type.kind) {
    case "bool": {
      const bits = new Uint8Array((rows + 7) >>> 3);
      for (let row = 0; row < rows; row++) {
        bits[row >>> 3] = (bits[row >>> 3] as number) | ((slots[row] as number) << (row & 7));
      }
      return bits;
    }
    case "int2":
      return new Uint8Array(Int16Array.from(new Int32Array(slots.buffer, 0, rows)).buffer);
    case "numeric": {
      if (!isFixedNumeric(type) || slots.length === rows * 16) return slots;
      const wide = new BigInt64Array(rows * 2);
      for (const [row, value] of new BigInt64Array(slots.buffer, 0, rows).entries()) {
        wide[row * 2] = value;
        wide[row * 2 + 1] = value < 0n ? -1n : 0n;
      }
      return new Uint8Array(wide.buffer);
    }
    default:
      return slots;
  }
}
