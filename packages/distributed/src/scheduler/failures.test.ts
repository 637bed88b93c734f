// Failing attempts: which are tried again, when and where, and what it costs a worker to fail.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorData } from "@ffq/core/physical";
import { attempt, Desk, ioError, shortNames, stage, twoStages } from "./desk.fixture.ts";
import { backoffMs, isCurable } from "./retry.ts";

const overflow: ErrorData = { code: "DATA", sqlstate: "22003", message: "integer out of range" };

test("coordinator_blacklists_failing_worker", () => {
  const desk = new Desk({
    blacklistFailureThreshold: 3,
    blacklistCooldownMs: 60_000,
    retryBackoffBaseMs: 100,
    maxTaskAttempts: 9,
  });
  desk.register("bad", { slots: 8 });
  desk.submit(twoStages(9));
  assert.equal(desk.poll("bad", 3).length, 3);
  for (const partition of [0, 1]) desk.fail("bad", attempt(1, partition, 1));
  assert.equal(desk.poll("bad", 1).length, 1, "two failures are not three");
  desk.take();
  desk.fail("bad", attempt(1, 2, 1));
  assert.ok(desk.take().some((said) => said.kind === "log" && said.notice.kind === "worker-blacklisted"));
  assert.deepEqual(desk.poll("bad", 8), [], "it gets no tasks");
  // What it runs still counts.
  desk.finish("bad", attempt(1, 3, 1));
  desk.advanceAlive(59_000, ["bad"]);
  assert.equal(desk.running("bad").length, 0);
  desk.advanceAlive(1_000, ["bad"]);
  assert.ok(desk.take().some((said) => said.kind === "log" && said.notice.kind === "worker-let-back"));
  assert.equal(desk.running("bad").length, 8, "it is let back, and its poll was open");
});

test("a worker let back is one failure from being blacklisted again, unless it succeeds", () => {
  for (const [succeedsFirst, isBlacklisted] of [
    [false, true],
    [true, false],
  ] as const) {
    const desk = new Desk({ blacklistFailureThreshold: 2, blacklistCooldownMs: 1_000, maxTaskAttempts: 9 });
    desk.register("w1", { slots: 8 });
    desk.submit(twoStages(9));
    desk.poll("w1", 2);
    desk.fail("w1", attempt(1, 0, 1));
    desk.fail("w1", attempt(1, 1, 1));
    desk.advance(1_000);
    const [first, second] = desk.poll("w1", 2).map(({ task }) => task);
    assert.ok(first !== undefined && second !== undefined);
    if (succeedsFirst) desk.finish("w1", first);
    desk.fail("w1", second);
    assert.equal(desk.poll("w1", 1).length === 0, isBlacklisted);
  }
});

test("a success clears the count of failures", () => {
  const desk = new Desk({ blacklistFailureThreshold: 2 });
  desk.register("w1", { slots: 8 });
  desk.submit(twoStages(9));
  desk.poll("w1", 3);
  desk.fail("w1", attempt(1, 0, 1));
  desk.finish("w1", attempt(1, 1, 1));
  desk.fail("w1", attempt(1, 2, 1));
  assert.equal(desk.poll("w1", 1).length, 1);
});

test("a failed task rests twice as long each time, then its query fails with the last error", () => {
  const desk = new Desk({ retryBackoffBaseMs: 250, maxTaskAttempts: 3, avoidWorkerMs: 0 });
  desk.register("w1");
  desk.submit(twoStages(1));
  desk.poll("w1");
  for (const [number, rest] of [
    [1, 250],
    [2, 500],
  ] as const) {
    desk.fail("w1", attempt(1, 0, number));
    desk.poll("w1");
    desk.advance(rest - 1);
    assert.deepEqual(desk.running("w1"), [], "it rests");
    desk.advance(1);
    assert.deepEqual(desk.running("w1"), [attempt(1, 0, number + 1)]);
  }
  desk.fail("w1", attempt(1, 0, 3));
  assert.deepEqual(desk.status().error, {
    code: "IO",
    sqlstate: "58030",
    message: "task 0 of stage 1 failed 3 times, last on worker w1: disk on fire",
    cause: ioError,
  });
  assert.equal(desk.status().state, "failed");
});

test("an error that no retry can cure fails the query at once, as it is", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.submit(twoStages(2));
  desk.poll("w1", 2);
  desk.fail("w1", attempt(1, 1, 1), overflow);
  assert.equal(desk.status().state, "failed");
  assert.deepEqual(desk.status().error, overflow);
  assert.equal(desk.state.workers.values().next().value?.failures, 0, "and is no fault of the worker");
});

test("which errors another attempt may cure", () => {
  const rows = [
    ["IO", true],
    ["TIMEOUT", true],
    ["INTERNAL", true],
    ["CLOSED", true],
    ["CANCELLED", true],
    ["UNAVAILABLE", true],
    ["SHUFFLE_FETCH_FAILED", true],
    ["DATA", false],
    ["FILE_NOT_FOUND", false],
    ["BAD_FILE", false],
    ["MEMORY_LIMIT", false],
    ["CONFIG", false],
    ["MISSING_EXTENSION", false],
    ["UNSUPPORTED", false],
    ["TYPE_MISMATCH", false],
  ] as const;
  for (const [code, cures] of rows) assert.equal(isCurable(code), cures, code);
});

test("backoff doubles, is capped, and is spread around that", () => {
  const config = { ...new Desk().state.config, retryBackoffBaseMs: 250, retryBackoffMaxMs: 3_000 };
  const rows = [
    { failures: 1, random: 0.5, wait: 250 },
    { failures: 2, random: 0.5, wait: 500 },
    { failures: 3, random: 0.5, wait: 1_000 },
    { failures: 3, random: 0, wait: 500 },
    { failures: 3, random: 0.75, wait: 1_250 },
    { failures: 5, random: 0.5, wait: 3_000 },
    { failures: 5_000, random: 0.5, wait: 3_000 },
  ];
  for (const { failures, random, wait } of rows) assert.equal(backoffMs(config, failures, random), wait);
});

test("a task is kept from the worker it failed on while another could take it, and not for ever", () => {
  const desk = new Desk({
    avoidWorkerMs: 10_000,
    retryBackoffBaseMs: 100,
    livenessTimeoutMs: 100_000,
    silentAttemptMs: 100_000,
  });
  desk.register("w1");
  desk.register("w2");
  desk.submit(twoStages(2));
  desk.poll("w1", 1);
  desk.fail("w1", attempt(1, 0, 1));
  desk.advance(100);
  assert.deepEqual(shortNames(desk.poll("w1", 1)), ["1.1#1"], "the other one may go there");
  desk.poll("w1", 1);
  assert.equal(desk.running("w1").length, 1, "the one that failed may not");
  desk.advance(9_999);
  assert.equal(desk.running("w1").length, 1);
  desk.advance(1);
  assert.deepEqual(
    desk.running("w1").map(({ partition }) => partition),
    [1, 0],
    "w2 does not come",
  );
});

test("a task is not kept from the only worker there is", () => {
  const desk = new Desk({ retryBackoffBaseMs: 100 });
  desk.register("w1");
  desk.submit(twoStages(1));
  desk.poll("w1");
  desk.fail("w1", attempt(1, 0, 1));
  desk.poll("w1");
  desk.advance(100);
  assert.equal(desk.running("w1").length, 1);
});

test("a task that is lost again and again fails its query", () => {
  const desk = new Desk({ maxLostAttempts: 2 });
  desk.submit([stage(1, 1, [])]);
  for (let at = 1; at <= 3; at++) {
    desk.register(`w${at}`);
    assert.deepEqual(shortNames(desk.poll(`w${at}`)), [`1.0#${at}`]);
    desk.send({ kind: "worker-left", worker: desk.state.workers.keys().next().value as never });
  }
  assert.deepEqual(desk.status().error, {
    code: "UNAVAILABLE",
    sqlstate: "53000",
    message: "task 0 of stage 1 was lost 3 times with the workers that ran it or held its output",
    hint: "Look at why workers go: memory, the machine, the network between them.",
  });
});

test("a success without a registered output is a failure", () => {
  const desk = new Desk({ maxTaskAttempts: 1 });
  desk.register("w1");
  desk.submit(twoStages(1));
  desk.poll("w1");
  desk.report("w1", attempt(1, 0, 1), { kind: "succeeded" });
  assert.match(desk.status().error?.message ?? "", /: the task's output was never registered$/);
});
