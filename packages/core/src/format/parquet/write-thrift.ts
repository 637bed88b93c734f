// Thrift's compact protocol, the writing half: what Parquet's footer and page headers are made of. Fields must
// be written in the order of their ids; the writer keeps the id of the last one per open struct. Integers of 64
// bits are JavaScript numbers: Parquet uses them for sizes and counts only, which stay below 2^53.

const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

const utf8 = new TextEncoder();

/** Builds one thrift struct; `bytes` gives what was written. */
export class CompactWriter {
  #buffer = new Uint8Array(256);
  #length = 0;
  #lastId = 0;

  /** A copy of the finished struct, with its stop byte. */
  bytes(): Uint8Array {
    this.#byte(0);
    return this.#buffer.slice(0, this.#length);
  }

  bool(id: number, value: boolean): void {
    this.#field(id, value ? TRUE : FALSE);
  }

  byte(id: number, value: number): void {
    this.#field(id, BYTE);
    this.#byte(value & 0xff);
  }

  i16(id: number, value: number): void {
    this.#field(id, I16);
    this.#zigzag(value);
  }

  i32(id: number, value: number): void {
    this.#field(id, I32);
    this.#zigzag(value);
  }

  i64(id: number, value: number): void {
    this.#field(id, I64);
    this.#zigzag(value);
  }

  binary(id: number, value: Uint8Array): void {
    this.#field(id, BINARY);
    this.#binary(value);
  }

  string(id: number, value: string): void {
    this.binary(id, utf8.encode(value));
  }

  struct(id: number, write: () => void): void {
    this.#field(id, STRUCT);
    this.#nested(write);
  }

  structs<T>(id: number, items: readonly T[], write: (item: T) => void): void {
    this.#list(id, STRUCT, items.length);
    for (const item of items) this.#nested(() => write(item));
  }

  i32s(id: number, items: readonly number[]): void {
    this.#list(id, I32, items.length);
    for (const item of items) this.#zigzag(item);
  }

  i64s(id: number, items: readonly number[]): void {
    this.#list(id, I64, items.length);
    for (const item of items) this.#zigzag(item);
  }

  bools(id: number, items: readonly boolean[]): void {
    this.#list(id, TRUE, items.length);
    for (const item of items) this.#byte(item ? TRUE : FALSE);
  }

  binaries(id: number, items: readonly Uint8Array[]): void {
    this.#list(id, BINARY, items.length);
    for (const item of items) this.#binary(item);
  }

  strings(id: number, items: readonly string[]): void {
    this.#list(id, BINARY, items.length);
    for (const item of items) this.#binary(utf8.encode(item));
  }

  #nested(write: () => void): void {
    const outer = this.#lastId;
    this.#lastId = 0;
    write();
    this.#byte(0);
    this.#lastId = outer;
  }

  #field(id: number, type: number): void {
    const delta = id - this.#lastId;
    if (delta >= 1 && delta <= 15) {
      this.#byte((delta << 4) | type);
    } else {
      this.#byte(type);
      this.#zigzag(id);
    }
    this.#lastId = id;
  }

  #list(id: number, type: number, length: number): void {
    this.#field(id, LIST);
    if (length < 15) {
      this.#byte((length << 4) | type);
    } else {
      this.#byte(0xf0 | type);
      this.#varint(length);
    }
  }

  #binary(value: Uint8Array): void {
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  #zigzag(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + more));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
