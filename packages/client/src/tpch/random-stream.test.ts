import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, RandomStream, step } from "./random-stream.ts";

test("the 10,000th state from 1 is the one that Park and Miller publish", () => {
  let state = 1;
  for (let draw = 0; draw < 10_000; draw++) state = step(state);
  assert.equal(state, 1043618065);
  assert.equal(advance(1, 10_000), 1043618065);
});

test("step is exact over the whole range", () => {
  for (const state of [1, 2, 65535, 65536, 1073741824, 2147483645, 2147483646]) {
    assert.equal(BigInt(step(state)), (BigInt(state) * 16807n) % 2147483647n);
  }
});

test("skipping rows is drawing them", () => {
  const drawn = new RandomStream(209208115, 7);
  const skipped = new RandomStream(209208115, 7);
  for (let row = 0; row < 100; row++) {
    for (let draw = 0; draw < row % 8; draw++) drawn.between(1, 50);
    drawn.endRow();
  }
  skipped.skipRows(100);
  assert.equal(drawn.state, skipped.state);
});
