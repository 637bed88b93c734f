import assert from "node:assert/strict";
import { test } from "node:test";
import { isEnough, samplingOf } from "./sampling.ts";

test("so many runs as are asked for, however long they take", () => {
  const asked = samplingOf("7", 5);
  assert.equal(isEnough(asked, 6, 60_000), false);
  assert.equal(isEnough(asked, 7, 1), true);
});

test("without being asked at least a few runs, two seconds, and no more than help", () => {
  const usual = samplingOf(undefined, 5);
  assert.equal(isEnough(usual, 4, 60_000), false);
  assert.equal(isEnough(usual, 5, 1_999), false);
  assert.equal(isEnough(usual, 5, 2_000), true);
  assert.equal(isEnough(usual, 40, 100), true);
});
