// Numerics as bytes: what is packed here is read by the kernels, and the other way round.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { NumericHeap } from "../kernel/numeric.ts";
import { numericDigits, numericText } from "./numeric-digits.ts";

const texts = [
  "0",
  "0.00",
  "1",
  "-1",
  "10000",
  "9999",
  "0.0001",
  "0.00010000",
  "0.00001",
  "-123456789.987654321",
  "12345678901234567890123456789012345678901234567890.5",
  "100000000000000000000",
  "0.10",
  "NaN",
  "Infinity",
  "-Infinity",
];

const arena = Arena.create({ shared: false, initialBytes: 1 << 20 });
const heap = new NumericHeap(arena, Region.create(arena, Budget.create(arena)));

for (const text of texts) {
  test(text, () => {
    const ref = heap.fromText(text);
    const address = Number(ref & 0xffffffffn);
    const bytes = arena.view().u8.slice(address, address + Number(ref >> 32n));
    assert.deepEqual(numericDigits(text), bytes);
    assert.equal(numericText(bytes), text);
  });
}
