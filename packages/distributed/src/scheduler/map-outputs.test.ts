// Outputs that are lost, blamed, made anew, and what was computed from them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StageId, WorkerId } from "@ffq/core/physical";
import { attempt, Desk, ioError, query, shortName, shortNames, stage, twoStages } from "./desk.fixture.ts";
import { mapOutputs, taskInputs } from "./status.ts";

const blaming = (stageId: number, partition: number, number: number, worker: string) => ({
  producer: attempt(stageId, partition, number),
  worker: WorkerId(worker),
});

/** Everything in the first stage has run on w1, and w2 reads it. */
function reading(more: Parameters<typeof twoStages>[1] = {}): Desk {
  const desk = new Desk({ retryBackoffBaseMs: 100 });
  desk.register("w1");
  desk.register("w2");
  desk.submit(twoStages(2, more));
  desk.poll("w1", 2);
  desk.finish("w1", attempt(1, 0, 1));
  assert.deepEqual(desk.poll("w2"), [], "blocked while an output is missing");
  desk.finish("w1", attempt(1, 1, 1));
  assert.deepEqual(desk.running("w2"), [attempt(2, 0, 1)]);
  return desk;
}

test("the outputs of a stage are listed with their holders, in the order of tasks", () => {
  const desk = reading();
  assert.deepEqual(mapOutputs(desk.state, query, StageId(1), 0), {
    complete: true,
    outputs: [
      { task: attempt(1, 0, 1), worker: "w1", endpoint: "http://w1", bytes: 10 },
      { task: attempt(1, 1, 1), worker: "w1", endpoint: "http://w1", bytes: 10 },
    ],
  });
  // Nothing is complete that is not known: no such query, stage or partition.
  assert.deepEqual(mapOutputs(desk.state, query, StageId(9), 0), { complete: false, outputs: [] });
  assert.deepEqual(mapOutputs(desk.state, query, StageId(1), 1), { complete: false, outputs: [] });
});

test("an output that comes with the report is registered by it, unless it does not fit the plan", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.submit(twoStages(2));
  desk.poll("w1", 4);
  desk.report("w1", attempt(1, 0, 1), { kind: "succeeded", partitionBytes: [10] });
  assert.deepEqual(taskInputs(desk.state, attempt(2, 0, 1)), [], "one is missing");
  desk.report("w1", attempt(1, 1, 1), { kind: "succeeded", partitionBytes: [20, 30] });
  assert.equal(desk.status().stages[0]?.failedAttempts, 1);
  desk.advance(1_000);
  desk.poll("w1", 4);
  desk.report("w1", attempt(1, 1, 2), { kind: "succeeded", partitionBytes: [20] });
  assert.deepEqual(taskInputs(desk.state, attempt(2, 0, 1)), [
    { stage: StageId(1), outputs: mapOutputs(desk.state, query, StageId(1), 0).outputs },
  ]);
});

test("the places of many outputs are left to be looked up", () => {
  for (const { tasks, told } of [
    { tasks: 64, told: 1 },
    { tasks: 65, told: 0 },
  ]) {
    const desk = new Desk({ maxTasksPerWorker: 100 });
    desk.register("w1", { slots: 100 });
    desk.submit(twoStages(tasks));
    desk.poll("w1", 100);
    for (let at = 0; at < tasks; at++) desk.finish("w1", attempt(1, at, 1));
    assert.equal(taskInputs(desk.state, attempt(2, 0, 1)).length, told);
  }
});

test("a failed fetch blames the producer's output, which is made anew; the reader is not at fault", () => {
  const desk = reading();
  desk.fail("w2", attempt(2, 0, 1), ioError, blaming(1, 1, 1, "w1"));
  assert.deepEqual(
    desk.status().stages.map(({ queued, succeeded }) => [queued, succeeded]),
    [
      [1, 1],
      [1, 0],
    ],
  );
  assert.equal(mapOutputs(desk.state, query, StageId(1), 0).complete, false);
  assert.equal(desk.state.workers.get(WorkerId("w1"))?.failures, 1);
  assert.equal(desk.state.workers.get(WorkerId("w2"))?.failures, 0);
  assert.deepEqual(shortNames(desk.poll("w2", 4)), ["1.1#2"]);
  desk.finish("w2", attempt(1, 1, 2));
  desk.advance(200);
  desk.poll("w1", 4);
  assert.deepEqual([...desk.running("w1"), ...desk.running("w2")].map(shortName), ["2.0#2"]);
});

test("a failed fetch of what was replaced already costs nobody anything but the reader's attempt", () => {
  const desk = reading();
  desk.send({ kind: "worker-left", worker: WorkerId("w1") });
  desk.fail("w2", attempt(2, 0, 1), ioError, blaming(1, 1, 1, "w1"));
  assert.deepEqual(shortNames(desk.poll("w2", 4)), ["1.0#2", "1.1#2"]);
  assert.deepEqual(
    desk.status().stages.map(({ failedAttempts }) => failedAttempts),
    [0, 1],
  );
  assert.equal(desk.status().state, "running");
});

test("a fetch failure that names no input is a failure like any other", () => {
  const desk = reading();
  desk.fail("w2", attempt(2, 0, 1), ioError, blaming(2, 0, 1, "w2"));
  assert.equal(desk.state.workers.get(WorkerId("w2"))?.failures, 1);
  assert.equal(desk.status().stages[0]?.succeeded, 2);
});

test("an output blamed before its attempt has reported is void, and the attempt with it", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.register("w2");
  desk.submit(twoStages(1));
  desk.poll("w1");
  assert.equal(desk.registerOutput("w1", attempt(1, 0, 1)), true);
  assert.deepEqual(shortNames(desk.poll("w2")), ["2.0#1"], "readers need not wait for the report");
  desk.fail("w2", attempt(2, 0, 1), ioError, blaming(1, 0, 1, "w1"));
  assert.deepEqual(desk.report("w1", attempt(1, 0, 1), { kind: "succeeded" }).stale.map(shortName), ["1.0#1"]);
  assert.deepEqual(shortNames(desk.poll("w2")), ["1.0#2"]);
});

test("what nobody has still to read is not made anew, until somebody has", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.register("w2");
  desk.submit([stage(1, 1, []), stage(2, 1, [1]), stage(3, 1, [2])]);
  desk.poll("w1");
  desk.finish("w1", attempt(1, 0, 1));
  desk.poll("w2");
  desk.finish("w2", attempt(2, 0, 1));
  desk.send({ kind: "worker-left", worker: WorkerId("w1") });
  assert.equal(desk.status().stages[0]?.succeeded, 1, "stage 2 has read it");
  desk.register("w3");
  assert.deepEqual(shortNames(desk.poll("w3")), ["3.0#1"]);
  desk.send({ kind: "worker-left", worker: WorkerId("w2") });
  assert.deepEqual(
    desk.status().stages.map(({ queued, succeeded }) => [queued, succeeded]),
    [
      [1, 0],
      [1, 0],
      [0, 0],
    ],
  );
  assert.deepEqual(shortNames(desk.poll("w3")), ["1.0#2"]);
});

test("what was computed from an output that comes out differently is computed again", () => {
  const rows = [
    {
      name: "repeatable",
      repeatable: true,
      readers: 2,
      again: [
        [1, 0],
        [1, 1],
        [1, 0],
      ],
    },
    {
      name: "not repeatable",
      repeatable: false,
      readers: 2,
      again: [
        [1, 0],
        [2, 0],
        [1, 0],
      ],
    },
    {
      name: "not repeatable, one reader",
      repeatable: false,
      readers: 1,
      again: [
        [0, 1],
        [0, 1],
        [0, 0],
      ],
    },
  ];
  for (const { name, repeatable, readers, again } of rows) {
    const desk = new Desk({ retryBackoffBaseMs: 10_000 });
    for (const id of ["w1", "w2"]) desk.register(id);
    desk.submit([stage(1, 1, [], { repeatable }), stage(2, readers, [1]), stage(3, 1, [2])]);
    desk.poll("w1");
    desk.finish("w1", attempt(1, 0, 1));
    desk.poll("w2", 2);
    desk.finish("w2", attempt(2, 0, 1));
    if (readers === 2) desk.fail("w2", attempt(2, 1, 1), ioError, blaming(1, 0, 1, "w1"));
    else desk.poll("w2");
    assert.deepEqual(
      desk.status().stages.map(({ queued, succeeded }) => [queued, succeeded]),
      again,
      name,
    );
  }
});

test("computing again reaches those who read at second hand", () => {
  const desk = new Desk({ retryBackoffBaseMs: 10_000 });
  for (const id of ["w1", "w2"]) desk.register(id);
  const stages = [stage(1, 1, [], { repeatable: false }), stage(2, 1, [1]), stage(3, 1, [2]), stage(4, 1, [1])];
  desk.submit([...stages, stage(5, 1, [3, 4])]);
  desk.poll("w1");
  desk.finish("w1", attempt(1, 0, 1));
  assert.deepEqual(shortNames(desk.poll("w2", 2)), ["2.0#1", "4.0#1"]);
  desk.finish("w2", attempt(2, 0, 1));
  desk.poll("w2");
  desk.finish("w2", attempt(3, 0, 1));
  desk.fail("w2", attempt(4, 0, 1), ioError, blaming(1, 0, 1, "w1"));
  const queued = desk.status().stages.map((row) => row.queued);
  assert.deepEqual(queued, [1, 1, 1, 1, 1]);
});

test("readers that wait in all the slots make room for what they wait for", () => {
  const rows = [
    { name: "the query's limit", config: { maxTasksPerQuery: 2 }, slots: 4 },
    { name: "the workers' slots", config: {}, slots: 2 },
  ];
  for (const { name, config, slots } of rows) {
    const desk = new Desk({ stalledMs: 2_000, ...config });
    desk.register("w1");
    desk.submit([stage(1, 1, []), stage(2, 2, [1]), stage(3, 1, [2])]);
    desk.poll("w1");
    desk.finish("w1", attempt(1, 0, 1));
    desk.register("w2", { slots });
    assert.equal(desk.poll("w2", 2).length, 2, name);
    desk.send({ kind: "worker-left", worker: WorkerId("w1") });
    desk.poll("w2", 2);
    desk.advance(1_999);
    assert.deepEqual(desk.running("w2").map(shortName), ["2.0#1", "2.1#1"], name);
    desk.advance(1);
    const [said] = desk
      .take()
      .slice(-10)
      .filter((command) => command.kind === "answer-poll");
    assert.deepEqual(said?.kind === "answer-poll" && said.cancel.map(shortName), ["2.1#1"], name);
    desk.report("w2", attempt(2, 1, 1), { kind: "canceled" });
    assert.deepEqual(shortNames(desk.poll("w2", 2)), ["1.0#2"], name);
    desk.advance(10_000);
    assert.equal(desk.status().stages[1]?.running, 1, "no more than are needed");
  }
});

test("only the attempt that its task runs on that worker may register, and it may repeat that", () => {
  const desk = new Desk({ silentAttemptMs: 1_000, livenessTimeoutMs: 100_000 });
  desk.register("w1");
  desk.register("w2");
  desk.submit(twoStages(1));
  desk.poll("w1");
  assert.equal(desk.registerOutput("w2", attempt(1, 0, 1)), false, "not on that worker");
  assert.equal(desk.registerOutput("w1", attempt(1, 0, 2)), false, "not that attempt");
  assert.equal(desk.registerOutput("w9", attempt(1, 0, 1)), false, "not that worker");
  const wrong = [[], [1, 2]];
  for (const partitionBytes of wrong) {
    const said = desk.send({
      kind: "output-registered",
      worker: WorkerId("w1"),
      output: { task: attempt(1, 0, 1), partitionBytes },
    });
    assert.equal(said[0]?.kind === "answer-registered" && said[0].accepted, false, "not that many partitions");
  }
  const results = desk.send({ kind: "results-registered", worker: WorkerId("w1"), task: attempt(1, 0, 1) });
  assert.equal(results[0]?.kind === "answer-registered" && results[0].accepted, false, "not the result");
  assert.equal(desk.registerOutput("w1", attempt(1, 0, 1)), true);
  assert.equal(desk.registerOutput("w1", attempt(1, 0, 1)), true);
  assert.deepEqual(desk.report("w1", attempt(1, 0, 1), { kind: "succeeded" }).stale, []);
  // Its worker has not heard that the report came: it says everything again, and must not drop what others read.
  assert.deepEqual(desk.report("w1", attempt(1, 0, 1), { kind: "succeeded" }).stale, []);
  assert.equal(desk.registerOutput("w1", attempt(1, 0, 1)), true);
  assert.deepEqual(desk.heartbeat("w1", { running: [attempt(1, 0, 1)] }).cancel, []);
  assert.equal(desk.report("w2", attempt(1, 0, 1), { kind: "succeeded" }).stale.length, 1);
});

test("an output that its worker does not hold any more is made anew", () => {
  const desk = reading();
  desk.advance(5_000);
  desk.heartbeat("w1", { registration: { outputs: [{ task: attempt(1, 0, 1), partitionBytes: [11] }], results: [] } });
  assert.deepEqual(desk.status().stages[0], {
    stage: 1,
    tasks: 2,
    queued: 1,
    running: 0,
    succeeded: 1,
    failedAttempts: 0,
  });
});
