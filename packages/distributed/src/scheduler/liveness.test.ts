// What becomes of work when workers fall silent, leave, come back, or never got it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerId } from "@ffq/core/physical";
import { attempt, Desk, only, query, shortName, shortNames, stage, twoStages } from "./desk.fixture.ts";

test("coordinator_requeues_tasks_from_stale_worker", () => {
  const desk = new Desk({ livenessTimeoutMs: 15_000 });
  desk.register("w1");
  desk.register("w2");
  desk.submit(twoStages(3));
  assert.deepEqual(shortNames(desk.poll("w1", 2)), ["1.0#1", "1.1#1"]);
  desk.finish("w1", attempt(1, 0, 1));
  desk.advanceAlive(14_000, ["w2"]);
  assert.equal(desk.status().stages[0]?.running, 1, "w1 is not stale yet");
  desk.take();
  desk.advanceAlive(1_000, ["w2"]);
  assert.equal(desk.state.workers.has(WorkerId("w1")), false, "its record is dropped");
  const lost = desk.take().flatMap((command) => (command.kind === "log" ? [command.notice] : []));
  assert.deepEqual(
    lost.map((notice) => notice.kind),
    ["worker-lost", "attempt-lost", "output-lost"],
  );
  // What only it held and what it ran is to be run again, as new attempts.
  assert.deepEqual(shortNames(desk.poll("w2", 4)), ["1.2#1", "1.1#2", "1.0#2"]);
  // A report from an old attempt is ignored, from the unknown worker and from the one that came back.
  assert.equal(desk.report("w1", attempt(1, 1, 1), { kind: "succeeded" }).known, false);
  assert.deepEqual(desk.poll("w1"), []);
  assert.equal(desk.heartbeat("w1").known, false);
  const back = desk.heartbeat("w1", {
    running: [attempt(1, 1, 1)],
    registration: { outputs: [{ task: attempt(1, 0, 1), partitionBytes: [10] }], results: [] },
  });
  assert.equal(back.known, true);
  assert.deepEqual(back.cancel.map(shortName), ["1.1#1"]);
  assert.deepEqual(back.drop.map(shortName), ["1.0#1"]);
  assert.equal(desk.registerOutput("w1", attempt(1, 1, 1)), false);
  assert.deepEqual(desk.report("w1", attempt(1, 1, 1), { kind: "succeeded" }).stale.map(shortName), ["1.1#1"]);
  assert.equal(desk.status().stages[0]?.running, 3);
  for (const [partition, number] of [
    [0, 2],
    [1, 2],
    [2, 1],
  ] as const)
    desk.finish("w2", attempt(1, partition, number));
  assert.equal(desk.status().stages[0]?.succeeded, 3);
});

test("a worker that leaves is settled at once", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.register("w2");
  desk.submit(twoStages(1));
  desk.poll("w1");
  desk.poll("w2");
  const said = desk.send({ kind: "worker-left", worker: WorkerId("w1") });
  assert.deepEqual(shortNames(only(said, "answer-poll").tasks), ["1.0#2"]);
  assert.deepEqual(desk.send({ kind: "worker-left", worker: WorkerId("w1") }), []);
});

test("an open poll of a worker that is lost is answered", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.poll("w1");
  const answer = only(desk.send({ kind: "worker-left", worker: WorkerId("w1") }), "answer-poll");
  assert.equal(answer.known, false);
});

test("an attempt that its worker never speaks of did not arrive there", () => {
  const desk = new Desk({ silentAttemptMs: 5_000 });
  desk.register("w1");
  desk.submit(twoStages(1));
  assert.deepEqual(shortNames(desk.poll("w1")), ["1.0#1"]);
  desk.advance(4_000);
  desk.heartbeat("w1");
  assert.equal(desk.status().stages[0]?.running, 1, "it may still be on its way");
  desk.advance(1_000);
  desk.heartbeat("w1");
  assert.equal(desk.status().stages[0]?.queued, 1);
  assert.deepEqual(shortNames(desk.poll("w1")), ["1.0#2"]);
  // One that is spoken of is not lost, however long it runs.
  for (let at = 0; at < 5; at++) {
    desk.advance(4_000);
    desk.heartbeat("w1", { running: [attempt(1, 0, 2)] });
  }
  assert.equal(desk.status().stages[0]?.running, 1);
});

test("a late heartbeat changes nothing", () => {
  const desk = new Desk({ silentAttemptMs: 100 });
  desk.register("w1");
  desk.submit(twoStages(1));
  desk.poll("w1");
  desk.advance(50);
  desk.heartbeat("w1", { running: [attempt(1, 0, 1)], atMs: 50 });
  desk.advance(1_000);
  const late = desk.heartbeat("w1", { atMs: 49, draining: true });
  assert.equal(late.known, true);
  assert.equal(desk.status().stages[0]?.running, 1);
  assert.equal(desk.state.usableWorkers, 1);
});

test("a coordinator that slept does not take its own sleep for its workers'", () => {
  const desk = new Desk({ livenessTimeoutMs: 15_000, oversleepMs: 5_000 });
  desk.register("w1");
  desk.submit(twoStages(1));
  desk.poll("w1");
  desk.at += 60_000; // stopped and continued: the tick it asked for comes late
  desk.send({ kind: "clock-ticked" });
  assert.equal(desk.state.workers.size, 1);
  assert.equal(desk.status().state, "running");
  desk.advance(14_000);
  assert.equal(desk.state.workers.size, 1);
  desk.advance(1_000);
  assert.equal(desk.state.workers.size, 0, "silence since then counts");
});

test("a draining worker gets no tasks and keeps what it runs and holds", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.submit(twoStages(2));
  desk.poll("w1");
  desk.heartbeat("w1", { draining: true, running: [attempt(1, 0, 1)] });
  assert.deepEqual(desk.poll("w1", 4), []);
  desk.finish("w1", attempt(1, 0, 1));
  assert.equal(desk.status().stages[0]?.succeeded, 1);
  desk.register("w2");
  assert.deepEqual(shortNames(desk.poll("w2", 4)), ["1.1#1"]);
  // What it stops while it drains is lost, not failed.
  assert.deepEqual(desk.report("w2", attempt(1, 1, 1), { kind: "canceled" }).stale, []);
  assert.deepEqual(shortNames(desk.poll("w2", 4)), ["1.1#2"]);
});

test("a worker's changed word on itself is taken", () => {
  const desk = new Desk();
  desk.register("w1", { slots: 1, capabilities: ["function:f"] });
  desk.submit([stage(1, 3, [], { requiredCapabilities: ["function:g"] }), stage(2, 1, [1])]);
  assert.deepEqual(desk.poll("w1", 3), []);
  desk.heartbeat("w1", { slots: 2, capabilities: ["function:g", "function:f"] });
  assert.equal(desk.running("w1").length, 2);
  assert.equal(desk.state.classes.size, 1);
  assert.equal(desk.send({ kind: "client-seen", query }).length, 0);
});
