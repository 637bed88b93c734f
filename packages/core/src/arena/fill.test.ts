import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "./arena.ts";
import { fillBytes } from "./fill.ts";

for (const shared of [true, false]) {
  for (const value of [0, 1] as const) {
    test(`bytes are set to ${value} from one to the other, no further: ${shared ? "shared" : "unshared"}`, () => {
      const arena = Arena.create({ shared, initialBytes: 1 << 20, maximumBytes: 1 << 20 });
      const base = 1 << 19;
      for (let from = base; from < base + 9; from++) {
        for (const length of [0, 1, 7, 31, 32, 33, 40, 47, 63, 64, 65, 200]) {
          const { u8 } = arena.view();
          u8.subarray(base - 8, base + 256).fill(0xaa);
          fillBytes(arena, value, from, from + length);
          for (let at = base - 8; at < base + 256; at++) {
            assert.equal(u8[at], at >= from && at < from + length ? value : 0xaa, `${from} ${length} ${at}`);
          }
        }
      }
    });
  }
}
