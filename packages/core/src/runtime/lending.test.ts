// Rows that are lent where they lie: the query keeps its memory until they are given back, whatever happens meanwhile, and
// nothing of it stays then. Row groups of lent rows are those of copied ones.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Memories } from "../arena/memories.ts";
import { Budget, Region } from "../arena/region.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { createEmbeddedRuntime } from "./embedded-runtime.ts";
import type { EncodedBatch } from "./encode-on-crew.ts";
import type { LeavingBatch, LentBatch } from "./leaving-batch.ts";
import { call, collect, column, field, integerRows, Numbers, number, project, single } from "./plan.fixture.ts";
import type { ResultStream } from "./result.ts";
import type { LocalRuntime } from "./runtime.ts";
import type { WorkerInput } from "./worker.ts";

const ROWS = 100_000;

interface Bench {
  readonly arena: Arena;
  readonly runtime: LocalRuntime;
  readonly numbers: Numbers;
  readonly baseline: number;
  lend(plan: PhysicalPlan): ResultStream<LeavingBatch>;
}

async function withBench(threads: number, action: (bench: Bench) => Promise<void>): Promise<void> {
  const arena = Arena.create({ maximumBytes: 512 << 20 });
  const numbers = new Numbers(arena, ROWS, 5000);
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads, patienceMs: 0 });
  const tables = (): Numbers["provider"] => numbers.provider;
  const until = performance.now() + 300;
  while (threads > 0 && performance.now() < until) await collect(runtime.run(single(numbers.scan), { tables }));
  const baseline = usedBytes(arena);
  try {
    await action({ arena, runtime, numbers, baseline, lend: (plan) => runtime.lend(single(plan), { tables }) });
    assert.equal(usedBytes(arena), baseline);
  } finally {
    await runtime.close();
  }
}

function lentOf(leaving: LeavingBatch | undefined): LentBatch {
  assert.ok(leaving?.kind === "lent");
  return leaving;
}

/** All of them, with none given back. */
async function allLent(stream: ResultStream<LeavingBatch>): Promise<readonly LentBatch[]> {
  const all: LentBatch[] = [];
  for await (const leaving of stream) all.push(lentOf(leaving));
  return all;
}

/** Fails at the row whose value is 99000. */
const failing = (input: PhysicalPlan): PhysicalPlan =>
  project(input, [call("/(int4,int4)", [number(1), call("-(int4,int4)", [column(0), number(99_000)])])]);

for (const threads of [0, 2]) {
  const mode = `${threads} threads`;

  test(`the query keeps its memory until all is given back: ${mode}`, () =>
    withBench(threads, async ({ lend, numbers, arena, baseline }) => {
      const stream = lend(numbers.scan);
      const all = await allLent(stream);
      let isClosed = false;
      const closed = stream.close().then(() => {
        isClosed = true;
      });
      const rows = all.flatMap((lent) => integerRows(lent.copy()).map(([value]) => value));
      assert.deepEqual(
        rows,
        Array.from({ length: ROWS }, (_, row) => row),
      );
      for (const lent of all) {
        assert.equal(isClosed, false);
        assert.ok(usedBytes(arena) > baseline + lent.batch.bytes);
        lent.giveBack();
        await turn();
      }
      await closed;
    }));

  test(`an error is told while rows are lent: ${mode}`, () =>
    withBench(threads, async ({ lend, numbers, arena, baseline }) => {
      const stream = lend(failing(numbers.scan));
      const lent: LentBatch[] = [];
      const iterator = stream[Symbol.asyncIterator]();
      const reading = async (): Promise<void> => {
        for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
          lent.push(lentOf(step.value));
        }
      };
      await assert.rejects(reading(), { code: "DATA", sqlstate: "22012" });
      assert.ok(lent.length > 0);
      assert.ok(usedBytes(arena) > baseline);
      for (const each of lent) each.giveBack();
      await stream.close();
    }));

  test(`who ends the stream early waits for what is lent, and gets nothing more: ${mode}`, () =>
    withBench(threads, async ({ lend, numbers }) => {
      const stream = lend(numbers.scan);
      const iterator = stream[Symbol.asyncIterator]();
      const lent = lentOf((await iterator.next()).value);
      const closed = stream.close();
      await assert.rejects(async () => iterator.next(), { code: "CANCELLED" });
      assert.deepEqual(integerRows(lent.copy())[1], [1]);
      lent.giveBack();
      await closed;
    }));

  test(`an engine that is closed waits for what is lent: ${mode}`, async () => {
    const arena = Arena.create({ maximumBytes: 512 << 20 });
    const numbers = new Numbers(arena, ROWS, 5000);
    const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads, patienceMs: 0 });
    const baseline = usedBytes(arena);
    const iterator = runtime.lend(single(numbers.scan), { tables: () => numbers.provider })[Symbol.asyncIterator]();
    const lent = lentOf((await iterator.next()).value);
    const closed = runtime.close();
    await assert.rejects(async () => iterator.next(), { code: "CLOSED", sqlstate: "57P01" });
    assert.deepEqual(integerRows(lent.copy())[1], [1]);
    lent.giveBack();
    await closed;
    assert.equal(usedBytes(arena), baseline);
  });

  test(`a row group of lent rows is that of copied ones: ${mode}`, () =>
    withBench(threads, async ({ lend, numbers, runtime }) => {
      const plan = project(numbers.scan, [column(0), call("%(int4,int4)", [column(0), number(1000)])]);
      const encode = async (stream: AsyncIterable<EncodedBatch>): Promise<unknown> => {
        const encoding = await runtime.encode({ schema: plan.fields, options: { codec: "snappy" } });
        for await (const batch of stream) encoding.add(batch);
        return encoding.finish();
      };
      const stream = lend(plan);
      const copied = async function* (): AsyncGenerator<EncodedBatch> {
        for await (const batch of runtime.run(single(plan), { tables: () => numbers.provider })) {
          yield { kind: "own", batch };
        }
      };
      const lent = async function* (): AsyncGenerator<EncodedBatch> {
        for await (const leaving of stream) yield lentOf(leaving);
      };
      assert.deepEqual(await encode(lent()), await encode(copied()));
      await stream.close();
    }));

  test(`encoding that is cancelled gives back: ${mode}`, () =>
    withBench(threads, async ({ lend, numbers, runtime }) => {
      const controller = new AbortController();
      const schema = [field("x")];
      const encoding = await runtime.encode({ schema, options: {} }, controller.signal);
      const stream = lend(numbers.scan);
      const iterator = stream[Symbol.asyncIterator]();
      encoding.add(lentOf((await iterator.next()).value));
      controller.abort();
      encoding.add(lentOf((await iterator.next()).value));
      await assert.rejects(encoding.finish(), { code: "CANCELLED" });
      encoding.add(lentOf((await iterator.next()).value));
      await stream.close();
    }));
}

test("who does not give back holds the query up", () =>
  withBench(0, async ({ lend, numbers }) => {
    const wide = project(
      numbers.scan,
      Array.from({ length: 60 }, () => column(0)),
    );
    const iterator = lend(wide)[Symbol.asyncIterator]();
    const lent: LentBatch[] = [];
    let [bytes, most, rows] = [0, 0, 0];
    for (;;) {
      let step: IteratorResult<LeavingBatch> | undefined;
      const next = iterator.next().then((result) => {
        step = result;
      });
      for (let turns = 0; turns < 1000 && step === undefined; turns++) await turn();
      if (step === undefined) {
        const first = lent.shift();
        assert.ok(first !== undefined);
        bytes -= first.batch.bytes;
        first.giveBack();
        await next;
      }
      if (step?.done !== false) break;
      const own = lentOf(step.value);
      lent.push(own);
      rows += own.batch.rows;
      bytes += own.batch.bytes;
      most = Math.max(most, bytes);
    }
    for (const each of lent) each.giveBack();
    await iterator.return?.();
    assert.equal(rows, ROWS);
    assert.ok(most > 16 << 20 && most < 20 << 20, `${most}`);
  }));

test("a worker that dies gives back what it was lent", async () => {
  const arena = Arena.create({ maximumBytes: 512 << 20 });
  const numbers = new Numbers(arena, ROWS, 5000);
  const workers: Worker[] = [];
  const workerEntry = (workerData: WorkerInput): Worker => {
    const worker = new Worker(new URL("./worker-entry.ts", import.meta.url), { workerData });
    workers.push(worker);
    return worker;
  };
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads: 1, workerEntry, patienceMs: 0 });
  const baseline = usedBytes(arena);
  const options = { tables: () => numbers.provider };
  while (workers.length === 0) await collect(runtime.run(single(numbers.scan), options));
  await once(workers[0] as Worker, "message");
  const stream = runtime.lend(single(numbers.scan), options);
  const all = await allLent(stream);
  const encoding = await runtime.encode({ schema: numbers.scan.fields, options: {} });
  for (const lent of all) encoding.add(lent);
  await workers[0]?.terminate();
  await assert.rejects(encoding.finish(), { code: "INTERNAL", message: "a worker thread ended with code 1" });
  await stream.close();
  assert.equal(usedBytes(arena), baseline);
  await runtime.close();
});

test("a worker encodes rows of a memory that it was not told of before", async () => {
  const memories = Memories.create({ maximumBytes: 512 << 20, most: 2 });
  const numbers = new Numbers(memories.first, 5000, 5000);
  const workers: Worker[] = [];
  const workerEntry = (workerData: WorkerInput): Worker => {
    const worker = new Worker(new URL("./worker-entry.ts", import.meta.url), { workerData });
    workers.push(worker);
    return worker;
  };
  const runtime = createEmbeddedRuntime({ memories, threads: 1, workerEntry, patienceMs: 0 });
  const options = { tables: () => numbers.provider };
  while (workers.length === 0) await collect(runtime.run(single(numbers.scan), options));
  await once(workers[0] as Worker, "message");
  // The first memory has no room for another query.
  const filling = Region.create(memories.first, Budget.create(memories.first));
  filling.allocate(450 << 20);
  const fields = [field("x")];
  const rows = [[1], [2], [3]];
  const stream = runtime.lend(single({ kind: "values", fields, rows, estimatedRows: 3 }), options);
  const all = await allLent(stream);
  assert.deepEqual(
    all.map(({ batch }) => batch.memory),
    [1],
  );
  const encoding = await runtime.encode({ schema: fields, options: {} });
  for (const lent of all) encoding.add(lent);
  const { metadata } = await encoding.finish();
  assert.equal(metadata.rows, 3);
  await stream.close();
  filling.release();
  await runtime.close();
});
