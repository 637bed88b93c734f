// What a caller gets of a query whose results move, break, fail and end: all rows of one attempt, or an error.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResultBatch, ResultStream } from "@ffq/core/extension";
import { FfqError } from "@ffq/core/physical";
import { ManualClock } from "../rpc/manual-clock.fixture.ts";
import { framesOf, PlayedCluster } from "./cluster.fixture.ts";

const limit = { timeout: 10_000 };
const succeeded = (cluster: PlayedCluster): void => {
  cluster.status = { ...cluster.status, state: "succeeded" };
};

function valuesOf(batches: readonly ResultBatch[]): number[] {
  return batches.flatMap(({ columns: [column] }) => [...new Int32Array(Uint8Array.from(column?.data ?? []).buffer)]);
}

async function read(stream: ResultStream): Promise<number[]> {
  const batches: ResultBatch[] = [];
  for await (const batch of stream) batches.push(batch);
  return valuesOf(batches);
}

const codeOf = (code: string, message: RegExp) => (error: FfqError) =>
  error.code === code && message.test(error.message);
const broken = (): FfqError => new FfqError("IO", "connection refused");

test("all rows, then the acknowledgement, then the end", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[{ kind: "withdrawn" }, { kind: "still-there" }, cluster.location(1)]];
  cluster.results.set(1, framesOf(1, [[1, 2], [3]], true));
  succeeded(cluster);
  assert.deepEqual(await read(cluster.open()), [1, 2, 3]);
  assert.deepEqual(cluster.calls, ["submit", "acknowledge 1"]);
});

test("a stream of locations that breaks is opened again", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[broken()], [broken()], [cluster.location(1)]];
  cluster.results.set(1, framesOf(1, [[1]], true));
  setTimeout(() => succeeded(cluster), 50);
  assert.deepEqual(await read(cluster.open()), [1]);
});

test("a coordinator out of reach for too long is the query's error", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = Array.from({ length: 100 }, () => [broken()]);
  await assert.rejects(read(cluster.open()), codeOf("UNAVAILABLE", /cannot be reached/));
  assert.deepEqual(cluster.calls, ["submit", "cancel"]);
});

test("results that move before a row was given out are read anew", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[cluster.location(1)]];
  cluster.results.set(1, framesOf(1, [[1], [2]], false));
  cluster.results.set(2, framesOf(2, [[2], [1], [3]], true));
  setTimeout(() => cluster.push(cluster.location(2)), 50);
  succeeded(cluster);
  assert.deepEqual(await read(cluster.open()), [2, 1, 3]);
  assert.deepEqual(cluster.calls, ["submit", "acknowledge 2"]);
});

test("results that are withdrawn are waited for", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[cluster.location(1)]];
  cluster.results.set(1, framesOf(1, [[1]], false));
  cluster.results.set(2, framesOf(2, [[7]], true));
  setTimeout(() => cluster.push({ kind: "withdrawn" }), 30);
  setTimeout(() => cluster.push(cluster.location(2)), 120);
  succeeded(cluster);
  assert.deepEqual(await read(cluster.open()), [7]);
});

test("results that their worker does not have are made anew at the client's word", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[cluster.location(1)]];
  cluster.onUnreachable = () => {
    cluster.push({ kind: "withdrawn" });
    setTimeout(() => cluster.push(cluster.location(2)), 20);
  };
  cluster.results.set(2, framesOf(2, [[4]], true));
  succeeded(cluster);
  assert.deepEqual(await read(cluster.open()), [4]);
  assert.deepEqual(cluster.calls, ["submit", "unreachable 1", "acknowledge 2"]);
});

test("results that are nowhere, and are not made anew, are an error that says so", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[cluster.location(1)]];
  const clock = new ManualClock();
  const rows = read(cluster.open(undefined, { clock }));
  cluster.onUnreachable = () => setImmediate(() => clock.advance(10_000));
  await assert.rejects(
    rows,
    codeOf("UNAVAILABLE", /^worker w1 does not hold the result any more, and it is not made anew$/),
  );
  assert.deepEqual(cluster.calls, ["submit", "unreachable 1", "cancel"]);
});

test("results whose rest is gone after a row was given out are an error at once", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[cluster.location(1)]];
  cluster.results.set(1, framesOf(1, [[1], [2]], false));
  const rows = cluster.open(undefined, { holdBackBytes: 10 })[Symbol.asyncIterator]();
  await rows.next();
  await rows.next();
  cluster.results.delete(1);
  await assert.rejects(rows.next(), codeOf("UNAVAILABLE", /first rows were already given out/));
  assert.deepEqual(cluster.calls, ["submit", "cancel"]);
});

test("results that move after a row was given out are an error, never a mixture", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[cluster.location(1)]];
  cluster.results.set(1, framesOf(1, [[1], [2]], false));
  cluster.results.set(2, framesOf(2, [[2], [1], [3]], true));
  const rows = cluster.open(undefined, { holdBackBytes: 10 })[Symbol.asyncIterator]();
  assert.equal((await rows.next()).done, false);
  assert.equal((await rows.next()).done, false);
  const third = rows.next();
  setTimeout(() => cluster.push(cluster.location(2)), 30);
  await assert.rejects(third, codeOf("UNAVAILABLE", /first rows were already given out/));
  await assert.rejects(rows.next(), codeOf("UNAVAILABLE", /first rows were already given out/));
  assert.deepEqual(cluster.calls, ["submit", "cancel"]);
});

test("frames of another attempt are never taken for those of this one", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[cluster.location(1)]];
  cluster.results.set(1, framesOf(2, [[9]], true));
  setTimeout(() => cluster.push(cluster.location(2)), 100);
  cluster.results.set(2, framesOf(2, [[5]], true));
  succeeded(cluster);
  assert.deepEqual(await read(cluster.open()), [5]);
});

test("the query's error ends it, though the connection seems to have broken", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[broken()]];
  const error = { code: "DATA", sqlstate: "22012", message: "division by zero" } as const;
  cluster.status = { ...cluster.status, state: "failed", error };
  await assert.rejects(read(cluster.open()), codeOf("DATA", /^division by zero$/));
});

test("a query that fails after its last row is not a success", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[cluster.location(1)]];
  cluster.results.set(1, framesOf(1, [[1]], true));
  const error = { code: "TIMEOUT", message: "too late" } as const;
  cluster.status = { ...cluster.status, state: "failed", error };
  await assert.rejects(read(cluster.open()), codeOf("TIMEOUT", /too late/));
});

test("a caller that stops early cancels, and the rest is an error to whoever asks on", limit, async () => {
  const cluster = new PlayedCluster();
  cluster.streams = [[cluster.location(1)]];
  cluster.results.set(1, framesOf(1, [[1], [2]], true));
  const stream = cluster.open(undefined, { holdBackBytes: 10 });
  const rows = stream[Symbol.asyncIterator]();
  await rows.next();
  await stream.close();
  await assert.rejects(rows.next(), codeOf("CANCELLED", /user request/));
  assert.deepEqual(cluster.calls, ["submit", "cancel"]);
});

test(
  "an aborted signal, a time limit and the runtime's end reach a query whose rows nobody asks for",
  limit,
  async () => {
    const controller = new AbortController();
    const tables = (): never => assert.fail();
    for (const [options, code, stop] of [
      [{ tables, signal: controller.signal }, "CANCELLED", () => controller.abort()],
      [{ tables, timeoutMs: 50 }, "TIMEOUT", () => undefined],
      [
        { tables },
        "CLOSED",
        (stream: { stop(error: FfqError): void }) => stream.stop(new FfqError("CLOSED", "closed")),
      ],
    ] as const) {
      const cluster = new PlayedCluster();
      cluster.streams = [[cluster.location(1)]];
      cluster.results.set(1, framesOf(1, [[1], [2]], true));
      const stream = cluster.open(options, { holdBackBytes: 10 });
      const rows = stream[Symbol.asyncIterator]();
      await rows.next();
      stop(stream);
      await stream.ended;
      await assert.rejects(rows.next(), codeOf(code, /./));
      assert.deepEqual(cluster.calls, ["submit", "cancel"]);
    }
  },
);

test("a query that is closed before it begins submits nothing", limit, async () => {
  const cluster = new PlayedCluster();
  const stream = cluster.open();
  await stream.close();
  assert.deepEqual(await read(stream), []);
  assert.deepEqual(cluster.calls, []);
});

test("rows are read once", limit, async () => {
  const stream = new PlayedCluster().open();
  stream[Symbol.asyncIterator]();
  assert.throws(() => stream[Symbol.asyncIterator](), codeOf("CLOSED", /read once/));
  await stream.close();
});
