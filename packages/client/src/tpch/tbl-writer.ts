// Chunks as dbgen's .tbl text: every value followed by "|", every row by a line feed.
import { COPY_SLACK, copyAscii } from "./ascii-copy.ts";
import { DATE_BYTES, dateTexts, FIRST_DAY } from "./calendar.ts";
import { type Chunk, type Column, wordsOf } from "./chunk.ts";

const BAR = 0x7c;
const LINE_FEED = 0x0a;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const LONGEST_NUMBER = 21;
const BILLION = 1_000_000_000;

/** Text in the first `length` bytes of `bytes`. */
export interface TblText {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly length: number;
}

/** The chunk's lines, in `spare` when that is large enough, else in new memory. */
export function writeTbl(chunk: Chunk, spare?: ArrayBuffer): TblText {
  const capacity = chunk.rows + chunk.columns.reduce((sum, column) => sum + longest(column, chunk.rows), COPY_SLACK);
  const buffer = spare !== undefined && spare.byteLength >= capacity ? spare : new ArrayBuffer(capacity);
  const writer = new LineWriter(buffer);
  const columns = chunk.columns.map(prepare);
  for (let row = 0; row < chunk.rows; row++) {
    for (const column of columns) writer.value(column, row);
    writer.endLine();
  }
  return { bytes: new Uint8Array(buffer), length: writer.end };
}

/** The most bytes that a column takes up. */
function longest(column: Column, rows: number): number {
  return column.kind === "text" ? (column.offsets[rows] as number) + rows : (LONGEST_NUMBER + 1) * rows;
}

/** A column in one shape for all kinds, which keeps the loop over them fast. */
interface PreparedColumn {
  readonly kind: Column["kind"];
  /** Values (int32, date), pairs of words (int64, decimal) or offsets (text). */
  readonly numbers: Int32Array;
  readonly text: DataView;
  readonly whole: boolean;
}

const noText = new DataView(new ArrayBuffer(0));

function prepare(column: Column): PreparedColumn {
  const { kind } = column;
  switch (kind) {
    case "int32":
    case "date":
      return { kind, numbers: column.values, text: noText, whole: false };
    case "int64":
      return { kind, numbers: wordsOf(column.values), text: noText, whole: false };
    case "decimal":
      return { kind, numbers: wordsOf(column.values), text: noText, whole: column.whole };
    case "text": {
      const { buffer, byteOffset, byteLength } = column.bytes;
      return { kind, numbers: column.offsets, text: new DataView(buffer, byteOffset, byteLength), whole: false };
    }
  }
}

class LineWriter {
  end = 0;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly dates = dateTexts();

  constructor(buffer: ArrayBuffer) {
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }

  value(column: PreparedColumn, row: number): void {
    const { numbers } = column;
    switch (column.kind) {
      case "int32":
        this.integer(numbers[row] as number);
        break;
      case "int64":
        this.integer((numbers[2 * row + 1] as number) * 4294967296 + ((numbers[2 * row] as number) >>> 0));
        break;
      case "decimal":
        // Money of TPC-H fits the low word.
        if (column.whole) this.integer(((numbers[2 * row] as number) / 100) | 0);
        else this.hundredths(numbers[2 * row] as number);
        break;
      case "date":
        copyAscii(this.view, this.end, this.dates, ((numbers[row] as number) - FIRST_DAY) * DATE_BYTES, DATE_BYTES);
        this.end += DATE_BYTES;
        break;
      case "text": {
        const start = numbers[row] as number;
        const length = (numbers[row + 1] as number) - start;
        copyAscii(this.view, this.end, column.text, start, length);
        this.end += length;
      }
    }
    this.bytes[this.end++] = BAR;
  }

  endLine(): void {
    this.bytes[this.end++] = LINE_FEED;
  }

  private integer(value: number): void {
    if (value < BILLION) {
      this.digits(value | 0, digitCount(value | 0));
      return;
    }
    const high = Math.floor(value / BILLION);
    this.digits(high, digitCount(high));
    this.digits(value - high * BILLION, 9);
  }

  private hundredths(value: number): void {
    let positive = value;
    if (value < 0) {
      this.bytes[this.end++] = MINUS;
      positive = -value;
    }
    const whole = (positive / 100) | 0;
    this.digits(whole, digitCount(whole));
    this.bytes[this.end++] = POINT;
    this.digits(positive - whole * 100, 2);
  }

  private digits(value: number, count: number): void {
    let rest = value | 0;
    for (let at = this.end + count - 1; at >= this.end; at--) {
      const shorter = (rest / 10) | 0;
      this.bytes[at] = ZERO + rest - shorter * 10;
      rest = shorter;
    }
    this.end += count;
  }
}

function digitCount(value: number): number {
  let count = 1;
  for (let rest = value; rest >= 10; rest = (rest / 10) | 0) count++;
  return count;
}
