// LZ4 as the engine packs it, unpacked by the kernel that reads files; merging of windows against a plain sort.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { codecKernels } from "./codec.ts";
import { random } from "./hash.fixture.ts";
import { spillKernels } from "./spill.ts";

const draw = random(8);
const bytesOf = (length: number, byte: (at: number) => number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => byte(at));

const inputs: Readonly<Record<string, readonly Uint8Array[]>> = {
  "of every small length": Array.from({ length: 80 }, (_, length) => bytesOf(length, (at) => at % 3)),
  "of one byte": [12, 13, 300, 70_000, 200_000].map((length) => bytesOf(length, () => 7)),
  random: [20, 5_000, 100_000].map((length) => bytesOf(length, () => Math.floor(draw() * 256))),
  "that come again, near and far": [
    bytesOf(300_000, (at) => (at * 7919) % 251),
    bytesOf(300_000, (at) => (at % 66_000) >>> 4),
    bytesOf(300_000, (at) => (at % 100 < 60 ? 32 : Math.floor(draw() * 4))),
  ],
  "long literals and long matches": [
    bytesOf(9_000, (at) => (at < 4_000 ? Math.floor(draw() * 256) : 1)),
    bytesOf(9_000, (at) => (at < 4_000 ? 1 : Math.floor(draw() * 256))),
  ],
};

for (const [name, all] of Object.entries(inputs)) {
  for (const shared of [true, false]) {
    test(`bytes ${name} are packed and come back, shared ${shared}`, () => {
      const arena = Arena.create({ initialBytes: 1 << 20, shared });
      const region = Region.create(arena, Budget.create(arena));
      const table = region.allocate(32768);
      for (const bytes of all) {
        const source = region.allocate(bytes.length);
        const room = bytes.length + Math.ceil(bytes.length / 255) + 16;
        const target = region.allocate(room);
        const back = region.allocate(bytes.length);
        arena.view().u8.set(bytes, source);
        const packed = spillKernels(arena).lz4Compress(source, bytes.length, target, table);
        assert.ok(packed <= room);
        assert.equal(codecKernels(arena).lz4Decompress(target, packed, back, bytes.length), bytes.length);
        assert.deepEqual(arena.view().u8.slice(back, back + bytes.length), bytes);
        for (const pointer of [source, target, back]) region.free(pointer);
      }
    });
  }
}

test("windows are merged in order, up to the end of one", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const rows = 900;
  const keys = region.allocate(8 * rows);
  const windows = region.allocate(8 * 3);
  const heap = region.allocate(4 * 3);
  const out = region.allocate(4 * rows);
  const values = [0, 300, 600].flatMap((from) =>
    Array.from({ length: 300 }, () => BigInt(Math.floor(draw() * 50) + from / 100)).toSorted((a, b) => Number(a - b)),
  );
  arena.view().u64.set(values, keys >>> 3);
  arena.view().u32.set([0, 300, 300, 600, 600, 900], windows >>> 2);
  const order: number[] = [];
  for (;;) {
    const count = spillKernels(arena).mergeWindows(windows, 3, keys, 1, 0, heap, out, 64);
    if (count === 0) break;
    order.push(...arena.view().u32.slice(out >>> 2, (out >>> 2) + count));
    const left = arena.view().u32.slice(windows >>> 2, (windows >>> 2) + 6);
    assert.ok(count === 64 || [0, 1, 2].some((at) => left[2 * at] === left[2 * at + 1]));
  }
  const expected = values.map((value, row) => ({ value, row })).toSorted((a, b) => Number(a.value - b.value));
  assert.deepEqual(
    order,
    expected.map(({ row }) => row),
  );
});

test("states of several build sides: a hit counts most, then what is not known", () => {
  const arena = Arena.create({ initialBytes: 1 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const states = region.allocate(16);
  const into = region.allocate(16);
  const set = (at: number, bytes: readonly number[]): void => arena.view().u8.set(bytes, at);
  set(states, [0, 0, 0, 1, 1, 2, 2, 2]);
  set(into, [0, 1, 2, 0, 2, 0, 1, 2]);
  assert.equal(spillKernels(arena).mergeStates(states, 8, into), 0);
  assert.deepEqual([...arena.view().u8.slice(into, into + 8)], [0, 1, 2, 1, 1, 2, 1, 2]);
  set(states, [1]);
  set(into, [1]);
  assert.equal(spillKernels(arena).mergeStates(states, 1, into), 1);
});
