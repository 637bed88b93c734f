// A query from its submission to the day it is forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerId } from "@ffq/core/physical";
import { attempt, Desk, only, query, shortNames, stage, twoStages } from "./desk.fixture.ts";
import { clusterStatus, queryStatus, resultLocation } from "./status.ts";

/** Two stages of one task each, of which the second serves its results. */
function serving(): Desk {
  const desk = new Desk({ retryBackoffBaseMs: 100 });
  desk.register("w1");
  desk.submit(twoStages(1));
  desk.poll("w1");
  desk.finish("w1", attempt(1, 0, 1));
  const [result] = desk.poll("w1");
  assert.deepEqual(result, { task: attempt(2, 0, 1), isResult: true });
  assert.equal(desk.registerOutput("w1", attempt(2, 0, 1)), true);
  return desk;
}

test("a query runs its stages, serves its results and succeeds when the client has them", () => {
  const desk = serving();
  assert.deepEqual(resultLocation(desk.state, query), { task: attempt(2, 0, 1), worker: "w1", endpoint: "http://w1" });
  desk.report("w1", attempt(2, 0, 1), { kind: "succeeded" });
  assert.equal(desk.status().state, "running", "the client has still to fetch them");
  desk.send({ kind: "results-fetched", task: attempt(2, 0, 9) });
  assert.equal(desk.status().state, "running", "no such attempt serves them");
  const said = desk.send({ kind: "results-fetched", task: attempt(2, 0, 1) });
  only(said, "query-ended");
  assert.equal(desk.status().state, "succeeded");
  assert.deepEqual(
    desk.status().stages.map(({ tasks, succeeded }) => [tasks, succeeded]),
    [
      [1, 1],
      [1, 1],
    ],
  );
  assert.deepEqual(desk.heartbeat("w1").releasedQueries, [query]);
  assert.equal(resultLocation(desk.state, query), undefined);
  assert.equal(desk.state.requirements.size, 0);
});

test("the client may be quicker than the worker's report", () => {
  const desk = serving();
  desk.send({ kind: "results-fetched", task: attempt(2, 0, 1) });
  assert.equal(desk.status().state, "succeeded");
  assert.deepEqual(desk.status().stages[1], {
    stage: 2,
    tasks: 1,
    queued: 0,
    running: 0,
    succeeded: 1,
    failedAttempts: 0,
  });
  assert.equal(desk.report("w1", attempt(2, 0, 1), { kind: "succeeded" }).known, true);
  assert.equal(desk.running("w1").length, 0);
});

test("results that are lost before the client has them are made again", () => {
  const rows: readonly { readonly name: string; readonly lose: (desk: Desk) => void }[] = [
    { name: "worker lost", lose: (desk) => desk.send({ kind: "worker-left", worker: WorkerId("w1") }) },
    { name: "client cannot fetch", lose: (desk) => desk.send({ kind: "results-unreachable", task: attempt(2, 0, 1) }) },
  ];
  for (const { name, lose } of rows) {
    const desk = serving();
    desk.report("w1", attempt(2, 0, 1), { kind: "succeeded" });
    desk.send({ kind: "results-unreachable", task: attempt(2, 0, 7) });
    desk.send({ kind: "results-unreachable", task: attempt(1, 0, 1) });
    assert.equal(desk.status().stages[1]?.succeeded, 1, "not what they complain of");
    lose(desk);
    assert.equal(resultLocation(desk.state, query), undefined, name);
    assert.equal(desk.status().state, "running", name);
    desk.register("w2");
    const [next] = desk.poll("w2");
    assert.ok(next !== undefined, name);
    desk.send({ kind: "results-fetched", task: attempt(2, 0, 1) });
    assert.equal(desk.status().state, "running", "too late");
  }
});

test("results that the client cannot get from a worker are made anew on another one, while there is one", () => {
  const desk = serving();
  desk.report("w1", attempt(2, 0, 1), { kind: "succeeded" });
  desk.register("w2");
  desk.send({ kind: "results-unreachable", task: attempt(2, 0, 1) });
  assert.deepEqual(desk.poll("w1"), []);
  assert.deepEqual(desk.poll("w2"), [{ task: attempt(2, 0, 2), isResult: true }]);
  assert.equal(desk.registerOutput("w2", attempt(2, 0, 2)), true);
  desk.send({ kind: "results-unreachable", task: attempt(2, 0, 2) });
  desk.send({ kind: "worker-left", worker: WorkerId("w2") });
  desk.poll("w1"); // what stage 1 made is still there: the result is all that is made anew
  assert.deepEqual(desk.running("w1"), [attempt(2, 0, 3)]);
});

test("a query has a time limit", () => {
  const desk = new Desk({ maxRunningQueries: 1, noWorkersGraceMs: 1e9 });
  desk.submit(twoStages(1), { timeoutMs: 1_000 });
  desk.advance(999);
  assert.equal(desk.status().state, "running");
  desk.advance(1);
  assert.deepEqual(desk.status().error, {
    code: "TIMEOUT",
    sqlstate: "57014",
    message: "canceling statement due to statement timeout",
    context: { timeoutMs: 1_000 },
  });
});

test("a client that goes away cancels its query after a grace period", () => {
  const desk = new Desk({ clientGraceMs: 10_000, noWorkersGraceMs: 1e9 });
  desk.submit(twoStages(1));
  desk.advance(9_000);
  desk.send({ kind: "client-seen", query });
  desk.advance(9_999);
  assert.equal(desk.status().state, "running");
  desk.advance(1);
  assert.deepEqual([desk.status().state, desk.status().notice], ["canceled", "its client gave no sign for 10000 ms"]);
});

test("without workers for a grace period queries fail, however they were lost", () => {
  const ways: readonly { readonly name: string; readonly after: number; readonly lose: (desk: Desk) => void }[] = [
    { name: "never any", after: 30_000, lose: () => undefined },
    { name: "left", after: 30_000, lose: (desk) => void desk.send({ kind: "worker-left", worker: WorkerId("w1") }) },
    { name: "silent", after: 45_000, lose: () => undefined },
    { name: "draining", after: 30_000, lose: (desk) => void desk.heartbeat("w1", { draining: true }) },
  ];
  for (const { name, after, lose } of ways) {
    const desk = new Desk({
      noWorkersGraceMs: 30_000,
      livenessTimeoutMs: name === "draining" ? 1e9 : 15_000,
      clientGraceMs: 1e9,
    });
    if (name !== "never any") desk.register("w1");
    desk.submit(twoStages(1));
    lose(desk);
    desk.advance(after - 1);
    assert.equal(desk.status().state, "running", name);
    if (name !== "silent") assert.match(desk.status().notice, /^there are no workers; start one/);
    desk.advance(1);
    assert.deepEqual(
      desk.status().error,
      {
        code: "UNAVAILABLE",
        sqlstate: "53000",
        message: "no worker has taken tasks for 30000 ms",
        hint: "Start one: ffq-worker --coordinator URL",
      },
      name,
    );
  }
});

test("what still runs on a worker that drains may finish", () => {
  const desk = new Desk({ noWorkersGraceMs: 10_000, livenessTimeoutMs: 1e9, silentAttemptMs: 1e9, clientGraceMs: 1e9 });
  desk.register("w1");
  desk.submit(twoStages(1));
  desk.poll("w1");
  desk.heartbeat("w1", { draining: true });
  desk.advance(100_000);
  assert.equal(desk.status().state, "running");
  desk.finish("w1", attempt(1, 0, 1));
  desk.advance(10_000);
  assert.equal(desk.status().state, "failed", "nobody will run the rest");
});

test("a worker that comes in time saves the query", () => {
  const desk = new Desk({ noWorkersGraceMs: 10_000, clientGraceMs: 1e9 });
  desk.submit(twoStages(1));
  desk.advance(9_000);
  desk.register("w1");
  desk.advance(5_000);
  assert.equal(desk.status().state, "running");
});

test("an ended query is remembered for a while", () => {
  const desk = new Desk({ retentionMs: 60_000 });
  desk.submit(twoStages(1));
  desk.send({ kind: "query-canceled", query, reason: "enough" });
  desk.advance(59_999);
  assert.deepEqual([desk.status().state, desk.status().notice], ["canceled", "enough"]);
  desk.advance(1);
  assert.equal(queryStatus(desk.state, query), undefined);
  assert.deepEqual(desk.records.at(-1), { kind: "query-forgotten", query });
  const again = desk.send({ kind: "query-canceled", query, reason: "" });
  assert.deepEqual(again, [{ kind: "answer-query", query, outcome: "unknown" }]);
});

test("a query's revision grows with each change of its status, and only then", () => {
  const desk = new Desk();
  desk.submit(twoStages(2));
  const revisions = [desk.status().revision];
  desk.register("w1");
  revisions.push(desk.status().revision);
  desk.poll("w1", 1);
  revisions.push(desk.status().revision);
  desk.finish("w1", attempt(1, 0, 1));
  revisions.push(desk.status().revision);
  assert.ok(
    revisions.every((revision, at) => at === 0 || revision > (revisions[at - 1] ?? 0)),
    String(revisions),
  );
  const { revision } = desk.status();
  desk.heartbeat("w1");
  desk.send({ kind: "client-seen", query });
  assert.equal(desk.status().revision, revision);
});

test("a stage of one task is a query too", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.submit([stage(7, 1, [])]);
  assert.deepEqual(shortNames(desk.poll("w1")), ["7.0#1"]);
  desk.finish("w1", attempt(7, 0, 1));
  desk.send({ kind: "results-fetched", task: attempt(7, 0, 1) });
  assert.equal(desk.status().state, "succeeded");
});

test("the cluster's status counts what there is", () => {
  const desk = new Desk({ blacklistFailureThreshold: 1 });
  desk.register("w1");
  desk.register("w2", { draining: true });
  desk.submit(twoStages(3));
  desk.poll("w1", 2);
  desk.fail("w1", attempt(1, 0, 1));
  const { counters, workers, ...rest } = clusterStatus(desk.state);
  assert.deepEqual(rest, { queriesQueued: 0, queriesRunning: 1, tasksQueued: 3, tasksRunning: 1 });
  assert.deepEqual(
    workers.map(({ worker, state, running, failures }) => [worker, state, running, failures]),
    [
      ["w1", "blacklisted", 1, 1],
      ["w2", "draining", 0, 0],
    ],
  );
  assert.deepEqual([counters.assignments, counters.attemptsFailed], [2, 1]);
});
