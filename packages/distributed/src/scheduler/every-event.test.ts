// Every event in every state of what it is about. Each row says what the state is after it; what is late, repeated or
// unknown leaves it as it was. The rows are made from the lists of states and events, so that none can be forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, WorkerId } from "@ffq/core/physical";
import { assertConsistent } from "./consistent.fixture.ts";
import { attempt, Desk, ioError, type Posted, query, twoStages } from "./desk.fixture.ts";

const w1 = WorkerId("w1");
const other = ClusterQueryId("other");

const queryStates = ["unknown", "queued", "running", "serving", "succeeded", "failed", "canceled"] as const;
type QueryIn = (typeof queryStates)[number];

/** A cluster of one worker, in which the query is in the state; `running`: its one task is on w1. */
function deskWith(state: QueryIn): Desk {
  const desk = new Desk({ maxRunningQueries: 1, retryBackoffBaseMs: 100 });
  desk.register("w1");
  if (state === "unknown") return desk;
  if (state === "queued") desk.submit(twoStages(1), {}, other);
  desk.submit([{ ...twoStages(1)[0], partitions: 1 } as never]);
  if (state === "queued") return desk;
  if (state === "canceled") desk.send({ kind: "query-canceled", query, reason: "" });
  desk.poll("w1");
  if (state === "failed") desk.fail("w1", attempt(1, 0, 1), { code: "DATA", message: "bad" });
  if (state === "serving" || state === "succeeded") desk.finish("w1", attempt(1, 0, 1));
  if (state === "succeeded") desk.send({ kind: "results-fetched", task: attempt(1, 0, 1) });
  return desk;
}

function stateOf(desk: Desk): string {
  const phase = desk.state.queries.get(query)?.phase;
  if (phase === undefined) return "unknown";
  if (phase.kind !== "running") return phase.kind;
  const task = phase.run.stages[0]?.tasks[0];
  return task?.state.kind === "succeeded"
    ? "serving"
    : phase.kind === "running" && task?.state.kind === "running"
      ? "running"
      : `running, task ${task?.state.kind}`;
}

const task = attempt(1, 0, 1);
const heartbeat = (running: boolean): Posted => ({
  kind: "worker-heartbeat",
  worker: w1,
  atMs: 1_000,
  runningTasks: running ? [task] : [],
  slots: 4,
  endpoint: "http://w1",
  capabilities: [],
  draining: false,
});
const report = (outcome: (Posted & { readonly kind: "tasks-reported" })["reports"][number]["outcome"]): Posted => ({
  kind: "tasks-reported",
  worker: w1,
  reports: [{ task, outcome }],
  freeSlots: 1,
});

/** What each event makes of the states that it changes; the others stay. */
const events: readonly {
  readonly name: string;
  readonly event: Posted;
  readonly after: Partial<Record<QueryIn, string>>;
}[] = [
  {
    name: "submitted",
    event: { kind: "query-submitted", query, stages: twoStages(1), limits: { timeoutMs: 0, capabilityTimeoutMs: 0 } },
    after: { unknown: "running, task queued" },
  },
  {
    name: "canceled",
    event: { kind: "query-canceled", query, reason: "" },
    after: { queued: "canceled", running: "canceled", serving: "canceled" },
  },
  { name: "client seen", event: { kind: "client-seen", query }, after: {} },
  { name: "results fetched", event: { kind: "results-fetched", task }, after: { serving: "succeeded" } },
  {
    name: "results unreachable",
    event: { kind: "results-unreachable", task },
    after: { serving: "running, task queued" },
  },
  { name: "heartbeat with the task", event: heartbeat(true), after: {} },
  { name: "heartbeat without", event: heartbeat(false), after: {} },
  { name: "polled", event: { kind: "worker-polled", worker: w1, poll: 99, freeSlots: 1 }, after: {} },
  { name: "poll closed", event: { kind: "poll-closed", worker: w1, poll: 1 }, after: {} },
  { name: "reported running", event: report({ kind: "running" }), after: {} },
  { name: "reported succeeded", event: report({ kind: "succeeded" }), after: { running: "running, task backing-off" } },
  {
    name: "reported failed",
    event: report({ kind: "failed", error: ioError }),
    after: { running: "running, task backing-off" },
  },
  {
    name: "reported failed for good",
    event: report({ kind: "failed", error: { code: "DATA", message: "bad" } }),
    after: { running: "failed" },
  },
  {
    name: "reported fetch failure of no input",
    event: report({ kind: "failed", error: ioError, fetch: { producer: task, worker: w1 } }),
    after: { running: "running, task backing-off" },
  },
  { name: "reported canceled", event: report({ kind: "canceled" }), after: { running: "running, task queued" } },
  {
    name: "output registered, of a result",
    event: { kind: "output-registered", worker: w1, output: { task, partitionBytes: [1] } },
    after: {},
  },
  { name: "results registered", event: { kind: "results-registered", worker: w1, task }, after: {} },
  {
    name: "worker left",
    event: { kind: "worker-left", worker: w1 },
    after: { running: "running, task queued", serving: "running, task queued" },
  },
  { name: "nobody left", event: { kind: "worker-left", worker: WorkerId("nobody") }, after: {} },
  { name: "clock ticked", event: { kind: "clock-ticked" }, after: {} },
];

for (const { name, event, after } of events) {
  test(`${name}, in every state of the query`, () => {
    for (const before of queryStates) {
      const desk = deskWith(before);
      assert.equal(stateOf(desk), before, `set up ${before}`);
      desk.send(event);
      assert.equal(stateOf(desk), after[before] ?? before, before);
      assertConsistent(desk.state);
      // The second time nothing changes, whatever it was.
      const settled = stateOf(desk);
      const told = desk.send(event).filter(({ kind }) => kind === "record");
      assert.equal(stateOf(desk), settled, `${before}, repeated`);
      assert.deepEqual(told, [], `${before}, repeated`);
      assertConsistent(desk.state);
    }
  });
}

const workerStates = ["unknown", "expected", "registered", "draining", "blacklisted"] as const;

function workerIn(state: (typeof workerStates)[number]): Desk {
  const desk = new Desk({ blacklistFailureThreshold: 1 });
  if (state === "unknown") return desk;
  desk.register("w1", { draining: state === "draining" });
  desk.submit(twoStages(2));
  if (state === "blacklisted" || state === "expected") desk.poll("w1");
  if (state === "blacklisted") desk.fail("w1", task);
  if (state === "expected") desk.restart();
  return desk;
}

test("every event of a worker is answered, in every state of the worker", () => {
  const rows: readonly { readonly event: Posted; readonly answer: string | undefined }[] = [
    { event: heartbeat(false), answer: "answer-heartbeat" },
    { event: { kind: "tasks-reported", worker: w1, reports: [], freeSlots: 0 }, answer: "answer-reports" },
    { event: { kind: "results-registered", worker: w1, task }, answer: "answer-registered" },
    {
      event: { kind: "output-registered", worker: w1, output: { task, partitionBytes: [1] } },
      answer: "answer-registered",
    },
    { event: { kind: "worker-polled", worker: w1, poll: 0, freeSlots: 1 }, answer: "answer-poll" },
  ];
  for (const state of workerStates) {
    const isKnown = state !== "unknown" && state !== "expected";
    for (const { event, answer } of rows) {
      const desk = workerIn(state);
      const polled = desk.send({ kind: "worker-polled", worker: w1, poll: 3, freeSlots: 0 });
      assert.equal(
        polled.some(({ kind }) => kind === "answer-poll"),
        !isKnown,
        state,
      );
      const answers = desk.send(event).filter(({ kind }) => kind.startsWith("answer-"));
      assert.deepEqual(
        answers.map(({ kind }) => kind),
        [answer],
        `${state}, ${event.kind}`,
      );
      const [said] = answers;
      if (said !== undefined && "known" in said) assert.equal(said.known, isKnown, `${state}, ${event.kind}`);
      assertConsistent(desk.state);
    }
    const desk = workerIn(state);
    assert.deepEqual(desk.send({ kind: "poll-closed", worker: w1, poll: 5 }), [], state);
    desk.send({ kind: "worker-left", worker: w1 });
    assert.equal(desk.state.workers.size, 0, state);
    assertConsistent(desk.state);
  }
});
