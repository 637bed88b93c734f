// Columns in another memory: every storage, rows in the middle, NULLs, dictionaries, values of lists, and nothing left
// behind in the memory that they came from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena, type Pointer } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import { INT4, INT8, type LogicalType, NUMERIC, TEXT } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import { copyVector } from "./copy-vector.ts";

const machine = (): Region => {
  const arena = Arena.create({ initialBytes: 1 << 20, maximumBytes: 16 << 20 });
  return Region.create(arena, Budget.create(arena));
};

const ROWS = 131;

/** A column whose row r has the bytes that `text` makes of it, undefined for NULL. */
function refColumn(region: Region, type: LogicalType, text: (row: number) => Uint8Array | undefined): Vector {
  const { arena } = region;
  const data = region.allocateZeroed(ROWS * 8);
  const validity = region.allocate(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const bytes = text(row);
    arena.view().u8[validity + row] = bytes === undefined ? 0 : 1;
    if (bytes === undefined) continue;
    const heap = region.allocate(Math.max(1, bytes.length));
    arena.view().u8.set(bytes, heap);
    arena.view().u32.set([heap, bytes.length], (data >>> 2) + row * 2);
  }
  return { type, storage: "ref", data, validity, index: 0, slots: ROWS, dictionary: 0 };
}

function refsOf(arena: Arena, { data, validity, index }: Vector, rows: number): (string | undefined)[] {
  const { u8, u32 } = arena.view();
  return Array.from({ length: rows }, (_, row) => {
    const slot = index === 0 ? row : (u32[(index >>> 2) + row] as number);
    if (validity !== 0 && u8[validity + slot] === 0) return undefined;
    const at = u32[(data >>> 2) + slot * 2] as number;
    const length = u32[(data >>> 2) + slot * 2 + 1] as number;
    return Buffer.from(u8.slice(at, at + length)).toString("latin1");
  });
}

/** Copies, and sees that nothing but the copy is left. */
function copied(from: Region, vector: Vector, start: number, rows: number): { to: Region; vector: Vector } {
  const to = machine();
  // Its addresses are not those of the other memory.
  to.allocate(77_777);
  const owned: Pointer[] = [];
  const before = from.usedBytes;
  const used = to.usedBytes;
  const copy = copyVector(vector, { start, rows, from, to, owned });
  assert.equal(from.usedBytes, before);
  assert.ok(owned.length > 0 && to.usedBytes > used);
  return { to, vector: copy };
}

for (const { type, text } of [
  { type: TEXT, text: (row: number) => Buffer.from(`row ${row} ${"x".repeat((row * 37) % 300)}`) },
  { type: TEXT, text: () => new Uint8Array(0) },
  { type: NUMERIC, text: (row: number) => Uint8Array.from({ length: 8 + 4 * (row % 5) }, (_, at) => row + at) },
  { type: NUMERIC, text: (row: number) => Uint8Array.from({ length: 5 + (row % 7) }, (_, at) => row ^ at) },
]) {
  test(`bytes of ${type.kind}`, () => {
    const from = machine();
    const vector = refColumn(from, type, (row) => (row % 7 === 3 ? undefined : text(row)));
    const expected = refsOf(from.arena, vector, ROWS);
    for (const [start, rows] of [
      [64, 67],
      [1, 1],
      [0, ROWS],
    ] as const) {
      const copy = copied(from, vector, start, rows);
      assert.deepEqual(refsOf(copy.to.arena, copy.vector, rows), expected.slice(start, start + rows));
    }
  });
}

test("numerics lie where they may be read as words", () => {
  const from = machine();
  const vector = refColumn(from, NUMERIC, (row) => Uint8Array.from({ length: 5 + (row % 3) }, () => row));
  const { to, vector: copy } = copied(from, vector, 0, ROWS);
  for (let row = 0; row < ROWS; row++) {
    assert.equal((to.arena.view().u32[(copy.data >>> 2) + row * 2] as number) % 4, 0);
  }
});

test("slots of fixed width, and a column without NULLs", () => {
  for (const type of [INT4, INT8]) {
    const from = machine();
    const width = storageWidth(storageOf(type));
    const data = from.allocate(ROWS * width);
    const bytes = Uint8Array.from({ length: ROWS * width }, (_, at) => (at * 31) & 255);
    from.arena.view().u8.set(bytes, data);
    const vector: Vector = { type, storage: storageOf(type), data, validity: 0, index: 0, slots: ROWS, dictionary: 0 };
    const { to, vector: copy } = copied(from, vector, 63, 65);
    assert.equal(copy.validity, 0);
    const got = to.arena.view().u8.slice(copy.data, copy.data + 65 * width);
    assert.deepEqual([...got], [...bytes.slice(63 * width, 128 * width)]);
  }
});

test("a dictionary stays one, under an id of the other memory", () => {
  const from = machine();
  const entries = refColumn(from, TEXT, (row) => (row === 5 ? undefined : Buffer.from(`entry ${row}`)));
  const index = from.allocate(ROWS * 4);
  from.arena.view().u32.set(
    Array.from({ length: ROWS }, (_, row) => (row * 17) % 11),
    index >>> 2,
  );
  const vector = { ...entries, index, slots: 11, dictionary: 4711 };
  const expected = refsOf(from.arena, vector, ROWS);
  const { to, vector: copy } = copied(from, vector, 10, 100);
  assert.deepEqual(refsOf(to.arena, copy, 100), expected.slice(10, 110));
  assert.equal(copy.slots, 11);
  assert.ok(copy.dictionary !== 0 && copy.dictionary !== 4711);
});

test("a copy of rows of a build side is no dictionary, one of a dictionary is another", () => {
  const from = machine();
  const index = from.allocateZeroed(4 * ROWS);
  const data = from.allocateZeroed(4 * ROWS);
  const column: Vector = { type: INT4, storage: "i32", data, validity: 0, index, slots: ROWS, dictionary: -5 };
  const copyOf = (dictionary: number): number => {
    const to = machine();
    return copyVector({ ...column, dictionary }, { start: 0, rows: ROWS, from, to, owned: [] }).dictionary;
  };
  assert.equal(copyOf(-5), 0);
  assert.equal(copyOf(0), 0);
  assert.ok(copyOf(5) > 0);
});
