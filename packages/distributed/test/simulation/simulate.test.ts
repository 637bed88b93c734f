// A few lives of a cluster, for every run of the tests; `pnpm simulate` plays hundreds.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { mutants } from "./mutants.ts";
import { runSeed } from "./run-seed.ts";
import { createWorkload, type Workload } from "./workload.ts";

const SEEDS = 6;

let workload: Workload;
before(async () => {
  workload = await createWorkload();
});

test("clusters under harm give the embedded engine's answers and leave nothing behind", async () => {
  let faults = 0;
  for (let seed = 1_001; seed <= 1_000 + SEEDS; seed++) {
    const outcome = await runSeed({ seed, workload, keepLines: 0 });
    assert.deepEqual(outcome.violations, [], `replay: pnpm simulate --seed ${seed}`);
    faults += Object.values(outcome.faults).reduce((sum, count) => sum + count, 0);
  }
  assert.ok(faults > SEEDS, `only ${faults} faults`);
});

test("the same seed gives the same event log, another one another", async () => {
  const digestOf = async (seed: number): Promise<string> => {
    const { digest, lines } = await runSeed({ seed, workload, keepLines: 0 });
    return `${lines} lines, ${digest}`;
  };
  const first = await digestOf(2_001);
  assert.equal(await digestOf(2_001), first);
  assert.notEqual(await digestOf(2_002), first);
});

test("there is a deliberate defect for each point of the contract, each under a name of its own", () => {
  const points = new Set(mutants.map(({ breaks }) => Number.parseInt(breaks, 10)));
  assert.deepEqual(
    [...points].sort((one, other) => one - other),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  assert.equal(new Set(mutants.map(({ name }) => name)).size, mutants.length);
});
