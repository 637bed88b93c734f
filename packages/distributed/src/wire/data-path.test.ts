import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, StageId } from "@ffq/core/physical";
import { readNumber, readResultsPath, readShufflePath, resultsPath, shufflePath } from "./data-path.ts";

const task = { query: ClusterQueryId("q-1"), stage: StageId(2), partition: 30, attempt: 4 };

test("there and back", () => {
  const address = { task, partition: 5 };
  assert.equal(shufflePath(address), "/shuffle/v1/q-1/2/30/4/5");
  assert.deepEqual(readShufflePath(shufflePath(address)), address);
  assert.equal(resultsPath(task), "/results/v1/q-1/2/30/4");
  assert.deepEqual(readResultsPath(resultsPath(task)), task);
});

for (const path of [
  "/shuffle/v1/q/2/30/4",
  "/shuffle/v1/q/2/30/4/5/6",
  "/shuffle/v1/q/2/30/4/",
  "/shuffle/v1/q/2/30/4/-1",
  "/shuffle/v1/q/2/30/4/1e3",
  "/shuffle/v1/q/02/30/4/1",
  "/shuffle/v1/../2/30/4/1",
  "/shuffle/v1/%2e%2e/2/30/4/1",
  "/shuffle/v1//2/30/4/1",
  "/shuffle/v2/q/2/30/4/1",
  "/results/v1/q/2/30/4/1",
]) {
  test(`refuses ${path}`, () => assert.equal(readShufflePath(path), undefined));
}

test("numbers are written in one way only", () => {
  assert.deepEqual(["0", "12", "", " 1", "+1", "01", "1.0", null].map(readNumber), [
    0,
    12,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
