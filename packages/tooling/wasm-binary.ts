// WebAssembly's binary format, as far as parser.ts rewrites it: sections, numbers, and a function's instructions as
// a tree. An instruction that is not known here is an error, never skipped: its length would be a guess.

export interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

/** One instruction, or a block with those inside it. `code` is the instruction as it stands in the module. */
export type Instruction =
  | { readonly kind: "plain"; readonly code: Uint8Array }
  | { readonly kind: "local"; readonly op: number; readonly local: number }
  /** br, br_if and br_table; the last label is the table's default. */
  | { readonly kind: "branch"; readonly op: number; readonly labels: readonly number[] }
  /** block, loop and if, with the head's bytes. */
  | {
      readonly kind: "block";
      readonly op: number;
      readonly head: Uint8Array;
      readonly body: readonly Instruction[];
      readonly otherwise: readonly Instruction[] | undefined;
    };

/** Opcodes that are named outside this file. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load: 0x28,
  i64Load: 0x29,
  f64Load: 0x2b,
  i32Store: 0x36,
  i64Store: 0x37,
  f64Store: 0x39,
  i32Const: 0x41,
  i32LtU: 0x49,
  i32Add: 0x6a,
  i32Sub: 0x6b,
} as const;

/** The type of a block without parameters and results. */
export const VOID = 0x40;
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F64 = 0x7c;

export class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new Error("the module ends early");
    return value;
  }

  /** A LEB128 number; signed ones are only skipped here, which takes the same steps. */
  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  take(length: number): Uint8Array {
    this.at += length;
    if (this.at > this.bytes.length) throw new Error("the module ends early");
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** A vector of what `read` reads. */
  list<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.u32() }, read);
  }
}

export function u32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** i32.const of a number that is not negative. */
export function i32Const(value: number): number[] {
  const bytes: number[] = [OP.i32Const];
  let rest = value;
  while (rest >= 0x40) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return [...bytes, rest];
}

/** A vector's length and its items, which are bytes already. */
export function vector(items: readonly ArrayLike<number>[]): Uint8Array {
  return Buffer.concat([Uint8Array.from(u32(items.length)), ...items.map((item) => Uint8Array.from(item))]);
}

export function sectionsOf(module: Uint8Array): Section[] {
  const reader = new Reader(module);
  reader.take(8);
  const sections: Section[] = [];
  while (!reader.isAtEnd) sections.push({ id: reader.byte(), body: reader.take(reader.u32()) });
  return sections;
}

export function moduleOf(module: Uint8Array, sections: readonly Section[]): Uint8Array {
  const parts = sections.flatMap(({ id, body }) => [Uint8Array.from([id, ...u32(body.length)]), body]);
  return Buffer.concat([module.subarray(0, 8), ...parts]);
}

/** Instructions up to the end of their block. */
export function instructionsOf(reader: Reader): { readonly body: Instruction[]; readonly closedBy: number } {
  const body: Instruction[] = [];
  for (;;) {
    const start = reader.at;
    const op = reader.byte();
    if (op === OP.end || op === OP.else) return { body, closedBy: op };
    body.push(instructionOf(reader, op, start));
  }
}

function instructionOf(reader: Reader, op: number, start: number): Instruction {
  switch (op) {
    case OP.block:
    case OP.loop:
    case OP.if: {
      reader.u32();
      const head = reader.bytes.subarray(start, reader.at);
      const inside = instructionsOf(reader);
      const otherwise = inside.closedBy === OP.else ? instructionsOf(reader).body : undefined;
      return { kind: "block", op, head, body: inside.body, otherwise };
    }
    case OP.br:
    case OP.brIf:
      return { kind: "branch", op, labels: [reader.u32()] };
    case OP.brTable: {
      const labels = reader.list(() => reader.u32());
      return { kind: "branch", op, labels: [...labels, reader.u32()] };
    }
    case OP.localGet:
    case OP.localSet:
    case OP.localTee:
      return { kind: "local", op, local: reader.u32() };
    default:
      skipOperands(reader, op);
      return { kind: "plain", code: reader.bytes.subarray(start, reader.at) };
  }
}

function skipOperands(reader: Reader, op: number): void {
  if (op === 0x43)
    reader.take(4); // f32.const
  else if (op === 0x44)
    reader.take(8); // f64.const
  else
    for (let operand = op === 0xfc ? bulkOperands(reader.u32()) : operandsOf(op); operand > 0; operand--) reader.u32();
}

/** Of conversions that saturate, memory.copy and memory.fill. */
function bulkOperands(op: number): number {
  if (op < 8) return 0;
  if (op === 10) return 2;
  if (op === 11) return 1;
  throw new Error(`instruction 0xfc ${op} is not known here`);
}

/** How many numbers follow another opcode. */
function operandsOf(op: number): number {
  if (op >= OP.i32Load && op <= 0x3e) return 2; // loads and stores: alignment and offset
  if (op === OP.callIndirect) return 2;
  // global.get and .set, call, memory.size and .grow, i32.const, i64.const
  if ([OP.call, OP.globalGet, OP.globalSet, 0x3f, 0x40, OP.i32Const, 0x42].includes(op)) return 1;
  // unreachable, nop, return, drop, select; all that computes
  if ([OP.unreachable, 0x01, OP.return, 0x1a, OP.select].includes(op) || (op >= 0x45 && op <= 0xc4)) return 0;
  throw new Error(`instruction 0x${op.toString(16)} is not known here`);
}
