// The parts of a module that wasm-encoder.ts wrote, read back from its bytes: types, names, and each function's body,
// whose instructions are wasm-text.ts's to read. Not every module that there is.
import { F32, F64, I32, I64 } from "./wasm-encoder.ts";

const typeNames: ReadonlyMap<number, string> = new Map([
  [I32, "i32"],
  [I64, "i64"],
  [F32, "f32"],
  [F64, "f64"],
]);

/** Numbers and names one after the other. */
export class Reader {
  readonly #bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    return this.#bytes[this.at++] as number;
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  signed(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(Number(shift) + 7, value);
    }
  }

  float(bytes: 4 | 8): number {
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.at, bytes);
    this.at += bytes;
    return bytes === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  }

  text(): string {
    const { length } = this.part();
    return new TextDecoder().decode(this.#bytes.subarray(this.at - length, this.at));
  }

  /** What follows with its length in front, as a reader of its own; this one stands behind it. */
  part(): { readonly reader: Reader; readonly length: number } {
    const length = this.unsigned();
    const reader = new Reader(this.#bytes, this.at, this.at + length);
    this.at += length;
    return { reader, length };
  }

  list<Item>(read: () => Item): readonly Item[] {
    const count = this.unsigned();
    return Array.from({ length: count }, read);
  }
}

export interface FunctionType {
  readonly params: readonly string[];
  readonly results: readonly string[];
}

export type Names = ReadonlyMap<number, string>;

export interface Module {
  readonly types: readonly FunctionType[];
  readonly imports: readonly string[];
  readonly functions: readonly FunctionType[];
  readonly bodies: readonly Reader[];
  readonly functionNames: Names;
  readonly localNames: ReadonlyMap<number, Names>;
  readonly labelNames: ReadonlyMap<number, Names>;
}

/** @param bytes of a module that wasm-encoder.ts wrote */
export function readModule(bytes: Uint8Array): Module {
  const sections = new Map<number, Reader>();
  const all = new Reader(bytes, 8, bytes.length);
  while (!all.isDone) {
    const id = all.byte();
    sections.set(id, all.part().reader);
  }
  const section = (id: number): Reader => sections.get(id) ?? new Reader(Uint8Array.of(0), 0, 1);
  const types = listTypes(section(1));
  const names = readNames(section(0));
  const code = section(10);
  const indexes = section(3);
  return {
    types,
    imports: listImports(section(2)),
    functions: indexes.list(() => types[indexes.unsigned()] as FunctionType),
    bodies: code.list(() => code.part().reader),
    ...names,
  };
}

export const typeName = (code: number): string => typeNames.get(code) ?? `0x${code.toString(16)}`;

function listTypes(reader: Reader): readonly FunctionType[] {
  const types = (): readonly string[] => reader.list(() => typeName(reader.byte()));
  return reader.list(() => {
    reader.byte();
    return { params: types(), results: types() };
  });
}

/** The imported functions; the memory stands behind them. */
function listImports(reader: Reader): readonly string[] {
  const entries = reader.list((): string | undefined => {
    const name = `${reader.text()}.${reader.text()}`;
    if (reader.byte() === 0) {
      reader.unsigned();
      return name;
    }
    if (reader.byte() === 0) reader.unsigned();
    else reader.unsigned(), reader.unsigned();
    return undefined;
  });
  return entries.filter((name) => name !== undefined);
}

function readNames(reader: Reader): Pick<Module, "functionNames" | "localNames" | "labelNames"> {
  reader.text();
  const parts = new Map<number, Reader>();
  while (!reader.isDone) {
    const id = reader.byte();
    parts.set(id, reader.part().reader);
  }
  const part = (id: number): Reader => parts.get(id) ?? new Reader(Uint8Array.of(0), 0, 1);
  const map = (from: Reader): Names => new Map(from.list(() => [from.unsigned(), from.text()] as const));
  const maps = (from: Reader): ReadonlyMap<number, Names> =>
    new Map(from.list(() => [from.unsigned(), map(from)] as const));
  return { functionNames: map(part(1)), localNames: maps(part(2)), labelNames: maps(part(3)) };
}
