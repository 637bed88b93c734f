// How many shares a row group is read in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { partsMade } from "./read-row-group.ts";

test("shares are made of rows enough, or of so few as are worth one", () => {
  assert.equal(partsMade(100_000, 16, {}), 3);
  assert.equal(partsMade(100_000, 2, {}), 2);
  assert.equal(partsMade(10_000, 2, {}), 1);
  assert.equal(partsMade(10_000, 2, { leastRows: 105 }), 2);
  assert.equal(partsMade(200, 2, { leastRows: 105 }), 1);
  assert.equal(partsMade(100_000, 16, { leastRows: 1 << 20 }), 3);
});
