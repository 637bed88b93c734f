// Result batches as lines of text. Every column is a text already, but for booleans, which are `t` and `f`; a kernel
// puts the values together, from the memory into which the batch's columns are copied.
import type { ResultBatch, ResultColumn } from "../../column/result-batch.ts";
import type { Field } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { TEXT } from "../../type/logical-type.ts";
import { EncodeSpace } from "../encode-space.ts";
import type { TextFormat } from "./text-format.ts";

const utf8 = new TextEncoder();
const BACKSLASH = 92;

/** Control characters that TEXT writes as a backslash and a letter. */
const LETTERS: Readonly<Record<number, string>> = { 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r" };

// As the kernel reads them (kernel/assembly/encode-lines.part.ts), in words of four bytes.
const COLUMN_WORDS = 4;
const FORMAT_TABLE = 256;
const FORMAT_WORDS = 6;

export class TextWriter {
  readonly #format: TextFormat;
  readonly #fields: readonly Field[];
  readonly #forced: readonly boolean[];
  readonly #nullBytes: number;
  /** Its own: what was written lies there until it is on the disk. */
  readonly #space = new EncodeSpace();
  readonly #formatAt: number;
  readonly #mark: number;

  constructor(fields: readonly Field[], format: TextFormat) {
    this.#fields = fields;
    this.#format = format;
    this.#forced = fields.map(({ name }) => format.kind === "csv" && format.forceQuote.includes(name));
    const nullText = utf8.encode(format.nullText);
    this.#nullBytes = nullText.length;
    this.#formatAt = writeFormat(this.#space, format, nullText);
    this.#mark = this.#space.mark;
  }

  /** The line of names; empty when there is to be none. */
  header(): Uint8Array {
    if (!this.#format.header) return new Uint8Array(0);
    const columns = this.#fields.map(({ name }): ResultColumn => {
      const data = utf8.encode(name);
      return { type: TEXT, rows: 1, nullCount: 0, data, offsets: Int32Array.of(0, data.length) };
    });
    return this.#lines({ rows: 1, columns }, []);
  }

  /** The batch's lines, until the next ones are asked for. */
  batch(batch: ResultBatch): Uint8Array {
    return this.#lines(batch, this.#forced);
  }

  #lines({ rows, columns }: ResultBatch, forced: readonly boolean[]): Uint8Array {
    const space = this.#space;
    space.reset(this.#mark);
    const table = space.allocate(columns.length * COLUMN_WORDS * 4);
    const words = columns.flatMap((column, position) => loadColumn(space, column, forced[position] === true));
    space.u32(table, words.length).set(words);
    // Every byte may need another before it, and every value quotes and a delimiter.
    const bytes = columns.reduce((sum, { data }) => sum + data.length * 2, 0);
    const target = space.allocate(bytes + rows * columns.length * (this.#nullBytes + 8) + rows);
    return space.u8(target, space.kernels.writeLines(table, columns.length, rows, this.#formatAt, target));
  }
}

/** Copies a column in; answers its words in the kernel's table. */
function loadColumn(space: EncodeSpace, column: ResultColumn, isQuoted: boolean): readonly number[] {
  const { type, rows, data, offsets, validity } = column;
  if (type.kind !== "bool" && offsets === undefined) throw internal(`a column of ${type.kind} that is not text`);
  const dataAt = space.allocate(data.length);
  space.u8(dataAt, data.length).set(data);
  let offsetsAt = 0;
  if (offsets !== undefined) {
    offsetsAt = space.allocate((rows + 1) * 4);
    space.i32(offsetsAt, rows + 1).set(offsets.subarray(0, rows + 1));
  }
  let validityAt = 0;
  if (validity !== undefined) {
    validityAt = space.allocate(validity.length);
    space.u8(validityAt, validity.length).set(validity);
  }
  return [dataAt, offsetsAt, validityAt, isQuoted ? 1 : 0];
}

/** Lays the format out for the kernel; answers where. */
function writeFormat(space: EncodeSpace, format: TextFormat, nullText: Uint8Array): number {
  const address = space.allocateZeroed(FORMAT_TABLE + FORMAT_WORDS * 4);
  const nullAt = space.allocate(nullText.length);
  const delimiter = format.delimiter.charCodeAt(0);
  const table = space.u8(address, FORMAT_TABLE);
  const words = space.u32(address + FORMAT_TABLE, FORMAT_WORDS);
  if (format.kind === "csv") {
    words.set([1, delimiter, format.quote.charCodeAt(0), format.escape.charCodeAt(0)]);
  } else {
    for (const [byte, letter] of Object.entries(LETTERS)) table[Number(byte)] = letter.charCodeAt(0);
    for (const byte of [BACKSLASH, delimiter]) table[byte] ||= byte;
    words.set([0, delimiter]);
  }
  words.set([nullText.length, nullAt], 4);
  space.u8(nullAt, nullText.length).set(nullText);
  return address;
}
