// Lines of text as columns of texts: PostgreSQL's CSV and TEXT forms, read as the bytes come. Rows that are plain to see
// are taken by kernels (plain-rows.ts); a row that is rare, wrong, or cut in two by the end of the bytes is read byte by
// byte: values are put into their columns at once, and what is between two reads is in the machine's state.
import { isAscii, isUtf8 } from "node:buffer";
import type { ResultBatch, ResultColumn } from "../../column/result-batch.ts";
import { FfqError } from "../../common/error.ts";
import { TEXT } from "../../type/logical-type.ts";
import { type Filling, growFilling, PlainRows } from "./plain-rows.ts";
import type { TextFormat } from "./text-format.ts";
import { lineOf, sliceRows, type TextRows } from "./text-rows.ts";

const LINE_FEED = 10;
const RETURN = 13;
const BACKSLASH = 92;
const DOT = 46;
/** A batch is given when it has so many rows. */
const BATCH_ROWS = 16384;
/** What the letters behind a backslash stand for in TEXT. */
const CONTROLS: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11 };

type State = "plain" | "end-mark" | "quoted" | "quote-in-quotes" | "escape-in-quotes" | "backslash" | "octal" | "hex";

/** So many plain rows are worth a batch of their own, as they lie. */
const LEAST_CUT = 2048;

export class TextReader {
  readonly #names: readonly string[];
  readonly #format: TextFormat;
  readonly #matchesHeader: boolean;
  readonly #null: Uint8Array;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #escape: number;
  readonly #ready: TextRows[] = [];
  #columns: readonly Filling[];
  #header: string[] | undefined;
  readonly #headerField: Filling;
  #rows = 0;
  #line = 1;
  /** Of the rows that are not ready yet. */
  #firstLine = 1;
  #state: State = "plain";
  #column = 0;
  #current: Filling;
  #start = 0;
  #wasQuoted = false;
  /** How much of the NULL text the value's bytes have been so far; -1: they are something else. */
  #nullAt = 0;
  #digits = 0;
  #code = 0;
  #afterReturn = false;
  #isAtEnd = false;
  #hasBytes = false;
  readonly #plain: PlainRows | undefined;
  readonly #leastCut: number;

  /**
   * @param names of the columns to be filled
   * @param matchesHeader the first line must have them
   * @param leastCut plain rows that are given as they lie (TextRows)
   */
  constructor(names: readonly string[], format: TextFormat, matchesHeader: boolean, leastCut: number = LEAST_CUT) {
    this.#leastCut = leastCut;
    this.#names = names;
    this.#format = format;
    this.#matchesHeader = matchesHeader;
    this.#null = new TextEncoder().encode(format.nullText);
    this.#delimiter = format.delimiter.charCodeAt(0);
    this.#quote = format.kind === "csv" ? format.quote.charCodeAt(0) : -1;
    this.#escape = format.kind === "csv" ? format.escape.charCodeAt(0) : -1;
    this.#header = format.header || matchesHeader ? [] : undefined;
    this.#columns = names.map(newFilling);
    this.#headerField = newFilling();
    this.#plain = PlainRows.canRead(names.length, format) ? new PlainRows(names.length, format) : undefined;
    this.#current = this.#header === undefined ? (this.#columns[0] ?? this.#headerField) : this.#headerField;
  }

  /** Reads on. Batches that are full are in `take`. @throws FfqError DATA */
  push(bytes: Uint8Array): void {
    this.#plain?.load(bytes);
    for (let at = 0; at < bytes.length && !this.#isAtEnd; at++) {
      if (!this.#hasBytes && this.#column === 0) at = this.#takePlain(bytes, at);
      if (at === bytes.length) return;
      const room = bytes.length - at + 4;
      if (this.#current.data.length - this.#current.used < 4) growFilling(this.#current, Math.min(room, 65536));
      this.#step(bytes[at] as number);
    }
  }

  /** Takes the rows from here on that are plain to see; answers where the next one begins. */
  #takePlain(bytes: Uint8Array, from: number): number {
    if (this.#plain === undefined || this.#header !== undefined || this.#afterReturn) return from;
    let at = from;
    for (;;) {
      const { rows, next, lines } = this.#plain.cut(at, BATCH_ROWS - this.#rows);
      if (rows === 0) return at;
      if (rows >= this.#leastCut && isText(bytes.subarray(at, next))) {
        this.#leave();
        this.#ready.push({ kind: "fields", cut: this.#plain.cutRows(rows, at, next), firstLine: this.#firstLine });
        this.#firstLine += lines;
      } else {
        for (const [position, filling] of this.#columns.entries()) {
          this.#plain.append(position, rows, filling, this.#rows);
        }
        this.#rows += rows;
      }
      this.#line += lines;
      at = next;
      if (this.#rows === BATCH_ROWS) this.#leave();
      this.#current = this.#columns[0] ?? this.#headerField;
      this.#start = this.#current.used;
    }
  }

  /** No more bytes come. */
  end(): void {
    if (this.#state === "quoted" || this.#state === "escape-in-quotes") {
      throw this.#error("22P04", "unterminated CSV quoted field");
    }
    if (this.#state === "end-mark") throw this.#endMarkError();
    if (this.#state === "octal" || this.#state === "hex") this.#byte(this.#code);
    if (this.#state === "backslash") this.#byte(BACKSLASH);
    this.#state = "plain";
    if (!this.#isAtEnd && (this.#hasBytes || this.#column > 0)) this.#endRow();
    this.#leave();
  }

  take(): readonly TextRows[] {
    return this.#ready.splice(0);
  }

  /** What is left to take when reading has failed, the rows before the error, and the first error: that may be a text of these. */
  takeBeforeError(thrown: unknown): { readonly rows: readonly TextRows[]; readonly error: unknown } {
    let error = thrown;
    try {
      this.#leave();
    } catch (earlier) {
      error = earlier;
    }
    return { rows: this.take(), error };
  }

  #step(byte: number): void {
    if (this.#afterReturn) {
      this.#afterReturn = false;
      if (byte === LINE_FEED) return;
    }
    this.#hasBytes = true;
    const isEnder = this.#state === "plain" && (byte === this.#delimiter || byte === LINE_FEED || byte === RETURN);
    if (!isEnder) this.#matchNull(byte);
    switch (this.#state) {
      case "plain":
        return this.#outside(byte);
      case "end-mark":
        if (byte !== LINE_FEED && byte !== RETURN) throw this.#endMarkError();
        this.#state = "plain";
        this.#isAtEnd = true;
        return;
      case "quoted":
        return this.#quoted(byte);
      case "quote-in-quotes":
        if (byte === this.#quote) {
          this.#state = "quoted";
          return this.#byte(byte);
        }
        this.#state = "plain";
        return this.#outside(byte);
      case "escape-in-quotes":
        this.#state = "quoted";
        if (byte === this.#quote || byte === this.#escape) return this.#byte(byte);
        this.#byte(this.#escape);
        return this.#quoted(byte);
      case "backslash":
        return this.#behindBackslash(byte);
      case "octal":
      case "hex":
        return this.#digit(byte);
    }
  }

  #outside(byte: number): void {
    if (byte === this.#delimiter) return this.#endField();
    if (byte === LINE_FEED) return this.#endRow();
    if (byte === RETURN) {
      this.#endRow();
      this.#afterReturn = true;
      return;
    }
    if (byte === this.#quote) {
      this.#state = "quoted";
      this.#wasQuoted = true;
      return;
    }
    if (byte === BACKSLASH && this.#format.kind === "text") {
      this.#state = "backslash";
      return;
    }
    this.#byte(byte);
  }

  #quoted(byte: number): void {
    if (byte === this.#quote) this.#state = this.#escape === this.#quote ? "quote-in-quotes" : "plain";
    else if (byte === this.#escape) this.#state = "escape-in-quotes";
    else {
      if (byte === LINE_FEED) this.#line++;
      this.#byte(byte);
    }
  }

  #behindBackslash(byte: number): void {
    this.#state = "plain";
    if (byte === DOT) {
      if (this.#column > 0 || this.#current.used > this.#start) throw this.#endMarkError();
      this.#state = "end-mark";
      return;
    }
    if (byte >= 48 && byte <= 55) {
      [this.#state, this.#digits, this.#code] = ["octal", 1, byte - 48];
      return;
    }
    if (byte === 120) {
      [this.#state, this.#digits, this.#code] = ["hex", 0, 0];
      return;
    }
    this.#byte(CONTROLS[byte] ?? byte);
  }

  #digit(byte: number): void {
    const isHex = this.#state === "hex";
    const digit = Number.parseInt(String.fromCharCode(byte), isHex ? 16 : 8);
    if (!Number.isNaN(digit)) {
      this.#code = (this.#code * (isHex ? 16 : 8) + digit) & 255;
      this.#digits++;
      if (this.#digits < (isHex ? 2 : 3)) return;
      this.#state = "plain";
      return this.#byte(this.#code);
    }
    this.#state = "plain";
    // No digit behind it: the x stands for itself.
    this.#byte(isHex && this.#digits === 0 ? 120 : this.#code);
    this.#outside(byte);
  }

  #byte(byte: number): void {
    this.#current.data[this.#current.used++] = byte;
  }

  #matchNull(byte: number): void {
    if (this.#nullAt >= 0) this.#nullAt = this.#null[this.#nullAt] === byte ? this.#nullAt + 1 : -1;
  }

  #endField(): void {
    this.#closeField(!this.#wasQuoted && this.#nullAt === this.#null.length);
  }

  #closeField(isNull: boolean): void {
    const current = this.#current;
    if (this.#header !== undefined) {
      this.#header.push(Buffer.from(current.data.subarray(0, current.used)).toString());
      current.used = 0;
    } else {
      if (this.#column >= this.#names.length) throw this.#error("22P04", "extra data after last expected column");
      if (isNull) current.used = this.#start;
      current.ends[this.#rows] = current.used;
      current.valid[this.#rows] = isNull ? 0 : 1;
      this.#column++;
      this.#current = this.#columns[this.#column] ?? this.#headerField;
    }
    this.#start = this.#current.used;
    this.#wasQuoted = false;
    this.#nullAt = 0;
  }

  #endRow(): void {
    this.#endField();
    this.#hasBytes = false;
    this.#line++;
    if (this.#header !== undefined) {
      this.#checkHeader(this.#header);
      this.#header = undefined;
      this.#firstLine = this.#line;
    } else {
      const missing = this.#names[this.#column];
      if (missing !== undefined) throw this.#error("22P04", `missing data for column "${missing}"`, this.#line - 1);
      this.#rows++;
      if (this.#rows === BATCH_ROWS) this.#leave();
    }
    this.#column = 0;
    this.#current = this.#columns[0] ?? this.#headerField;
    this.#start = this.#current.used;
  }

  #checkHeader(header: readonly string[]): void {
    if (!this.#matchesHeader) return;
    if (header.length !== this.#names.length) {
      const counts = `got ${header.length}, expected ${this.#names.length}`;
      throw this.#error("22P04", `wrong number of fields in header line: ${counts}`, 1);
    }
    const at = header.findIndex((name, position) => name !== this.#names[position]);
    if (at < 0) return;
    const names = `got "${header[at]}", expected "${this.#names[at]}"`;
    throw this.#error("22P04", `column name mismatch in header line field ${at + 1}: ${names}`, 1);
  }

  /** The rows are ready; where a text is none, those before it are. @throws FfqError DATA */
  #leave(): void {
    if (this.#rows === 0) return;
    const columns = this.#columns.map((filling) => columnOf(filling, this.#rows));
    const whole = this.#located({ rows: this.#rows, columns });
    const bad = firstBadText(columns, this.#delimiter);
    for (const filling of this.#columns) emptyFilling(filling);
    this.#rows = 0;
    this.#firstLine = this.#line;
    if (bad === undefined) {
      this.#ready.push(whole);
      return;
    }
    if (bad.row > 0) this.#ready.push(sliceRows(whole, 0, bad.row));
    throw this.#error("22021", `invalid byte sequence for encoding "UTF8": ${bad.sequence}`, lineOf(whole, bad.row));
  }

  /** Of CSV a value may have line feeds, which are lines of the file. */
  #located(batch: ResultBatch): TextRows {
    const firstLine = this.#firstLine;
    const many = this.#format.kind === "csv" ? batch.columns.filter(({ data }) => data.includes(LINE_FEED)) : [];
    if (many.length === 0) return { kind: "columns", batch, firstLine };
    const lines = new Int32Array(batch.rows);
    for (const { offsets, data } of many) {
      let row = 0;
      for (let at = data.indexOf(LINE_FEED); at >= 0; at = data.indexOf(LINE_FEED, at + 1)) {
        while (at >= (offsets?.[row + 1] as number)) row++;
        lines[row] = (lines[row] as number) + 1;
      }
    }
    let passed = 0;
    for (let row = 0; row < batch.rows; row++) {
      passed += lines[row] as number;
      lines[row] = firstLine + row + passed;
    }
    return { kind: "columns", batch, firstLine, lines };
  }

  #endMarkError(): FfqError {
    return this.#error("22P04", "end-of-copy marker is not alone on its line");
  }

  #error(sqlstate: string, message: string, line = this.#line): FfqError {
    return new FfqError("DATA", message, { sqlstate, context: { line: String(line) } });
  }
}

function columnOf({ data, ends, valid }: Filling, rows: number): ResultColumn {
  // Of a row that has not ended there may be more.
  const bytes = data.subarray(0, ends[rows - 1]);
  const offsets = new Int32Array(rows + 1);
  offsets.set(ends.subarray(0, rows), 1);
  const validity = new Uint8Array((rows + 7) >>> 3);
  let nullCount = rows;
  for (let row = 0; row < rows; row++) {
    validity[row >>> 3] = (validity[row >>> 3] as number) | ((valid[row] as number) << (row & 7));
    nullCount -= valid[row] as number;
  }
  return { type: TEXT, rows, nullCount, ...(nullCount === 0 ? {} : { validity }), offsets, data: bytes };
}

/** Whether all values of some lines are texts: what is between them is ASCII. */
function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

interface BadText {
  readonly row: number;
  /** The bytes that are wrong, as PostgreSQL shows them. */
  readonly sequence: string;
}

/** The first row with a value that is no text. @param delimiter what is behind the values of all columns but the last */
function firstBadText(columns: readonly ResultColumn[], delimiter: number): BadText | undefined {
  const last = columns.length - 1;
  const all = columns.flatMap((column, at) => badTextOf(column, at < last ? delimiter : LINE_FEED) ?? []);
  return all.reduce(
    (first: BadText | undefined, bad) => (first === undefined || bad.row < first.row ? bad : first),
    undefined,
  );
}

function badTextOf({ rows, offsets, data }: ResultColumn, behind: number): BadText | undefined {
  if (!data.includes(0) && isAscii(data)) return undefined;
  for (let row = 0; row < rows; row++) {
    const value = data.subarray(offsets?.[row], offsets?.[row + 1]);
    if (value.includes(0)) return { row, sequence: "0x00" };
    if (isUtf8(value)) continue;
    let at = 0;
    while (isUtf8(value.subarray(at, at + sequenceLength(value[at] as number))))
      at += sequenceLength(value[at] as number);
    const bytes = [...value.subarray(at), behind].slice(0, sequenceLength(value[at] as number));
    return { row, sequence: bytes.map((byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(" ") };
  }
  return undefined;
}

/** Of a letter in UTF-8, as its first byte says. */
function sequenceLength(byte: number): number {
  if (byte >>> 5 === 0b110) return 2;
  if (byte >>> 4 === 0b1110) return 3;
  return byte >>> 3 === 0b11110 ? 4 : 1;
}

function newFilling(): Filling {
  return {
    data: new Uint8Array(1024),
    used: 0,
    ends: new Int32Array(BATCH_ROWS),
    valid: new Uint8Array(BATCH_ROWS),
  };
}

/** For the next batch, which will have about as many bytes: those of the last one are its column's now. */
function emptyFilling(filling: Filling): void {
  filling.data = new Uint8Array(filling.used + (filling.used >>> 3) + 1024);
  filling.used = 0;
}
