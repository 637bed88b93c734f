// Which attempts a worker takes, and which it counts as running.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, StageId, type TaskAttempt } from "@ffq/core/physical";
import { RunningTasks } from "./running-tasks.ts";

const query = ClusterQueryId("q");
const attempt = (partition: number, number = 1): TaskAttempt => ({
  query,
  stage: StageId(0),
  partition,
  attempt: number,
});

test("never more than there are slots, and none twice", () => {
  const running = new RunningTasks(2);
  assert.ok(running.take(attempt(0)) instanceof AbortSignal);
  assert.equal(running.take(attempt(0)), "known");
  assert.ok(running.take(attempt(0, 2)) instanceof AbortSignal);
  assert.equal(running.free, 0);
  assert.equal(running.take(attempt(1)), "full");
  assert.deepEqual(running.list(), [attempt(0), attempt(0, 2)]);
  running.end(attempt(0));
  assert.equal(running.free, 1);
  // What was given back is somebody else's by now.
  assert.equal(running.take(attempt(1)), "known");
  assert.ok(running.take(attempt(1, 2)) instanceof AbortSignal);
});

test("an attempt that has ended is listed until the coordinator knows it", () => {
  const running = new RunningTasks(1);
  running.take(attempt(0));
  running.acknowledge(attempt(0));
  assert.equal(running.size, 1);
  running.end(attempt(0));
  assert.deepEqual(running.list(), [attempt(0)]);
  running.acknowledge(attempt(0));
  assert.equal(running.size, 0);
});

test("stopping a query aborts its tasks and waits for their end", async () => {
  const running = new RunningTasks(2);
  const signal = running.take(attempt(0));
  const other = running.take({ ...attempt(0), query: ClusterQueryId("other") });
  const stopped = running.stopAll(query);
  assert.ok(signal instanceof AbortSignal && signal.aborted);
  assert.ok(other instanceof AbortSignal && !other.aborted);
  running.end(attempt(0));
  await stopped;
});
