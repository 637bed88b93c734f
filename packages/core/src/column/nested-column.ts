// Result columns of structs (column/result-batch.ts) taken apart into columns of their fields, as list-elements.ts takes
// lists apart. What reads results - Arrow, plain rows - then only knows flat columns.
import { elementCode } from "../type/element-code.ts";
import { readStruct, slotBytes } from "../type/list-value.ts";
import type { LogicalType, StructField } from "../type/logical-type.ts";
import { isValidRow, resultSlots } from "./element-slots.ts";
import type { ResultColumn } from "./result-batch.ts";

/** The bytes of a row's value; undefined for NULL. */
export function valueBytes({ validity, offsets, data }: ResultColumn, row: number): Uint8Array | undefined {
  if (!isValidRow(validity, row)) return undefined;
  return data.subarray(offsets?.[row] ?? 0, offsets?.[row + 1] ?? 0);
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
