import assert from "node:assert/strict";
import { test } from "node:test";
import { differencesFrom } from "./conformance-configurations.ts";

test("what fails has to fail alike; what a configuration leaves out is not compared", () => {
  const first = [
    ["a/x.jsonl:2", "no JSON"],
    ["a/x.jsonl:3", "row 0"],
    ["a/x.jsonl:4", "row 1"],
  ] as const;
  const other = [
    ["a/x.jsonl:2", "no JSON"],
    ["a/x.jsonl:3", "row 5"],
    ["b/y.jsonl:7", "TIMEOUT"],
  ] as const;
  assert.deepEqual(differencesFrom(first, first), []);
  assert.deepEqual(differencesFrom(first, other), [
    "a/x.jsonl:3: row 5, in the first configuration: row 0",
    "b/y.jsonl:7: TIMEOUT, in the first configuration: right",
  ]);
});
