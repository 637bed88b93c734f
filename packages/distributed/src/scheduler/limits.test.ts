// How much runs at once: per worker, per query, between queries, and in all.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, StageId } from "@ffq/core/physical";
import { assertConsistent } from "./consistent.fixture.ts";
import { attempt, Desk, query, shortNames, stage, twoStages } from "./desk.fixture.ts";

const [a, b, c] = ["a", "b", "c"].map(ClusterQueryId) as [ClusterQueryId, ClusterQueryId, ClusterQueryId];

test("coordinator_enforces_worker_and_query_concurrency_limits", () => {
  const desk = new Desk({ maxTasksPerWorker: 3, maxTasksPerQuery: 4 });
  desk.register("w1", { slots: 8 });
  desk.register("w2", { slots: 2 });
  desk.submit(twoStages(10));
  assert.equal(desk.poll("w1", 8).length, 3, "the coordinator's limit");
  assert.equal(desk.poll("w1", 8).length, 0);
  assert.equal(desk.poll("w2", 8).length, 1, "the query's limit");
  desk.submit(twoStages(10), {}, a);
  desk.poll("w2", 8);
  assert.equal(desk.running("w2").length, 2, "the worker's slots");
  // An attempt that is being stopped occupies its slot until the worker is rid of it.
  desk.send({ kind: "query-canceled", query, reason: "" });
  assert.equal(desk.poll("w1", 8).length, 0);
  assert.deepEqual(desk.report("w1", attempt(1, 0, 1), { kind: "canceled" }).stale.length, 1);
  assert.equal(desk.running("w1").length, 3, "one slot came free and was filled");
  assertConsistent(desk.state);
});

test("a poll is given no more than it has room for", () => {
  const desk = new Desk();
  desk.register("w1", { slots: 8 });
  desk.submit(twoStages(10));
  assert.equal(desk.poll("w1", 0).length, 0);
  assert.equal(desk.poll("w1", 2).length, 2);
});

test("queries share workers fairly", () => {
  const desk = new Desk();
  desk.register("w1", { slots: 16 });
  desk.submit(twoStages(100), {}, a);
  assert.equal(desk.poll("w1", 6).length, 6);
  desk.submit(twoStages(100), {}, b);
  desk.submit(twoStages(100), {}, c);
  const count = (id: ClusterQueryId): number => desk.running("w1").filter((task) => task.query === id).length;
  desk.poll("w1", 6);
  assert.deepEqual([a, b, c].map(count), [6, 3, 3], "those with the fewest running first");
  desk.poll("w1", 4);
  assert.deepEqual([a, b, c].map(count), [6, 5, 5]);
});

test("tasks go to the least loaded of the workers that wait", () => {
  const desk = new Desk();
  for (const id of ["w1", "w2", "w3"]) {
    desk.register(id, { slots: 4 });
    desk.poll(id, 4);
  }
  desk.submit(twoStages(6));
  assert.deepEqual(
    ["w1", "w2", "w3"].map((id) => desk.running(id).length),
    [2, 2, 2],
  );
});

test("queries wait for their turn, in the order they came", () => {
  const desk = new Desk({ maxRunningQueries: 1, maxQueuedQueries: 2 });
  desk.submit(twoStages(1));
  desk.submit(twoStages(1), {}, a);
  desk.submit(twoStages(1), {}, b);
  const refused = desk.submit(twoStages(1), {}, c);
  assert.deepEqual(refused, {
    kind: "answer-query",
    query: c,
    outcome: "refused",
    error: {
      code: "UNAVAILABLE",
      sqlstate: "53000",
      message: "2 queries wait already",
      hint: "Submit the query again later, or let the coordinator queue more.",
    },
  });
  assert.equal(desk.state.queries.has(c), false);
  assert.deepEqual([desk.status(a).state, desk.status(a).queuePosition], ["queued", 1]);
  assert.deepEqual([desk.status(b).state, desk.status(b).queuePosition], ["queued", 2]);
  desk.send({ kind: "query-canceled", query: a, reason: "" });
  assert.deepEqual([desk.status(a).state, desk.status(b).queuePosition], ["canceled", 1]);
  desk.send({ kind: "query-canceled", query, reason: "" });
  assert.equal(desk.status(b).state, "running");
});

test("submitting again changes nothing, whatever has become of the query", () => {
  const desk = new Desk({ maxRunningQueries: 1 });
  for (const state of ["running", "canceled"]) {
    if (state === "canceled") desk.send({ kind: "query-canceled", query, reason: "" });
    else desk.submit(twoStages(1));
    const before = desk.status();
    assert.equal(before.state, state);
    const again = desk.submit(twoStages(9));
    assert.deepEqual(again, { kind: "answer-query", query, outcome: "known" });
    assert.deepEqual(desk.status(), before);
  }
  desk.submit(twoStages(1), {}, a);
  desk.submit(twoStages(1), {}, b);
  assert.deepEqual(desk.submit(twoStages(1), {}, b), { kind: "answer-query", query: b, outcome: "known" });
});

test("a graph that is none is refused", () => {
  const cases = [
    { name: "no stages", stages: [], error: "it has no stages" },
    { name: "a stage twice", stages: [stage(1, 1, []), stage(1, 1, [])], error: "stage 1 is there twice" },
    { name: "no tasks", stages: [stage(1, 0, [])], error: "stage 1 has no partitions" },
    { name: "half a task", stages: [stage(1, 1.5, [])], error: "stage 1 has no partitions" },
    { name: "no output", stages: [stage(1, 1, [], { outputPartitions: 0 })], error: "stage 1 has no partitions" },
    {
      name: "reads what stands behind it",
      stages: [stage(1, 1, [2]), stage(2, 1, [])],
      error: "stage 1 reads stage 2, which does not stand before it",
    },
    {
      name: "reads itself",
      stages: [stage(1, 1, [1])],
      error: "stage 1 reads stage 1, which does not stand before it",
    },
    { name: "reads twice", stages: [stage(1, 1, []), stage(2, 1, [1, 1])], error: "stage 2 reads a stage twice" },
    { name: "two results", stages: [stage(1, 2, [])], error: "its last stage has more than one task" },
  ];
  for (const { name, stages, error } of cases) {
    const desk = new Desk();
    const answer = desk.submit(stages);
    assert.equal(answer.kind === "answer-query" && answer.outcome, "refused", name);
    const message = answer.kind === "answer-query" ? answer.error?.message : undefined;
    assert.equal(message, `the query's stages make no graph: ${error}`, name);
  }
  const large = new Desk({ maxTasksInQuery: 3 }).submit(twoStages(3));
  assert.equal(
    large.kind === "answer-query" && large.error?.message,
    "the query has 4 tasks; the coordinator takes 3 at most",
  );
});

test("names that mean nothing are answered so", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.submit(twoStages(1));
  const unknown = [
    attempt(1, 0, 1),
    attempt(1, 7, 1),
    { ...attempt(1, 0, 1), stage: StageId(9) },
    attempt(1, 0, 1, a),
    attempt(1, -1, 1),
    attempt(1, 0.5, 1),
  ];
  for (const name of unknown) {
    for (const kind of ["running", "succeeded", "canceled"] as const) {
      const outcome = kind === "succeeded" ? { kind } : { kind };
      assert.equal(desk.report("w1", name, outcome).stale.length, 1);
    }
    assert.equal(desk.registerOutput("w1", name), false);
  }
  assert.deepEqual(shortNames(desk.poll("w1")), ["1.0#1"]);
});
