import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "./arena.ts";
import { copyBytes, fillBytes } from "./bulk-memory.ts";

/** Below and above the length from which WebAssembly does it. */
const LENGTHS = [0, 1, 7, 31, 32, 33, 40, 47, 63, 64, 65, 200, 2047, 2048, 5000];
const ROOM = 6000;

for (const shared of [true, false]) {
  const kind = shared ? "shared" : "unshared";
  const create = (): Arena => Arena.create({ shared, initialBytes: 1 << 20, maximumBytes: 1 << 20 });

  for (const value of [0, 1, 0xff]) {
    test(`bytes are set to ${value} from one to the other, no further: ${kind}`, () => {
      const arena = create();
      const base = 1 << 19;
      for (let from = base; from < base + 9; from++) {
        for (const length of LENGTHS) {
          const bytes = arena.view().u8.subarray(base - 8, base + ROOM);
          bytes.fill(0xaa);
          fillBytes(arena, value, from, from + length);
          const expected = Array.from(bytes, (_, at) =>
            at + base - 8 >= from && at + base - 8 < from + length ? value : 0xaa,
          );
          assert.deepEqual([...bytes], expected, `${from} ${length}`);
        }
      }
    });
  }

  test(`bytes are copied, over one another too: ${kind}`, () => {
    const arena = create();
    const base = 1 << 19;
    for (const distance of [-3000, -8, -1, 0, 1, 8, 3000]) {
      for (const length of LENGTHS) {
        const bytes = arena.view().u8.subarray(base - 3000, base + 2 * ROOM);
        for (const at of bytes.keys()) bytes[at] = (at * 7 + (at >>> 8)) & 0xff;
        const expected = [...bytes];
        const moved = expected.slice(3000, 3000 + length);
        expected.splice(3000 + distance, length, ...moved);
        copyBytes(arena, base + distance, base, length);
        assert.deepEqual([...bytes], expected, `${distance} ${length}`);
      }
    }
  });

  test(`a memory that has grown is filled to its new end: ${kind}`, () => {
    const arena = Arena.create({ shared, initialBytes: 1 << 20, maximumBytes: 1 << 21 });
    fillBytes(arena, 1, 1 << 19, (1 << 19) + 4096);
    arena.memory.grow(8);
    fillBytes(arena, 1, 1 << 20, (1 << 20) + 8 * 65536);
    const u8 = new Uint8Array(arena.memory.buffer);
    assert.equal(u8.length, (1 << 20) + 8 * 65536);
    assert.ok(u8.subarray(1 << 20).every((byte) => byte === 1));
  });
}
