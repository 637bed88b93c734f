// A run of rows of one table, by column: the shape between the generator and whatever writes it. Columns hold
// exactly what Parquet's plain encoding stores (int64 little endian, unscaled decimals, days since 1970-01-01,
// UTF-8 with offsets), and no value is NULL. All buffers are the chunk's own and may be transferred to another
// thread.
import { COPY_SLACK, copyAscii } from "./ascii-copy.ts";
import type { WordList } from "./word-list.ts";

export interface Int32Column {
  readonly kind: "int32";
  readonly name: string;
  readonly values: Int32Array;
}

export interface Int64Column {
  readonly kind: "int64";
  readonly name: string;
  readonly values: BigInt64Array;
}

/** DECIMAL(15,2): hundredths. */
export interface DecimalColumn {
  readonly kind: "decimal";
  readonly name: string;
  readonly values: BigInt64Array;
  /** In .tbl files: without the point when all values are whole (l_quantity). */
  readonly whole: boolean;
}

export interface DateColumn {
  readonly kind: "date";
  readonly name: string;
  readonly values: Int32Array;
}

export interface TextColumn {
  readonly kind: "text";
  readonly name: string;
  /** One more than there are rows; row r is bytes[offsets[r], offsets[r + 1]). */
  readonly offsets: Int32Array;
  /** At least `offsets[rows]` bytes; what lies behind them means nothing. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Column = Int32Column | Int64Column | DecimalColumn | DateColumn | TextColumn;

export interface Chunk {
  readonly table: string;
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** The low and high words of int64 values: cheaper to write than BigInts. Assumes little endian, as wasm does. */
export function wordsOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** Fills an int64 or decimal column with numbers. */
export class LongBuilder {
  readonly values: BigInt64Array;
  private readonly words: Int32Array;

  constructor(rows: number) {
    this.values = new BigInt64Array(rows);
    this.words = wordsOf(this.values);
  }

  /** A value that fits 32 bits. */
  set(row: number, value: number): void {
    this.words[2 * row] = value;
    this.words[2 * row + 1] = value >> 31;
  }

  /** Any safe integer from 0 on. */
  setWide(row: number, value: number): void {
    this.words[2 * row] = value | 0;
    this.words[2 * row + 1] = Math.floor(value / 4294967296);
  }

  integers(name: string): Int64Column {
    return { kind: "int64", name, values: this.values };
  }

  decimals(name: string, whole = false): DecimalColumn {
    return { kind: "decimal", name, values: this.values, whole };
  }
}

/** Fills a text column, row after row, each from any number of pieces. ASCII only. */
export class TextBuilder {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  /** Where the next piece goes. */
  end = 0;
  private row = 0;

  constructor(rows: number, longest: number) {
    this.offsets = new Int32Array(rows + 1);
    this.bytes = new Uint8Array(rows * longest + COPY_SLACK);
    this.view = new DataView(this.bytes.buffer);
  }

  byte(code: number): void {
    this.bytes[this.end++] = code;
  }

  word(list: WordList, word: number): void {
    const length = list.lengths[word] as number;
    copyAscii(this.view, this.end, list.view, list.starts[word] as number, length);
    this.end += length;
  }

  slice(source: DataView, start: number, length: number): void {
    copyAscii(this.view, this.end, source, start, length);
    this.end += length;
  }

  text(text: string): void {
    for (let at = 0; at < text.length; at++) this.bytes[this.end++] = text.charCodeAt(at);
  }

  /** `value` in `width` digits, or more when it needs them. */
  digits(value: number, width: number): void {
    let count = width;
    for (let limit = 10 ** width; value >= limit; limit *= 10) count++;
    let rest = value;
    for (let at = this.end + count - 1; at >= this.end; at--) {
      const shorter = Math.floor(rest / 10);
      this.bytes[at] = 0x30 + (rest - shorter * 10);
      rest = shorter;
    }
    this.end += count;
  }

  endRow(): void {
    this.offsets[++this.row] = this.end;
  }

  column(name: string): TextColumn {
    return { kind: "text", name, offsets: this.offsets, bytes: this.bytes };
  }
}
