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
