import assert from "node:assert/strict";
import { test } from "node:test";
import { coalesceRanges } from "./coalesce-ranges.ts";

test("merges what lies close together, in file order", () => {
  const ranges = [
    { offset: 100, length: 10 },
    { offset: 0, length: 10 },
    { offset: 15, length: 5 },
    { offset: 112, length: 200 },
  ];
  assert.deepEqual(coalesceRanges(ranges, { gap: 5, largest: 150 }), [
    { offset: 0, length: 20, ranges: [1, 2] },
    { offset: 100, length: 10, ranges: [0] },
    { offset: 112, length: 200, ranges: [3] },
  ]);
});

test("what lies in a read is not read again, however large that is", () => {
  const ranges = [
    { offset: 0, length: 100 },
    { offset: 0, length: 100 },
    { offset: 30, length: 70 },
    { offset: 50, length: 80 },
  ];
  assert.deepEqual(coalesceRanges(ranges, { gap: 0, largest: 10 }), [
    { offset: 0, length: 100, ranges: [0, 1, 2] },
    { offset: 50, length: 80, ranges: [3] },
  ]);
});
