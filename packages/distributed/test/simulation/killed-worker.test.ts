// A killed worker costs a query at most its lost work and the liveness timeout: a few seeds for every run of the tests;
// `pnpm simulate --killed-worker` plays more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { killWorker } from "./killed-worker.ts";
import { createWorkload } from "./workload.ts";

const SEEDS = 8;

test("a killed worker costs a query at most its lost work and the liveness timeout", async () => {
  const workload = await createWorkload();
  let noticed = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { faults, elapsedMs, undisturbedMs } = await killWorker(seed, workload);
    assert.deepEqual(faults, [], `pnpm simulate --killed-worker --from ${seed} --seeds 1`);
    if (elapsedMs > undisturbedMs + 1_000) noticed++;
  }
  assert.ok(noticed > 0, "no query has noticed that its worker was gone");
});
