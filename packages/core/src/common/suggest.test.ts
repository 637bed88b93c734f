import assert from "node:assert/strict";
import { test } from "node:test";
import { editDistance, nearest, nearHint } from "./suggest.ts";

const names = ["cot", "count", "string_agg", "row_number"];
const cases: readonly (readonly [string, string | undefined])[] = [
  ["strng_agg", "string_agg"],
  ["row_numbr", "row_number"],
  // One slip, where "cot" is two away.
  ["cuont", "count"],
  ["COUNT", "count"],
  ["ct", "cot"],
  ["cnt", "cot"],
  ["c", undefined],
  ["median", undefined],
];

for (const [name, expected] of cases) {
  test(`nearest to ${name}`, () => {
    assert.equal(nearest(name, names), expected);
  });
}

test("a hint names what was asked for", () => {
  assert.equal(nearHint("function", "cuont", names), 'Perhaps you meant the function "count".');
  assert.equal(nearHint("function", "median", names), undefined);
});

test("letters in each other's places are two edits", () => {
  assert.equal(editDistance("cuont", "count"), 2);
  assert.equal(editDistance("", "ab"), 2);
});
