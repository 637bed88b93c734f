// Result batches as lines of text. Every column is a text already, but for booleans, which are `t` and `f`; values
// are looked at as bytes and copied, never decoded.
import type { ResultBatch, ResultColumn } from "../../column/result-batch.ts";
import type { Field } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { TextFormat } from "./text-format.ts";

const utf8 = new TextEncoder();
const LINE_FEED = 10;
const BACKSLASH = 92;
const TRUE = 116;
const FALSE = 102;

/** Control characters that TEXT writes as a backslash and a letter. */
const LETTERS: Readonly<Record<number, string>> = { 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r" };

type Column =
  | { readonly kind: "bool"; readonly source: ResultColumn; readonly isQuoted: boolean }
  | { readonly kind: "text"; readonly source: ResultColumn; readonly offsets: Int32Array; readonly isQuoted: boolean };

export class TextWriter {
  readonly #format: TextFormat;
  readonly #fields: readonly Field[];
  readonly #forced: readonly boolean[];
  readonly #null: Uint8Array;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #escape: number;
  /** In TEXT: by byte, what stands behind its backslash; 0: it stands for itself. In CSV: 1 for what needs quotes. */
  readonly #special = new Uint8Array(256);
  #out = new Uint8Array(0);
  #at = 0;

  constructor(fields: readonly Field[], format: TextFormat) {
    this.#fields = fields;
    this.#format = format;
    this.#null = utf8.encode(format.nullText);
    this.#delimiter = format.delimiter.charCodeAt(0);
    const isCsv = format.kind === "csv";
    this.#quote = isCsv ? format.quote.charCodeAt(0) : 0;
    this.#escape = isCsv ? format.escape.charCodeAt(0) : 0;
    this.#forced = fields.map(({ name }) => isCsv && format.forceQuote.includes(name));
    if (isCsv) {
      for (const byte of [this.#delimiter, this.#quote, 10, 13]) this.#special[byte] = 1;
    } else {
      for (const [byte, letter] of Object.entries(LETTERS)) this.#special[Number(byte)] = letter.charCodeAt(0);
      for (const byte of [BACKSLASH, this.#delimiter]) this.#special[byte] ||= byte;
    }
  }

  /** The line of names; empty when there is to be none. */
  header(): Uint8Array {
    if (!this.#format.header) return new Uint8Array(0);
    const names = this.#fields.map(({ name }) => utf8.encode(name));
    this.#begin(names.reduce((sum, name) => sum + name.length * 2 + 4, 1));
    for (const [position, name] of names.entries()) {
      if (position > 0) this.#byte(this.#delimiter);
      this.#value(name, 0, name.length, false);
    }
    this.#byte(LINE_FEED);
    return this.#take();
  }

  /** The batch's lines. */
  batch({ rows, columns }: ResultBatch): Uint8Array {
    const sources = columns.map((column, position) => columnOf(column, this.#forced[position] === true));
    // Every byte may need another before it, and every value quotes and a delimiter.
    const bytes = columns.reduce((sum, { data }) => sum + data.length * 2, 0);
    this.#begin(bytes + rows * columns.length * (this.#null.length + 8) + rows);
    for (let row = 0; row < rows; row++) {
      for (let position = 0; position < sources.length; position++) {
        if (position > 0) this.#byte(this.#delimiter);
        this.#field(sources[position] as Column, row);
      }
      this.#byte(LINE_FEED);
    }
    return this.#take();
  }

  #field(column: Column, row: number): void {
    const { validity, data } = column.source;
    if (validity !== undefined && ((validity[row >>> 3] as number) & (1 << (row & 7))) === 0) {
      this.#out.set(this.#null, this.#at);
      this.#at += this.#null.length;
      return;
    }
    if (column.kind === "bool") {
      const isSet = ((data[row >>> 3] as number) & (1 << (row & 7))) !== 0;
      const letter = Uint8Array.of(isSet ? TRUE : FALSE);
      this.#value(letter, 0, 1, column.isQuoted);
      return;
    }
    this.#value(data, column.offsets[row] as number, column.offsets[row + 1] as number, column.isQuoted);
  }

  #value(bytes: Uint8Array, from: number, to: number, isQuoted: boolean): void {
    if (this.#format.kind === "text") this.#escaped(bytes, from, to);
    else if (isQuoted || this.#needsQuotes(bytes, from, to)) this.#quoted(bytes, from, to);
    else this.#copy(bytes, from, to);
  }

  #needsQuotes(bytes: Uint8Array, from: number, to: number): boolean {
    const length = to - from;
    for (let i = from; i < to; i++) if (this.#special[bytes[i] as number] !== 0) return true;
    // What looks like NULL, and the old mark of a file's end alone in its line.
    if (length === this.#null.length && this.#null.every((byte, i) => byte === bytes[from + i])) return true;
    return this.#fields.length === 1 && length === 2 && bytes[from] === BACKSLASH && bytes[from + 1] === 46;
  }

  #quoted(bytes: Uint8Array, from: number, to: number): void {
    this.#byte(this.#quote);
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      if (byte === this.#quote || byte === this.#escape) this.#byte(this.#escape);
      this.#byte(byte);
    }
    this.#byte(this.#quote);
  }

  #escaped(bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      const letter = this.#special[byte] as number;
      if (letter !== 0) this.#byte(BACKSLASH);
      this.#byte(letter === 0 ? byte : letter);
    }
  }

  #copy(bytes: Uint8Array, from: number, to: number): void {
    let at = this.#at;
    for (let i = from; i < to; i++) this.#out[at++] = bytes[i] as number;
    this.#at = at;
  }

  #byte(byte: number): void {
    this.#out[this.#at++] = byte;
  }

  #begin(most: number): void {
    if (this.#out.length < most) this.#out = new Uint8Array(most + (most >>> 2));
    this.#at = 0;
  }

  #take(): Uint8Array {
    return this.#out.subarray(0, this.#at);
  }
}

function columnOf(source: ResultColumn, isQuoted: boolean): Column {
  if (source.type.kind === "bool") return { kind: "bool", source, isQuoted };
  const { offsets } = source;
  if (offsets === undefined) throw internal(`a column of ${source.type.kind} that is not text`);
  return { kind: "text", source, offsets, isQuoted };
}
