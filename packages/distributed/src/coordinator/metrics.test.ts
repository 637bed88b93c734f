import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, FfqError, StageId, WorkerId } from "@ffq/core/physical";
import type { ClusterStatus } from "../scheduler/status.ts";
import { metricsText, readySlots } from "./metrics.ts";
import { noticeFields } from "./notice-fields.ts";

const worker = { endpoint: "http://w", slots: 2, running: 1, outputs: 0, failures: 0 };
const status: ClusterStatus = {
  counters: {
    events: 10,
    assignments: 7,
    attemptsSucceeded: 4,
    attemptsFailed: 2,
    attemptsLost: 1,
    outputsLost: 3,
    workersLost: 5,
    workersBlacklisted: 6,
    queriesSucceeded: 8,
    queriesFailed: 9,
    queriesCanceled: 11,
  },
  queriesQueued: 1,
  queriesRunning: 2,
  tasksQueued: 3,
  tasksRunning: 4,
  workers: [
    { ...worker, worker: WorkerId("a"), state: "ready" },
    { ...worker, worker: WorkerId("b"), state: "ready" },
    { ...worker, worker: WorkerId("c"), state: "draining" },
  ],
};

test("numbers in Prometheus' text form: each with its help and kind, every line whole", () => {
  const text = metricsText(status, true);
  const lines = text.split("\n");
  assert.equal(lines.pop(), "");
  for (const line of lines)
    assert.match(line, /^(# (HELP|TYPE) ffq_coordinator_\w+ .+|ffq_coordinator_\w+(\{\w+="\w+"(,\w+="\w+")*\})? \d+)$/);
  const names = lines.filter((line) => !line.startsWith("#")).map((line) => line.split(/[{ ]/)[0]);
  for (const name of new Set(names)) {
    assert.equal(lines.filter((line) => line.startsWith(`# TYPE ${name} `)).length, 1, name);
  }
  for (const expected of [
    "ffq_coordinator_events_total 10",
    'ffq_coordinator_attempts_ended_total{outcome="lost"} 1',
    'ffq_coordinator_queries_ended_total{state="canceled"} 11',
    'ffq_coordinator_workers{state="ready"} 2',
    'ffq_coordinator_workers{state="blacklisted"} 0',
    "ffq_coordinator_slots 4",
    "ffq_coordinator_journal_healthy 1",
  ]) {
    assert.ok(lines.includes(expected), expected);
  }
  assert.ok(metricsText(status, false).includes("ffq_coordinator_journal_healthy 0\n"));
});

test("slots are those of workers that take tasks", () => assert.equal(readySlots(status), 4));

test("a line of the log has the ids that it concerns, and of errors what a reader acts on", () => {
  const task = { query: ClusterQueryId("q"), stage: StageId(1), partition: 2, attempt: 3 };
  const error = { code: "IO", message: "no", sqlstate: "58030", context: { file: "secret" } } as const;
  assert.deepEqual(noticeFields({ kind: "attempt-failed", task, worker: WorkerId("w"), error, retryInMs: 4 }), {
    level: "warn",
    event: "attempt-failed",
    query: "q",
    stage: 1,
    task: 2,
    attempt: 3,
    worker: "w",
    code: "IO",
    message: "no",
    sqlstate: "58030",
    retryInMs: 4,
  });
  assert.deepEqual(noticeFields({ kind: "journal-left-over", error: new FfqError("IO", "busy") }), {
    level: "warn",
    event: "journal-left-over",
    code: "IO",
    message: "busy",
  });
  assert.deepEqual(noticeFields({ kind: "query-ended", query: ClusterQueryId("q"), state: "failed" }), {
    level: "info",
    event: "query-ended",
    query: "q",
    state: "failed",
  });
});
