// Thrift's compact protocol as plain values that can be changed and written again: what mutations of footers and page
// headers work on. What is not well-formed is an error.

export interface ThriftField {
  id: number;
  value: ThriftValue;
}

export type ThriftValue =
  | { kind: "boolean"; value: boolean }
  | { kind: "integer"; type: number; value: bigint }
  | { kind: "double"; value: Uint8Array }
  | { kind: "binary"; value: Uint8Array }
  | { kind: "list"; items: ThriftValue[]; elementType: number }
  | ThriftStruct;

export interface ThriftStruct {
  kind: "struct";
  fields: ThriftField[];
}

/** The struct at a position, and where it ends. */
export function readStruct(bytes: Uint8Array, at: number): { readonly struct: ThriftStruct; readonly end: number } {
  const reader = new Reader(bytes, at);
  return { struct: reader.struct(), end: reader.at };
}

export function writeStruct(struct: ThriftStruct): Uint8Array {
  const out: number[] = [];
  putStruct(out, struct);
  return Uint8Array.from(out);
}

export function fieldOf(struct: ThriftStruct, id: number): ThriftValue | undefined {
  return struct.fields.find((field) => field.id === id)?.value;
}

export function structOf(struct: ThriftStruct, id: number): ThriftStruct | undefined {
  const value = fieldOf(struct, id);
  return value?.kind === "struct" ? value : undefined;
}

export function listOf(struct: ThriftStruct, id: number): ThriftValue[] {
  const value = fieldOf(struct, id);
  return value?.kind === "list" ? value.items : [];
}

export function numberOf(struct: ThriftStruct, id: number): number | undefined {
  const value = fieldOf(struct, id);
  return value?.kind === "integer" ? Number(value.value) : undefined;
}

/** Sets a number that may not be there yet; `type` 5 is an i32, 6 an i64. */
export function setNumber(struct: ThriftStruct, id: number, type: 5 | 6, value: number): void {
  const found = fieldOf(struct, id);
  if (found?.kind === "integer") found.value = BigInt(value);
  else {
    struct.fields.push({ id, value: { kind: "integer", type, value: BigInt(value) } });
    struct.fields.sort((left, right) => left.id - right.id);
  }
}

export function dropField(struct: ThriftStruct, id: number): void {
  struct.fields = struct.fields.filter((field) => field.id !== id);
}

/** Every value below, the struct's own fields first. */
export function valuesIn(struct: ThriftStruct): ThriftValue[] {
  const all: ThriftValue[] = [];
  const pending: ThriftValue[] = [struct];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    all.push(value);
    if (value.kind === "struct") pending.push(...value.fields.map((field) => field.value));
    else if (value.kind === "list") pending.push(...value.items);
  }
  return all;
}

class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  struct(): ThriftStruct {
    const fields: ThriftField[] = [];
    let id = 0;
    for (;;) {
      const head = this.#byte();
      const type = head & 15;
      if (type === 0) return { kind: "struct", fields };
      id = head >> 4 === 0 ? Number(this.#zigzag()) : id + (head >> 4);
      fields.push({ id, value: type < 3 ? { kind: "boolean", value: type === 1 } : this.#value(type) });
    }
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return { kind: "boolean", value: this.#byte() === 1 };
      case 3:
        return { kind: "integer", type, value: BigInt((this.#byte() << 24) >> 24) };
      case 4:
      case 5:
      case 6:
        return { kind: "integer", type, value: this.#zigzag() };
      case 7:
        return { kind: "double", value: this.#take(8) };
      case 8:
        return { kind: "binary", value: this.#take(Number(this.#varint())) };
      case 9:
      case 10: {
        const head = this.#byte();
        const count = head >> 4 === 15 ? Number(this.#varint()) : head >> 4;
        const elementType = head & 15;
        if (count > this.#bytes.length - this.at) throw new Error("a list longer than its bytes");
        return { kind: "list", elementType, items: Array.from({ length: count }, () => this.#value(elementType)) };
      }
      case 12:
        return this.struct();
      default:
        throw new Error(`thrift type ${type}`);
    }
  }

  #byte(): number {
    if (this.at >= this.#bytes.length) throw new Error("the bytes end too early");
    return this.#bytes[this.at++] as number;
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.at) throw new Error("the bytes end too early");
    this.at += length;
    return this.#bytes.slice(this.at - length, this.at);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Error("a number is too long");
  }

  #zigzag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }
}

function putStruct(out: number[], { fields }: ThriftStruct): void {
  let last = 0;
  for (const { id, value } of fields) {
    const type = typeOf(value);
    const step = id - last;
    if (step > 0 && step < 16) out.push((step << 4) | type);
    else {
      out.push(type);
      putVarint(out, zigzag(BigInt(id)));
    }
    last = id;
    if (value.kind !== "boolean") putValue(out, value);
  }
  out.push(0);
}

function putValue(out: number[], value: ThriftValue): void {
  switch (value.kind) {
    case "boolean":
      out.push(value.value ? 1 : 2);
      return;
    case "integer":
      if (value.type === 3) out.push(Number(BigInt.asUintN(8, value.value)));
      else putVarint(out, zigzag(value.value));
      return;
    case "double":
      out.push(...value.value);
      return;
    case "binary":
      putVarint(out, BigInt(value.value.length));
      for (const byte of value.value) out.push(byte);
      return;
    case "list":
      if (value.items.length < 15) out.push((value.items.length << 4) | value.elementType);
      else {
        out.push(0xf0 | value.elementType);
        putVarint(out, BigInt(value.items.length));
      }
      for (const item of value.items) putValue(out, item);
      return;
    case "struct":
      putStruct(out, value);
  }
}

function typeOf(value: ThriftValue): number {
  switch (value.kind) {
    case "boolean":
      return value.value ? 1 : 2;
    case "integer":
      return value.type;
    case "double":
      return 7;
    case "binary":
      return 8;
    case "list":
      return 9;
    case "struct":
      return 12;
  }
}

function zigzag(value: bigint): bigint {
  return BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
}

function putVarint(out: number[], value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
}
