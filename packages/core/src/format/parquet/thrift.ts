// Reads Thrift's compact protocol (thrift/doc/specs/thrift-compact-protocol.md), which Parquet's footer and page
// headers are written in. The bytes are a file's: every read is checked against the end, nesting is bounded,
// and a list may not claim more elements than there are bytes left. Anything else is a ThriftProblem, which
// the callers turn into an error that names the file.

/** Why the bytes are not well-formed; never leaves format/parquet. */
export class ThriftProblem extends Error {}

/** Field types of the compact protocol. */
export const THRIFT: {
  readonly true: 1;
  readonly false: 2;
  readonly byte: 3;
  readonly i16: 4;
  readonly i32: 5;
  readonly i64: 6;
  readonly double: 7;
  readonly binary: 8;
  readonly list: 9;
  readonly set: 10;
  readonly map: 11;
  readonly struct: 12;
  readonly uuid: 13;
} = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
  uuid: 13,
};

const MAX_DEPTH = 32;

const UTF8 = new TextDecoder("utf-8", { fatal: true });

export class ThriftReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position: number;
  #depth = 0;

  constructor(bytes: Uint8Array, start: number = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Index of the next unread byte. */
  get position(): number {
    return this.#position;
  }

  /** Calls `field` for each field of a struct; it must read the value or skip it. */
  struct(field: (id: number, type: number) => void): void {
    if (++this.#depth > MAX_DEPTH) throw new ThriftProblem("structures are nested too deeply");
    let id = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 15;
      if (type === 0) break;
      id = head >> 4 === 0 ? this.#zigzag() : id + (head >> 4);
      field(id, type);
    }
    this.#depth--;
  }

  boolean(type: number): boolean {
    if (type !== THRIFT.true && type !== THRIFT.false) throw wrongType(type);
    return type === THRIFT.true;
  }

  /** An integer that fits 32 bits. */
  i32(type: number): number {
    const value = this.integer(type);
    if (value !== (value | 0)) throw new ThriftProblem(`${value} is not a 32-bit number`);
    return value;
  }

  /** An integer of any width that JavaScript can hold exactly. */
  integer(type: number): number {
    if (type === THRIFT.byte) return (this.#byte() << 24) >> 24;
    if (type !== THRIFT.i16 && type !== THRIFT.i32 && type !== THRIFT.i64) throw wrongType(type);
    return this.#zigzag();
  }

  /** A copy of a byte string. */
  binary(type: number): Uint8Array {
    if (type !== THRIFT.binary) throw wrongType(type);
    const length = this.#length();
    const start = this.#position;
    this.#position += length;
    return this.#bytes.slice(start, start + length);
  }

  text(type: number): string {
    try {
      return UTF8.decode(this.binary(type));
    } catch (thrown) {
      if (thrown instanceof ThriftProblem) throw thrown;
      throw new ThriftProblem("a name is not valid UTF-8");
    }
  }

  /** The elements of a list, each read by `element`, which is told its type. */
  list<Element>(type: number, element: (type: number) => Element): Element[] {
    if (type !== THRIFT.list && type !== THRIFT.set) throw wrongType(type);
    const { count, elementType } = this.#listHead();
    const elements: Element[] = [];
    for (let position = 0; position < count; position++) elements.push(element(this.#elementType(elementType)));
    return elements;
  }

  /** A struct as a list's element or a field's value. */
  structOf(type: number, field: (id: number, type: number) => void): void {
    if (type !== THRIFT.struct) throw wrongType(type);
    this.struct(field);
  }

  /** Passes over a value of any type. */
  skip(type: number): void {
    switch (type) {
      case THRIFT.true:
      case THRIFT.false:
        return;
      case THRIFT.byte:
        this.#advance(1);
        return;
      case THRIFT.i16:
      case THRIFT.i32:
      case THRIFT.i64:
        this.#skipVarint();
        return;
      case THRIFT.double:
        this.#advance(8);
        return;
      case THRIFT.binary:
        this.#advance(this.#length());
        return;
      case THRIFT.uuid:
        this.#advance(16);
        return;
      case THRIFT.list:
      case THRIFT.set:
        this.#skipList();
        return;
      case THRIFT.map:
        this.#skipMap();
        return;
      case THRIFT.struct:
        this.struct((_, fieldType) => this.skip(fieldType));
        return;
      default:
        throw wrongType(type);
    }
  }

  #skipList(): void {
    if (++this.#depth > MAX_DEPTH) throw new ThriftProblem("structures are nested too deeply");
    const { count, elementType } = this.#listHead();
    for (let position = 0; position < count; position++) this.skip(this.#elementType(elementType));
    this.#depth--;
  }

  #skipMap(): void {
    if (++this.#depth > MAX_DEPTH) throw new ThriftProblem("structures are nested too deeply");
    const count = this.#varint();
    if (count > this.#end - this.#position) throw endsEarly();
    if (count > 0) {
      const types = this.#byte();
      for (let position = 0; position < count; position++) {
        this.skip(this.#elementType(types >> 4));
        this.skip(this.#elementType(types & 15));
      }
    }
    this.#depth--;
  }

  #listHead(): { count: number; elementType: number } {
    const head = this.#byte();
    const count = head >> 4 === 15 ? this.#varint() : head >> 4;
    if (count > this.#end - this.#position) throw endsEarly();
    return { count, elementType: head & 15 };
  }

  /** Booleans inside a collection take a byte of their own. */
  #elementType(type: number): number {
    if (type !== THRIFT.true && type !== THRIFT.false) return type;
    return this.#byte() === 1 ? THRIFT.true : THRIFT.false;
  }

  #byte(): number {
    if (this.#position >= this.#end) throw endsEarly();
    return this.#bytes[this.#position++] as number;
  }

  #advance(bytes: number): void {
    if (bytes > this.#end - this.#position) throw endsEarly();
    this.#position += bytes;
  }

  #length(): number {
    const length = this.#varint();
    if (length > this.#end - this.#position) throw endsEarly();
    return length;
  }

  #skipVarint(): void {
    for (let count = 0; count < 10; count++) if (this.#byte() < 128) return;
    throw new ThriftProblem("a number is too long");
  }

  #varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw new ThriftProblem("a number is too large");
      if (byte < 128) return value;
      factor *= 128;
      if (factor > 2 ** 56) throw new ThriftProblem("a number is too long");
    }
  }

  #zigzag(): number {
    // Most are of one byte, and a scan reads hundreds of them.
    const first = this.#position < this.#end ? (this.#bytes[this.#position] as number) : 128;
    if (first < 128) {
      this.#position++;
      return (first & 1) === 0 ? first >> 1 : ~(first >> 1);
    }
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

/** The value at a position that the file gives. @throws ThriftProblem */
export function choose<Value>(values: readonly Value[], position: number, what: string): Value {
  const value = values[position];
  if (value === undefined) throw new ThriftProblem(`unknown ${what} ${position}`);
  return value;
}

function endsEarly(): ThriftProblem {
  return new ThriftProblem("the metadata ends too early");
}

function wrongType(type: number): ThriftProblem {
  return new ThriftProblem(`unexpected field type ${type}`);
}
