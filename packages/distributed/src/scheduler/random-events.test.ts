// Random troubles, then calm: whatever happened, the state never contradicts itself, no result is computed from two
// versions of one output, a replayed journal gives the same state, and every query ends. A failure prints its seed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Model } from "./model.fixture.ts";

const config = { maxRunningQueries: 3, maxTasksPerQuery: 5, blacklistFailureThreshold: 3, maxTaskAttempts: 4 };
const seeds = Number(process.env["FFQ_SCHEDULER_SEEDS"] ?? 60);

function run(seed: number): Model {
  const model = new Model(seed, config);
  for (let at = 0; at < 3; at++) model.addWorker();
  for (let at = 0; at < 600; at++) {
    if (at % 60 === 0) model.submit();
    model.step();
  }
  model.trouble = 0;
  model.addWorker(["operator:a", "operator:b"]);
  for (let round = 0; round < 3_000 && !model.isDone(); round++) {
    model.pass(100);
    model.clients();
    for (const worker of model.workers.values()) {
      model.heartbeat(worker);
      model.poll(worker);
      model.work(worker);
      model.work(worker);
    }
    model.fetchResults();
  }
  return model;
}

test("random events keep every invariant, and every query ends", () => {
  let succeeded = 0;
  let faults = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      const model = run(seed);
      assert.ok(model.isDone(), "a query has not ended");
      succeeded += model.succeeded;
      faults += model.faults;
    } catch (thrown) {
      throw new Error(`seed ${seed}`, { cause: thrown });
    }
  }
  assert.ok(succeeded > seeds * 2, `only ${succeeded} queries succeeded`);
  assert.ok(faults > seeds * 3, `only ${faults} faults`);
});

test("the same seed gives the same end", () => {
  assert.deepEqual([...run(7).records], [...run(7).records]);
});
