// A coordinator that dies and starts again from its journal: what it goes on with, and what it must be told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, FfqError, StageId, WorkerId } from "@ffq/core/physical";
import { defaultConfig } from "./config.ts";
import { assertConsistent } from "./consistent.fixture.ts";
import { attempt, Desk, ioError, query, shortName, shortNames, stage, twoStages } from "./desk.fixture.ts";
import type { SchedulerRecord } from "./record.ts";
import { replay, toRecords } from "./replay.ts";
import { mapOutputs } from "./status.ts";

/** Task 0 of stage 1 has succeeded on w1, task 1 runs there, task 2 failed once and rests, task 3 waits. */
function halfway(): Desk {
  const desk = new Desk({ retryBackoffBaseMs: 1_000 });
  desk.register("w1");
  desk.submit(twoStages(4));
  desk.poll("w1", 3);
  desk.finish("w1", attempt(1, 0, 1));
  desk.fail("w1", attempt(1, 2, 1));
  return desk;
}

const held = { outputs: [{ task: attempt(1, 0, 1), partitionBytes: [10] }], results: [] };

test("a restarted coordinator goes on with what its workers still run and hold", () => {
  const desk = halfway();
  desk.advance(500);
  desk.restart();
  assertConsistent(desk.state);
  assert.equal(desk.status().state, "running");
  assert.deepEqual(desk.status().stages[0], {
    stage: 1,
    tasks: 4,
    queued: 2,
    running: 1,
    succeeded: 1,
    failedAttempts: 1,
  });
  assert.equal(mapOutputs(desk.state, query, StageId(1), 0).outputs.length, 0, "its holder has not come yet");
  assert.equal(desk.heartbeat("w1").known, false);
  assert.equal(desk.report("w1", attempt(1, 1, 1), { kind: "running" }).known, false);
  const back = desk.heartbeat("w1", { running: [attempt(1, 1, 1)], registration: held });
  assert.deepEqual([back.known, back.cancel, back.drop], [true, [], []]);
  assert.deepEqual(
    mapOutputs(desk.state, query, StageId(1), 0).outputs.map(({ bytes }) => bytes),
    [10],
  );
  desk.finish("w1", attempt(1, 1, 1));
  assert.deepEqual(shortNames(desk.poll("w1", 4)), ["1.2#2", "1.3#1"]);
});

test("what a worker does not bring back is run again at once", () => {
  const desk = halfway();
  desk.restart();
  const back = desk.register("w1");
  assert.equal(back.known, true);
  assert.deepEqual(shortNames(desk.poll("w1", 4)).toSorted(), ["1.0#2", "1.1#2", "1.2#2", "1.3#1"]);
});

test("an output that a worker had made, but not told of before the crash, is taken", () => {
  const desk = halfway();
  desk.restart();
  const outputs = [...held.outputs, { task: attempt(1, 1, 1), partitionBytes: [12] }];
  const back = desk.heartbeat("w1", { running: [attempt(1, 1, 1)], registration: { outputs, results: [] } });
  assert.deepEqual(back.drop, []);
  assert.deepEqual(desk.report("w1", attempt(1, 1, 1), { kind: "succeeded" }).stale, []);
  assert.equal(desk.status().stages[0]?.succeeded, 2);
});

test("what workers run and hold that the journal does not know is stopped and dropped", () => {
  const desk = halfway();
  desk.restart();
  const back = desk.heartbeat("w2", {
    running: [attempt(1, 3, 1)],
    registration: { outputs: [{ task: attempt(1, 0, 1), partitionBytes: [10] }], results: [attempt(2, 0, 1)] },
  });
  assert.deepEqual(back.cancel.map(shortName), ["1.3#1"]);
  assert.deepEqual(back.drop.map(shortName), ["1.0#1", "2.0#1"]);
});

test("workers that do not come back are lost after the liveness timeout", () => {
  const desk = halfway();
  desk.restart();
  desk.register("w2");
  desk.advance(14_000);
  desk.heartbeat("w2");
  desk.advance(1_000);
  assert.deepEqual([...desk.state.workers.keys()], ["w2"]);
  assert.deepEqual(desk.status().stages[0]?.queued, 4);
});

test("results being served, waiting queries and ended ones survive", () => {
  const desk = new Desk({ maxRunningQueries: 1 });
  const [later, ended] = [ClusterQueryId("later"), ClusterQueryId("ended")];
  desk.submit(twoStages(1), {}, ended);
  desk.send({ kind: "query-canceled", query: ended, reason: "enough" });
  desk.register("w1");
  desk.submit([stage(1, 1, [])]);
  desk.submit([stage(1, 1, [])], {}, later);
  desk.poll("w1");
  desk.finish("w1", attempt(1, 0, 1));
  desk.restart();
  assert.deepEqual(
    [query, later, ended].map((id) => desk.status(id).state),
    ["running", "queued", "canceled"],
  );
  assert.equal(desk.status(ended).notice, "enough");
  desk.heartbeat("w1", { registration: { outputs: [], results: [attempt(1, 0, 1)] } });
  desk.send({ kind: "results-fetched", task: attempt(1, 0, 1) });
  assert.deepEqual(
    [query, later].map((id) => desk.status(id).state),
    ["succeeded", "running"],
  );
  desk.advance(700_000);
  assert.equal(desk.state.queries.size, 0, "they are forgotten in time");
});

test("a snapshot tells the same as the whole journal, in fewer records", () => {
  const desk = halfway();
  for (let at = 0; at < 20; at++) {
    desk.advance(30_000);
    desk.register("w1");
    desk.poll("w1", 4);
  }
  const whole = [...desk.records];
  const snapshot = [...toRecords(desk.state)];
  assert.ok(snapshot.length < whole.length, `${snapshot.length} of ${whole.length}`);
  assert.deepEqual([...toRecords(replay(defaultConfig, whole))], snapshot);
  assert.deepEqual([...toRecords(replay(defaultConfig, snapshot))], snapshot);
  assert.deepEqual(JSON.parse(JSON.stringify(snapshot)), snapshot, "records are plain data");
});

test("a query that failed for good keeps its error", () => {
  const desk = new Desk({ maxTaskAttempts: 1 });
  desk.register("w1");
  desk.submit(twoStages(1));
  desk.poll("w1");
  desk.fail("w1", attempt(1, 0, 1), ioError);
  const { error } = desk.status();
  desk.restart();
  assert.deepEqual(desk.status().error, error);
});

test("every wait begins anew", () => {
  const desk = new Desk({ clientGraceMs: 10_000, noWorkersGraceMs: 20_000 });
  desk.submit(twoStages(1), { timeoutMs: 15_000 });
  desk.advance(9_000);
  desk.restart();
  desk.advance(9_000);
  assert.equal(desk.status().state, "running");
  desk.advance(1_000);
  assert.equal(desk.status().state, "canceled");
});

test("a journal that contradicts itself is an error", () => {
  const rows: readonly {
    readonly name: string;
    readonly records: readonly SchedulerRecord[];
    readonly message: string;
  }[] = [
    {
      name: "unknown query",
      records: [{ kind: "query-admitted", query }],
      message: "the journal has query-admitted of query q, which it does not know",
    },
    {
      name: "unknown task",
      records: [{ kind: "attempt-started", task: attempt(1, 0, 1), worker: WorkerId("w") }],
      message: "the journal speaks of task 0 of stage 1 of query q, which does not run",
    },
    {
      name: "unknown attempt",
      records: [
        { kind: "query-accepted", query, stages: twoStages(1), limits: { timeoutMs: 0, capabilityTimeoutMs: 0 } },
        { kind: "query-admitted", query },
        { kind: "attempt-succeeded", task: attempt(1, 0, 1) },
      ],
      message: "the journal has attempt-succeeded of an attempt that does not run",
    },
  ];
  for (const { name, records, message } of rows) {
    assert.throws(
      () => replay(defaultConfig, records),
      (thrown) => thrown instanceof FfqError && thrown.code === "INTERNAL" && thrown.message === message,
      name,
    );
  }
});
