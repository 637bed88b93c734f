import assert from "node:assert/strict";
import { test } from "node:test";
import { corpusScore, summaryLine } from "./conformance-score.ts";
import type { CategoryScore } from "./replay.ts";

const score = (
  category: string,
  right: number,
  queries: number,
  errors: readonly number[] = [0, 0, 0],
): CategoryScore => {
  const [due = 0, rejected = 0, sameState = 0] = errors;
  return { category, queries, right, metadata: right, errors: due, rejected, sameState };
};

test("categories count equally, slt_* as one and small ones together; what is apart counts for nothing", () => {
  const found = corpusScore([
    score("join", 50, 100, [10, 9, 8]),
    score("slt_a", 1000, 1000),
    score("slt_b", 0, 1000),
    score("tiny", 9, 10),
    score("other", 10, 10),
    score("extended", 1, 4, [100, 0, 0]),
    score("upsert", 0, 40, [10, 0, 0]),
  ]);
  // join 50 %, slt 1000 of 2000 = 50 %, small 19 of 20 = 95 %.
  assert.deepEqual(found, {
    mean: 65,
    worst: { category: "join", share: 50 },
    extended: 25,
    errors: 90,
    sqlstate: 80,
    metadata: (100 * 1069) / 2120,
  });
  assert.equal(
    summaryLine(found),
    "conformance mean=65.0 worst=join:50.0 extended=25.0 errors=90.0 sqlstate=80.0 metadata=50.4",
  );
});

test("nothing replayed is nothing wrong", () => {
  assert.equal(
    summaryLine(corpusScore([])),
    "conformance mean=100.0 worst=none errors=100.0 sqlstate=100.0 metadata=100.0",
  );
});
