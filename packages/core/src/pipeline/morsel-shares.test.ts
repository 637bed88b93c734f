// How many morsels go at one time: all are given, in few messages, with single ones at the end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { givenAtOnce } from "./morsel-shares.ts";

for (const { left, threads, isIdle, given } of [
  { left: undefined, threads: 2, isIdle: false, given: 1 },
  { left: 100, threads: 1, isIdle: false, given: 1 },
  { left: 0, threads: 2, isIdle: false, given: 1 },
  { left: 6, threads: 2, isIdle: false, given: 1 },
  { left: 59, threads: 2, isIdle: false, given: 15 },
  { left: 59, threads: 2, isIdle: true, given: 2 },
  { left: 59, threads: 4, isIdle: false, given: 7 },
]) {
  test(`${left} left, ${threads} threads, ${isIdle ? "idle" : "busy"}: ${given}`, () => {
    assert.equal(givenAtOnce(left === undefined ? {} : { left }, threads, isIdle), given);
  });
}

test("50 morsels take a dozen messages, and the last go alone", () => {
  const messages: number[] = [];
  for (let left = 50; left > 0; ) {
    const given = Math.min(left, givenAtOnce({ left: left - 1 }, 2, false));
    messages.push(given);
    left -= given;
  }
  assert.ok(messages.length <= 18, `${messages}`);
  assert.deepEqual(messages.slice(-4), [1, 1, 1, 1]);
});
