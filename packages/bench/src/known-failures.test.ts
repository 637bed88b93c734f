import assert from "node:assert/strict";
import { test } from "node:test";
import {
  beyondWithoutOptimizerFile,
  compareFailures,
  knownFailuresText,
  parseKnownFailures,
  readKnownFailures,
} from "./known-failures.ts";

const known = parseKnownFailures("# comment\na/x.jsonl:2\tno JSON\na/x.jsonl:9\tno JSON\nb/y.jsonl:3\tstill wrong\n");

test("regressions are not known, mended ones are; what was not replayed says nothing", () => {
  const failed = new Set(["a/x.jsonl:2", "a/z.jsonl:5"]);
  assert.deepEqual(
    compareFailures(known, failed, (key) => key.startsWith("a/")),
    { regressions: ["a/z.jsonl:5"], mended: ["a/x.jsonl:9"] },
  );
});

test("reasons are kept, new failures get theirs", () => {
  const failed = new Map([
    ["b/y.jsonl:3", "row 0"],
    ["a/n.jsonl:7", "row 1"],
  ]);
  assert.equal(
    knownFailuresText(known, failed).split("\n").slice(1).join("\n"),
    "a/n.jsonl:7\trow 1\nb/y.jsonl:3\tstill wrong\n",
  );
});

test("a line needs a reason, a key stands once, and the project's own files are well formed", () => {
  assert.throws(() => parseKnownFailures("a/x.jsonl:2"), /no reason/);
  assert.throws(() => parseKnownFailures("a/x.jsonl:2\tx\na/x.jsonl:2\ty"), /twice/);
  readKnownFailures();
  readKnownFailures(beyondWithoutOptimizerFile);
});
