// List and struct values: the kernels against the same layout written in JavaScript (type/list-value.ts), the order of
// their keys against their comparison, and damaged bytes, which are refused or still values that lie within themselves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena, type Pointer } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { ELEMENT_CODES, elementCode, elementCodes } from "../type/element-code.ts";
import { type ListShape, ListView, readStruct, writeList, writeStruct } from "../type/list-value.ts";
import { FLOAT8, INT4, INT8, INTERVAL, type LogicalType, listOf, TEXT } from "../type/logical-type.ts";
import { listFunctions } from "./list.ts";
import { listBatchKernels } from "./list-batch.ts";

interface Functions {
  compare(left: bigint, right: bigint): number;
  compareRows(left: bigint, right: bigint): number;
}

const STRUCT: LogicalType = {
  kind: "struct",
  fields: [
    { name: "a", type: INT4 },
    { name: "b", type: TEXT },
  ],
};
const types: readonly LogicalType[] = [INT4, INT8, FLOAT8, TEXT, INTERVAL, listOf(INT4), STRUCT];

/** A generator of numbers below a bound, the same for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function elementOf(type: LogicalType, next: (below: number) => number): Uint8Array | null {
  if (next(5) === 0) return null;
  const bytes = new Uint8Array(type.kind === "int4" ? 4 : type.kind === "interval" ? 16 : 8);
  const view = new DataView(bytes.buffer);
  switch (type.kind) {
    case "int4":
      view.setInt32(0, next(3) - 1, true);
      return bytes;
    case "int8":
      view.setBigInt64(0, BigInt(next(3) - 1), true);
      return bytes;
    case "float8":
      view.setFloat64(0, [0, -0, 1.5, Number.NaN, Number.NEGATIVE_INFINITY][next(5)] as number, true);
      return bytes;
    case "interval":
      // A month counts 30 days, a day 24 hours.
      view.setInt32(0, next(2), true);
      view.setInt32(4, next(2) * 30 - next(2), true);
      view.setBigInt64(8, BigInt(next(3) - 1) * 86_400_000_000n, true);
      return bytes;
    case "text":
      return new TextEncoder().encode(["", "a", "ab", "a\0", "b"][next(5)]);
    case "list":
      return listOfElements(type.element, next);
    case "struct":
      return writeStruct(
        type.fields,
        type.fields.map((field) => elementOf(field.type, next)),
      );
    default:
      throw new Error(type.kind);
  }
}

const shapes: readonly ListShape[] = [
  [
    { length: 2, lower: 1 },
    { length: 2, lower: 1 },
  ],
  [{ length: 4, lower: 0 }],
];

function listOfElements(type: LogicalType, next: (below: number) => number): Uint8Array {
  const shape = next(4) === 0 ? shapes[next(shapes.length)] : undefined;
  const length = shape === undefined ? next(4) : 4;
  return writeList(
    elementCode(type),
    Array.from({ length }, () => elementOf(type, next)),
    shape,
  );
}

/** Refs of these bytes, one behind the other. */
function place(region: Region, values: readonly Uint8Array[]): { readonly refs: Pointer; readonly at: bigint[] } {
  const refs = region.allocate(8 * values.length + 8);
  const at = values.map((value) => {
    const pointer = region.allocate(value.length + 16);
    region.arena.view().u8.set(value, pointer);
    return (BigInt(value.length) << 32n) | BigInt(pointer);
  });
  region.arena.view().u64.set(at, refs >>> 3);
  return { refs, at };
}

function bytesAt(region: Region, ref: bigint): Uint8Array {
  const address = Number(ref & 0xffffffffn);
  return region.arena.view().u8.slice(address, address + Number(ref >> 32n));
}

function programOf(region: Region, type: LogicalType): Pointer {
  const codes = elementCodes(type);
  const program = region.allocate(codes.length);
  region.arena.view().u8.set(codes, program);
  return program;
}

for (const shared of [true, false]) {
  for (const element of types) {
    test(`lists of ${element.kind}, ${shared ? "shared" : "unshared"} memory: order, and what is damaged`, () => {
      const arena = Arena.create({ shared, initialBytes: 1 << 20 });
      const region = Region.create(arena, Budget.create(arena));
      const next = random(7);
      const values = Array.from({ length: 60 }, () => listOfElements(element, next));
      const { refs, at } = place(region, values);
      const kernels = listBatchKernels(arena);
      const { compare } = listFunctions(arena) as Functions;
      const program = programOf(region, listOf(element));
      assert.equal(kernels.malformed(refs, 0, values.length, program), -1);

      const heap = region.allocate(kernels.listKeyBytes(refs, 0, 0, values.length, ELEMENT_CODES.list));
      const keys = region.allocate(8 * values.length);
      kernels.listKeys(refs, 0, 0, values.length, ELEMENT_CODES.list, keys, heap);
      const keyRefs = Array.from(arena.view().u64.subarray(keys >>> 3, (keys >>> 3) + values.length));
      for (const [left, leftRef] of at.entries()) {
        for (const [right, rightRef] of at.entries()) {
          const [one, two] = [keyRefs[left], keyRefs[right]].map((ref) => bytesAt(region, ref as bigint));
          const order = Buffer.compare(one as Uint8Array, two as Uint8Array);
          assert.equal(Math.sign(compare(leftRef, rightRef)), order, `${values[left]} and ${values[right]}`);
        }
      }

      for (const [row, value] of values.entries()) {
        for (let byte = 0; byte < value.length; byte++) {
          const address = Number((at[row] as bigint) & 0xffffffffn) + byte;
          arena.view().u8[address] = (value[byte] as number) ^ (1 << next(8));
          // What is still a value is one: comparing it reads nothing else.
          if (kernels.malformed(refs + 8 * row, 0, 1, program) === -1) compare(at[row] as bigint, at[row] as bigint);
          arena.view().u8[address] = value[byte] as number;
        }
      }
      region.release();
    });
  }
}

for (const rows of [1, 63, 64, 65]) {
  test(`columns of ${rows} lists and structs are made as JavaScript writes them`, () => {
    const arena = Arena.create({ shared: true, initialBytes: 1 << 20 });
    const region = Region.create(arena, Budget.create(arena));
    const next = random(rows);
    const kernels = listBatchKernels(arena);
    for (const type of [INT4, TEXT]) {
      const lists = Array.from({ length: rows }, () => Array.from({ length: next(4) }, () => elementOf(type, next)));
      const all = lists.flat();
      const ends = region.allocate(4 * (rows + 1));
      let end = 0;
      arena.view().u32[ends >>> 2] = 0;
      for (const [row, list] of lists.entries()) arena.view().u32[(ends >>> 2) + row + 1] = end += list.length;
      const width = type.kind === "int4" ? 4 : 8;
      const data = region.allocateZeroed(width * all.length + 16);
      const validity = region.allocate(all.length + 1);
      const texts = place(
        region,
        all.map((one) => one ?? new Uint8Array(0)),
      );
      for (const [position, one] of all.entries()) {
        const { u8, u64 } = arena.view();
        u8[validity + position] = one === null ? 0 : 1;
        if (type.kind === "int4") u8.set(one ?? new Uint8Array(4), data + 4 * position);
        else u64[(data >>> 3) + position] = texts.at[position] as bigint;
      }
      const code = elementCode(type);
      const heap = region.allocate(Number(kernels.makeListsBytes(ends, rows, code, data, validity)));
      const out = region.allocate(8 * rows);
      kernels.makeLists(ends, 0, rows, code, data, validity, out, heap);
      for (const [row, list] of lists.entries()) {
        const made = bytesAt(region, arena.view().u64[(out >>> 3) + row] as bigint);
        assert.deepEqual(made, writeList(code, list));
        assert.equal(new ListView(made).count, list.length);
      }
    }
    region.release();
  });
}

test("structs are read as they were written", () => {
  const values = [null, new TextEncoder().encode("héllo")];
  if (STRUCT.kind !== "struct") throw new Error("no struct");
  assert.deepEqual(readStruct(writeStruct(STRUCT.fields, values)), values);
});
