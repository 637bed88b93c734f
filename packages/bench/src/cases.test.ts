// PostgreSQL's answers to the project's own cases, in every configuration: they may cost time, never an answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type EngineOptions, optimizerRules } from "@ffq/client";
import { caseFiles, replayCases } from "./cases.ts";

const setups: Readonly<Record<string, EngineOptions>> = {
  "no threads": { threads: 0 },
  "one thread": { threads: 1 },
  "two threads": { threads: 2 },
  "three partitions": { threads: 2, partitions: 3, smallInputRows: 0 },
  "three partitions without threads": { threads: 0, partitions: 3, smallInputRows: 0 },
  "three partitions, the smallest tables whole": { threads: 0, partitions: 3, smallInputRows: 4 },
  "one row a batch": { threads: 0, batchRows: 1 },
  "unshared memory": { threads: 0, sharedMemory: false },
  "every state on disk": { threads: 0, spillThreshold: 1 },
  "every state on disk, two threads": { threads: 2, spillThreshold: 1 },
  "every state on disk, one row a batch": { threads: 0, spillThreshold: 1, batchRows: 1 },
  "every state on disk, three partitions": { threads: 0, spillThreshold: 1, partitions: 3, smallInputRows: 0 },
  "no optimizer rule": { threads: 0, disabledRules: optimizerRules },
};

for (const [name, options] of Object.entries(setups)) {
  for (const file of caseFiles()) {
    test(`${file}: ${name}`, async () => {
      assert.deepEqual(await replayCases(file, options), []);
    });
  }
}

for (const rule of optimizerRules) {
  test(`every case without the rule ${rule}`, async () => {
    const faults: string[] = [];
    for (const file of caseFiles()) faults.push(...(await replayCases(file, { threads: 0, disabledRules: [rule] })));
    assert.deepEqual(faults, []);
  });
}
