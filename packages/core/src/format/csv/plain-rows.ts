// Rows of text that are plain to see, by kernels: cut into fields, and the fields of a column appended to what is there.
// The reader (read-text.ts) asks at the beginning of a row, and reads the row itself that ends a cut.
import { EncodeSpace } from "../encode-space.ts";
import type { TextFormat } from "./text-format.ts";

/** A column being filled. */
export interface Filling {
  data: Uint8Array<ArrayBuffer>;
  used: number;
  readonly ends: Int32Array<ArrayBuffer>;
  readonly valid: Uint8Array;
}

/** Makes room for so many bytes more. */
export function growFilling(filling: Filling, room: number): void {
  const grown = new Uint8Array(Math.max(filling.data.length * 2, filling.used + room));
  grown.set(filling.data.subarray(0, filling.used));
  filling.data = grown;
}

export interface Cut {
  readonly rows: number;
  /** Where the next row begins, in the bytes. */
  readonly next: number;
  /** That the rows take in the file. */
  readonly lines: number;
}

/** Rows as they lie in the file, cut into fields. */
export interface CutRows {
  readonly rows: number;
  readonly columns: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** By row and column: where the field begins, counted from `base`, and its length with marks (kernel/assembly/field-text.part.ts). */
  readonly fields: Uint32Array<ArrayBuffer>;
  /** What counts as the beginning of `bytes`. */
  readonly base: number;
  readonly isCsv: boolean;
  /** A byte: of CSV the quote, of TEXT the backslash. */
  readonly special: number;
}

// As the kernels read and write them (kernel/assembly/encode-fields.part.ts), in words of four bytes.
const FORMAT_WORDS = 5;
const CUT_WORDS = 3;
const FIELD_BYTES = 8;
const BACKSLASH = 92;

export class PlainRows {
  readonly #columns: number;
  readonly #space = new EncodeSpace();
  readonly #format: number;
  readonly #cut: number;
  readonly #isCsv: boolean;
  readonly #special: number;
  readonly #loadMark: number;
  #bytes = 0;
  #end = 0;
  #fields = 0;

  constructor(columns: number, format: TextFormat) {
    const space = this.#space;
    this.#columns = columns;
    const nullText = new TextEncoder().encode(format.nullText);
    const nullAt = space.allocate(nullText.length);
    space.u8(nullAt, nullText.length).set(nullText);
    this.#format = space.allocate(FORMAT_WORDS * 4);
    this.#isCsv = format.kind === "csv";
    const quote = format.kind === "csv" ? format.quote.charCodeAt(0) : 0;
    this.#special = format.kind === "csv" ? quote : BACKSLASH;
    const words = [this.#isCsv ? 1 : 0, format.delimiter.charCodeAt(0), quote, nullText.length, nullAt];
    space.u32(this.#format, FORMAT_WORDS).set(words);
    this.#cut = space.allocate(CUT_WORDS * 4);
    this.#loadMark = space.mark;
  }

  /** False for a format that is read byte by byte: of CSV one whose escape is not its quote. */
  static canRead(columns: number, format: TextFormat): boolean {
    return columns > 0 && (format.kind === "text" || format.escape === format.quote);
  }

  /** The bytes that are cut from now on. */
  load(bytes: Uint8Array): void {
    const space = this.#space;
    space.reset(this.#loadMark);
    this.#bytes = space.allocate(bytes.length);
    this.#end = this.#bytes + bytes.length;
    space.u8(this.#bytes, bytes.length).set(bytes);
    this.#fields = space.mark;
  }

  /** Cuts at most `most` rows from a place in the bytes on, which must be a row's beginning. */
  cut(from: number, most: number): Cut {
    const space = this.#space;
    space.reset(this.#fields);
    const start = this.#bytes + from;
    // A field takes a byte at least, and the row that ends the cut leaves its fields too.
    const room = Math.min(this.#end - start, (most + 1) * this.#columns);
    const fields = space.allocate(room * FIELD_BYTES);
    space.kernels.cutRows(start, this.#end, this.#columns, most, this.#format, fields, this.#cut);
    const [rows = 0, next = 0, lines = 0] = space.u32(this.#cut, CUT_WORDS);
    return { rows, next: next - this.#bytes, lines };
  }

  /** The rows of the last cut, which began at a place in the bytes and ended before another one. */
  cutRows(rows: number, from: number, next: number): CutRows {
    const space = this.#space;
    return {
      rows,
      columns: this.#columns,
      bytes: space.u8(this.#bytes + from, next - from).slice(),
      fields: space.u32(this.#fields, rows * this.#columns * 2).slice(),
      base: this.#bytes + from,
      isCsv: this.#isCsv,
      special: this.#special,
    };
  }

  /** Appends a column's fields of the last cut, as rows from `row` on. */
  append(column: number, rows: number, filling: Filling, row: number): void {
    const { kernels } = this.#space;
    const space = this.#space;
    const mark = space.mark;
    const room = kernels.countFields(this.#fields, rows, this.#columns, column);
    const [ends, valid, target] = [space.allocate(rows * 4), space.allocate(rows), space.allocate(room)];
    const bytes = kernels.joinFields(this.#fields, rows, this.#columns, column, target, ends, valid);
    if (filling.data.length - filling.used < bytes) growFilling(filling, bytes);
    filling.data.set(space.u8(target, bytes), filling.used);
    filling.valid.set(space.u8(valid, rows), row);
    const own = space.i32(ends, rows);
    for (let at = 0; at < rows; at++) filling.ends[row + at] = (own[at] as number) + filling.used;
    filling.used += bytes;
    space.reset(mark);
  }
}
