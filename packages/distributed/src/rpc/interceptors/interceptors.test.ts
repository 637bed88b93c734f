// Deadlines and retries, on a clock that the test moves: no call waits for ever, none is repeated in vain.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, type ErrorCode, FfqError } from "@ffq/core/physical";
import { ManualClock } from "../manual-clock.fixture.ts";
import { controlPlaneMethods } from "../methods.ts";
import type { Transport } from "../transport.ts";
import { withDeadlines } from "./deadline.ts";
import { backoffMs, withRetries } from "./retry.ts";

const { getQueryStatus, watchQuery } = controlPlaneMethods;
const request = { query: ClusterQueryId("q") };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const codeOf = (wanted: ErrorCode) => (error: FfqError) => error.code === wanted;

/** A transport that only does what a test gives it; the answers are of no interest. */
function transportOf(parts: {
  readonly unary?: () => Promise<unknown>;
  readonly stream?: () => AsyncIterable<unknown>;
}) {
  return { signals: [] as AbortSignal[], ...parts } as unknown as Transport & { readonly signals: AbortSignal[] };
}

const hangs = (): Promise<never> => new Promise(() => undefined);

test("a call that is not answered ends with TIMEOUT, though its carrier hangs", async () => {
  const clock = new ManualClock();
  let signal: AbortSignal | undefined;
  const inner: Transport = {
    ...transportOf({}),
    unary: (_method, _request, options) => {
      signal = options.signal;
      return hangs();
    },
  };
  const call = withDeadlines(inner, clock).unary(getQueryStatus, request, { timeoutMs: 500 });
  await settle();
  clock.advance(499);
  assert.equal(signal?.aborted, false);
  clock.advance(1);
  await assert.rejects(call, (error: FfqError) => {
    assert.equal(error.code, "TIMEOUT");
    assert.equal(error.message, "/ffq.control.v1.ControlPlane/GetQueryStatus was not answered within 500 ms");
    return true;
  });
  assert.equal(signal?.aborted, true);
  assert.equal(clock.waiting, 0);
});

test("a call that is cancelled ends at once, though its carrier hangs", async () => {
  const controller = new AbortController();
  const call = withDeadlines(transportOf({ unary: hangs }), new ManualClock()).unary(getQueryStatus, request, {
    signal: controller.signal,
  });
  controller.abort();
  await assert.rejects(call, codeOf("CANCELLED"));
});

test("a call under a signal that is already aborted is not made to wait", async () => {
  const transport = withDeadlines(transportOf({ unary: hangs }), new ManualClock());
  await assert.rejects(transport.unary(getQueryStatus, request, { signal: AbortSignal.abort() }), codeOf("CANCELLED"));
});

test("a stream may take longer than its deadline, but not be silent so long", async () => {
  const clock = new ManualClock();
  const gates = [Promise.withResolvers<number>(), Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  async function* answers() {
    for (const gate of gates) yield await gate.promise;
  }
  const transport = withDeadlines(transportOf({ stream: answers }), clock);
  const reader = transport.stream(watchQuery, { ...request, afterRevision: 0 }, { timeoutMs: 100 });
  const iterator = reader[Symbol.asyncIterator]() as AsyncIterator<unknown>;
  for (const gate of gates.slice(0, 2)) {
    const next = iterator.next();
    await settle();
    clock.advance(99);
    gate.resolve(1);
    assert.deepEqual(await next, { done: false, value: 1 });
    clock.advance(1000); // the reader's own time
  }
  const last = iterator.next();
  await settle();
  clock.advance(100);
  await assert.rejects(last, codeOf("TIMEOUT"));
  assert.equal(clock.waiting, 0);
});

test("a reader that leaves a stream ends its maker, and its deadline", async () => {
  const clock = new ManualClock();
  const ended = Promise.withResolvers<void>();
  async function* answers() {
    try {
      for (;;) yield 1;
    } finally {
      ended.resolve();
    }
  }
  const transport = withDeadlines(transportOf({ stream: answers }), clock);
  for await (const _ of transport.stream(watchQuery, { ...request, afterRevision: 0 }, {})) break;
  await ended.promise;
  assert.equal(clock.waiting, 0);
});

interface RetryRow {
  readonly name: string;
  /** What each attempt fails with, until one succeeds. */
  readonly failures: readonly ErrorCode[];
  readonly calls: number;
  readonly ends: ErrorCode | "ok";
}

const retries: readonly RetryRow[] = [
  { name: "an answer is not asked for twice", failures: [], calls: 1, ends: "ok" },
  { name: "a lost call is repeated", failures: ["IO", "TIMEOUT"], calls: 3, ends: "ok" },
  { name: "but not for ever", failures: ["IO", "IO", "IO", "IO", "IO"], calls: 4, ends: "IO" },
  { name: "what no repetition cures stands", failures: ["DATA"], calls: 1, ends: "DATA" },
  { name: "also after a repetition", failures: ["IO", "CONFIG"], calls: 2, ends: "CONFIG" },
];

for (const { name, failures, calls, ends } of retries) {
  test(`retries: ${name}`, async () => {
    const clock = new ManualClock();
    let made = 0;
    const unary = async (): Promise<string> => {
      const failure = failures[made++];
      if (failure !== undefined) throw new FfqError(failure, "x");
      return "ok";
    };
    const policy = { clock, random: () => 0.5, attempts: 4, baseMs: 100, mostMs: 300 };
    const call = withRetries(transportOf({ unary }), policy).unary(getQueryStatus, request, {});
    const outcome = call.then(
      () => "ok",
      (error: FfqError) => error.code,
    );
    for (let round = 0; round < 6; round++) {
      await settle();
      clock.advance(300);
    }
    assert.equal(await outcome, ends);
    assert.equal(made, calls);
  });
}

test("a pause grows to its limit, half of it by chance", () => {
  const policy = { clock: new ManualClock(), attempts: 9, baseMs: 100, mostMs: 1000 };
  const pauses = (random: number): number[] =>
    [1, 2, 3, 4, 5, 6].map((attempt) => backoffMs({ ...policy, random: () => random }, attempt));
  assert.deepEqual(pauses(0), [50, 100, 200, 400, 500, 500]);
  assert.deepEqual(pauses(0.5), [75, 150, 300, 600, 750, 750]);
});

test("a cancelled call does not wait out its pause", async () => {
  const controller = new AbortController();
  const unary = () => Promise.reject(new FfqError("IO", "x"));
  const policy = { clock: new ManualClock(), random: () => 0, attempts: 9, baseMs: 1000, mostMs: 1000 };
  const call = withRetries(transportOf({ unary }), policy).unary(getQueryStatus, request, {
    signal: controller.signal,
  });
  await settle();
  controller.abort();
  await assert.rejects(call, codeOf("CANCELLED"));
});
