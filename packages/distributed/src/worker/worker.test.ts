// Workers against a coordinator that a test plays: tasks over two stages and two workers, and what is said between them
// when things end, change and go wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ClusterQueryId,
  FfqError,
  type Field,
  type LogicalType,
  type PhysicalPlan,
  type Stage,
  StageId,
  systemClock,
  type TableRef,
  type TaskAttempt,
  WorkerId,
} from "@ffq/core/physical";
import {
  decodeResult,
  encodeResult,
  joinFrames,
  type ResultBatch,
  type TableProvider,
  TaskHost,
} from "@ffq/core/runtime";
import { httpFrameSource, readFrameStream } from "../rpc/frame-stream.ts";
import type { HttpFetch, HttpRoute } from "../rpc/http.ts";
import { memoryHttpFetch } from "../rpc/memory-http.ts";
import { MemoryFileStore } from "../store/memory-file-store.fixture.ts";
import { resultsPath, shufflePath } from "../wire/data-path.ts";
import type { FrameTarget } from "../wire/frame.ts";
import { hashOfBlob } from "../wire/table-blob.ts";
import { query, TestCoordinator } from "./coordinator.fixture.ts";
import { Worker, type WorkerLimits } from "./worker.ts";
import type { WorkerLogEntry } from "./worker-log.ts";
import { WorkerExtensions } from "./worker-module.ts";

const INT4: LogicalType = { kind: "int4" };
const fields: readonly Field[] = [{ name: "n", type: INT4, nullable: false }];
const ROWS = 3000;

const valuesPlan = (rows = ROWS): PhysicalPlan => ({
  kind: "values",
  rows: Array.from({ length: rows }, (_, row) => [row]),
  fields,
  estimatedRows: rows,
});
const mapStage: Stage = {
  id: StageId(0),
  plan: valuesPlan(),
  partitions: 2,
  output: { kind: "single" },
  inputs: [],
};
const resultStage: Stage = {
  id: StageId(1),
  plan: { kind: "exchange-read", stage: StageId(0), fields, estimatedRows: ROWS },
  partitions: 1,
  output: { kind: "single" },
  inputs: [StageId(0)],
};
const wholeStage = (plan: PhysicalPlan): Stage => ({
  id: StageId(7),
  plan,
  partitions: 1,
  output: { kind: "single" },
  inputs: [],
});
const scanPlan = (table: TableRef): PhysicalPlan => ({
  kind: "scan",
  table,
  columns: [0],
  filters: [],
  fields,
  estimatedRows: 1,
});

interface Started {
  readonly worker: Worker;
  readonly store: MemoryFileStore;
  readonly extensions: WorkerExtensions;
}

class Cluster {
  readonly coordinator: TestCoordinator = new TestCoordinator();
  readonly servers: Map<string, readonly HttpRoute[]> = new Map();
  readonly fetch: HttpFetch = memoryHttpFetch((origin) => this.servers.get(origin));
  readonly log: WorkerLogEntry[] = [];
  readonly workers: Started[] = [];

  async start(limits: Partial<WorkerLimits> = {}, extensions = new WorkerExtensions()): Promise<Started> {
    const number = this.workers.length + 1;
    const store = new MemoryFileStore();
    const worker = new Worker({
      id: WorkerId(`w${number}`),
      clock: systemClock,
      random: () => 0.5,
      coordinator: this.coordinator.client,
      fetch: this.fetch,
      store,
      host: TaskHost.create({ threads: 0, arenaBytes: 128 << 20 }),
      extensions,
      limits: { pollMs: 1000, resultWaitMs: 50, ...limits },
      log: (entry) => this.log.push(entry),
    });
    const endpoint = `http://w${number}:1`;
    this.servers.set(endpoint, worker.routes);
    await worker.start(endpoint);
    const started = { worker, store, extensions };
    this.workers.push(started);
    return started;
  }

  /** The numbers of a result, as its client reads them. */
  async read(endpoint: string, task: TaskAttempt): Promise<number[]> {
    const numbers: number[] = [];
    const frames = readFrameStream({
      source: httpFrameSource(this.fetch, endpoint + resultsPath(task), 1000),
      epoch: task.attempt,
      longest: 1 << 30,
      open: batchTarget,
      retries: { clock: systemClock, random: () => 0.5, attempts: 3, baseMs: 1, mostMs: 1 },
      signal: new AbortController().signal,
      isGrowing: true,
    });
    for await (const { rows, columns } of frames) {
      const [column] = columns;
      if (column === undefined) continue;
      numbers.push(...new Int32Array(column.data.buffer, column.data.byteOffset, rows));
    }
    return numbers;
  }

  async close(): Promise<void> {
    for (const { worker } of this.workers) await worker.close();
  }
}

function batchTarget(length: number): FrameTarget<ResultBatch> {
  const bytes = new Uint8Array(length);
  let at = 0;
  return {
    write: (piece) => {
      bytes.set(piece, at);
      at += piece.length;
    },
    finish: () => decodeResult([INT4], bytes),
    abort: () => {},
  };
}

async function withCluster(body: (cluster: Cluster) => Promise<void>): Promise<void> {
  const cluster = new Cluster();
  try {
    await body(cluster);
  } finally {
    await cluster.close();
  }
}

const byNumber = (left: number, right: number): number => left - right;
const twice = Array.from({ length: 2 * ROWS }, (_, at) => at >> 1);

test("rows go from worker to worker and to the client", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const one = await cluster.start();
    const two = await cluster.start();
    const tasks = await Promise.all([
      coordinator.assign(one.worker.id, mapStage, 0),
      coordinator.assign(two.worker.id, mapStage, 1),
    ]);
    for (const task of tasks) {
      const outcome = await coordinator.ended(task);
      assert.equal(outcome.kind, "succeeded");
      assert.equal(outcome.kind === "succeeded" ? outcome.metrics.rowsOut : 0, ROWS);
    }
    const result = await coordinator.assign(one.worker.id, resultStage, 0, true);
    await coordinator.until(() => coordinator.results.size === 1);
    assert.deepEqual((await cluster.read("http://w1:1", result)).sort(byNumber), twice);
    const outcome = await coordinator.ended(result);
    assert.equal(outcome.kind, "succeeded");
    assert.equal(one.worker.status.succeeded, 2);
    // Released, all of it goes.
    coordinator.answer(one.worker.id, { releasedQueries: [query] });
    coordinator.answer(two.worker.id, { releasedQueries: [query] });
    await coordinator.until(() => one.store.files.size + two.store.files.size === 0);
    assert.equal(one.worker.status.heldResults, 0);
    const response = await cluster.fetch(`http://w1:1${resultsPath(result)}`, { idleMs: 100 });
    assert.equal(response.status, 404);
  }));

test("a result waits for its client, and says what has gone", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker } = await cluster.start({ resultBytes: 10_000 });
    const rows = 100_000;
    const result = await coordinator.assign(worker.id, wholeStage(valuesPlan(rows)), 0, true);
    await coordinator.until(() => coordinator.results.size === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(coordinator.outcomes.size, 0);
    const numbers = await cluster.read("http://w1:1", result);
    assert.deepEqual(
      numbers,
      Array.from({ length: rows }, (_, row) => row),
    );
    assert.equal((await coordinator.ended(result)).kind, "succeeded");
    const again = await cluster.fetch(`http://w1:1${resultsPath(result)}?offset=0`, { idleMs: 100 });
    assert.equal(again.status, 410);
  }));

test("a canceled task stops, frees its slot and is reported", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker, store } = await cluster.start({ resultBytes: 10 });
    const result = await coordinator.assign(worker.id, wholeStage(valuesPlan()), 0, true);
    await coordinator.until(() => coordinator.results.size === 1);
    await coordinator.until(() => coordinator.polls.get(worker.id)?.request.freeSlots === 0);
    coordinator.answer(worker.id, { cancel: [result] });
    assert.deepEqual(await coordinator.ended(result), { kind: "canceled" });
    await coordinator.until(() => coordinator.polls.get(worker.id)?.request.freeSlots === 1);
    await coordinator.until(() => worker.status.runningTasks === 0);
    assert.equal(store.files.size, 0);
  }));

test("an attempt that is assigned twice runs once", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker } = await cluster.start();
    const task = await coordinator.assign(worker.id, mapStage, 0);
    await coordinator.ended(task);
    await coordinator.assign(worker.id, mapStage, 0);
    await coordinator.assign(worker.id, mapStage, 1);
    await coordinator.ended({ ...task, partition: 1 });
    assert.equal(coordinator.outputs.length, 2);
  }));

test("errors keep their code, their place and their producer", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker } = await cluster.start();
    const division: PhysicalPlan = {
      kind: "project",
      input: valuesPlan(5),
      exprs: [
        {
          kind: "call",
          overload: "/(int4,int4)",
          args: [
            { kind: "constant", value: 1, type: INT4 },
            { kind: "input", index: 0, type: INT4 },
          ],
          type: INT4,
          span: { start: 7, end: 12 },
        },
      ],
      fields,
      estimatedRows: 5,
    };
    const divided = await coordinator.ended(await coordinator.assign(worker.id, wholeStage(division), 0));
    assert.equal(divided.kind, "failed");
    assert.equal(divided.kind === "failed" ? divided.error.sqlstate : "", "22012");
    const map = await coordinator.assign(worker.id, mapStage, 0);
    await coordinator.ended(map);
    coordinator.drop.push(map);
    await coordinator.until(() => coordinator.drop.length === 0);
    const reading = await coordinator.assign(worker.id, resultStage, 0, true);
    const outcome = await coordinator.ended(reading);
    assert.equal(outcome.kind, "failed");
    assert.deepEqual(outcome.kind === "failed" ? outcome.fetch : undefined, { producer: map, worker: worker.id });
  }));

test("inputs that are being made anew give the attempt back", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker } = await cluster.start();
    coordinator.isComplete = false;
    const reading = await coordinator.assign(worker.id, resultStage, 0, true);
    assert.deepEqual(await coordinator.ended(reading), { kind: "canceled" });
  }));

test("a coordinator that has forgotten the worker is told what it holds and runs", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker } = await cluster.start({ slots: 2, resultBytes: 10 });
    const map = await coordinator.assign(worker.id, mapStage, 0);
    await coordinator.ended(map);
    const running = await coordinator.assign(worker.id, wholeStage(valuesPlan()), 0, true);
    await coordinator.until(() => coordinator.results.size === 1);
    coordinator.known.clear();
    await coordinator.until(() => coordinator.known.size === 1);
    const { registration, runningTasks } = coordinator.heartbeats.at(-1) ?? {};
    assert.deepEqual(
      registration?.outputs.map(({ task }) => task),
      [map],
    );
    assert.deepEqual(registration?.results, [running]);
    assert.deepEqual(runningTasks, [running]);
    const times = coordinator.heartbeats.map(({ atMs }) => atMs);
    assert.deepEqual(times, [...new Set(times)].sort(byNumber));
  }));

test("outputs that are registered while the coordinator does not know the worker are registered again", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker } = await cluster.start();
    const task = await coordinator.assign(worker.id, mapStage, 0);
    coordinator.known.clear();
    assert.equal((await coordinator.ended(task)).kind, "succeeded");
    assert.deepEqual(
      coordinator.outputs.map(({ output }) => output.task),
      [task],
    );
  }));

test("a coordinator that cannot be reached is asked until it answers", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker } = await cluster.start();
    const task = await coordinator.assign(worker.id, mapStage, 0);
    coordinator.failure = new FfqError("IO", "unreachable");
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(coordinator.outcomes.size, 0);
    coordinator.failure = undefined;
    assert.equal((await coordinator.ended(task)).kind, "succeeded");
    assert.ok(cluster.log.some(({ message }) => message === "the coordinator cannot be reached"));
  }));

test("what an attempt made that does not count is removed", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker, store } = await cluster.start();
    coordinator.stale.add("0/0/1");
    const task = await coordinator.assign(worker.id, mapStage, 0);
    assert.equal((await coordinator.ended(task)).kind, "succeeded");
    await coordinator.until(() => coordinator.polls.get(worker.id)?.request.freeSlots === 1);
    assert.equal(store.files.size, 0);
  }));

test("a draining worker ends what it has, serves it, and leaves", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker, store } = await cluster.start();
    const task = await coordinator.assign(worker.id, mapStage, 0);
    await coordinator.until(() => coordinator.polls.get(worker.id)?.request.freeSlots === 0);
    const drained = worker.drain(5000);
    assert.equal((await coordinator.ended(task)).kind, "succeeded");
    await coordinator.until(() => coordinator.heartbeats.at(-1)?.draining === true);
    const served = await cluster.fetch(`http://w1:1${shufflePath({ task, partition: 0 })}`, { idleMs: 100 });
    assert.equal(served.status, 200);
    await coordinator.until(() => coordinator.polls.get(worker.id)?.request.freeSlots === 0);
    coordinator.answer(worker.id, { releasedQueries: [query] });
    await drained;
    assert.equal(coordinator.heartbeats.at(-1)?.leaving, true);
    assert.equal(store.files.size, 0);
  }));

test("draining ends when its time is over", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker } = await cluster.start({ resultBytes: 10 });
    await coordinator.assign(worker.id, wholeStage(valuesPlan()), 0, true);
    await coordinator.until(() => coordinator.results.size === 1);
    await worker.drain(30);
    assert.equal(coordinator.heartbeats.at(-1)?.leaving, true);
  }));

test("a halted worker says nothing, and its files stay", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker, store } = await cluster.start();
    await coordinator.ended(await coordinator.assign(worker.id, mapStage, 0));
    worker.halt();
    const said = coordinator.heartbeats.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(coordinator.heartbeats.length, said);
    assert.equal(store.files.size, 1);
  }));

test("tables in memory come as blobs, once for all their tasks", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker } = await cluster.start();
    const numbers = Int32Array.from({ length: 1000 }, (_, row) => row);
    const batch: ResultBatch = {
      rows: 1000,
      columns: [{ type: INT4, rows: 1000, nullCount: 0, data: new Uint8Array(numbers.buffer) }],
    };
    const blob = joinFrames([encodeResult(batch), encodeResult(batch)]);
    const hash = hashOfBlob(blob);
    coordinator.blobs.set(hash, blob);
    const spec = { hash, bytes: blob.length, rows: 2000, fields };
    const stage = { ...wholeStage(scanPlan({ provider: "memory", name: "t", spec })), partitions: 2 };
    for (const partition of [0, 1]) {
      const outcome = await coordinator.ended(await coordinator.assign(worker.id, stage, partition));
      assert.equal(outcome.kind, "succeeded", JSON.stringify(outcome));
      coordinator.blobs.clear();
    }
    const missing = { ...spec, hash: "0".repeat(64) };
    const other = { ...wholeStage(scanPlan({ provider: "memory", name: "t", spec: missing })), id: StageId(8) };
    const outcome = await coordinator.ended(await coordinator.assign(worker.id, other, 0));
    assert.equal(outcome.kind === "failed" ? outcome.error.code : outcome.kind, "IO");
  }));

test("providers of modules are capabilities, and open tables", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const extensions = new WorkerExtensions();
    const asked: TableRef[] = [];
    await extensions.add(
      {
        default: (registry: WorkerExtensions) => {
          registry.addCapability("operator:wiggle");
          registry.addProvider("empty", async (ref): Promise<TableProvider> => {
            asked.push(ref);
            const nothing = { residual: [], estimatedRows: 0, description: {}, morsels: async function* () {} };
            return { ref, fields, statistics: { rows: 0, columns: [{}] }, plan: () => nothing };
          });
        },
      },
      "./module.js",
    );
    const { worker } = await cluster.start({}, extensions);
    assert.deepEqual(coordinator.heartbeats.at(-1)?.capabilities, ["operator:wiggle", "provider:empty"]);
    const ref = { provider: "empty", name: "t", spec: { a: 1 } };
    const outcome = await coordinator.ended(await coordinator.assign(worker.id, wholeStage(scanPlan(ref)), 0));
    assert.equal(outcome.kind, "succeeded");
    assert.deepEqual(asked, [ref]);
    // The next query with the same bytes: the plan that was read is kept, and with it what was compiled for it.
    const again = await coordinator.assign(worker.id, wholeStage(scanPlan(ref)), 0, false, 2, ClusterQueryId("q2"));
    assert.equal((await coordinator.ended(again)).kind, "succeeded");
    const other = wholeStage(scanPlan({ ...ref, spec: { a: 2 } }));
    await coordinator.ended(await coordinator.assign(worker.id, other, 0, false, 3, ClusterQueryId("q3")));
    assert.deepEqual(asked, [ref, ref, { ...ref, spec: { a: 2 } }]);
    assert.equal(asked[0], asked[1]);
    const unknown = wholeStage(scanPlan({ ...ref, provider: "unknown" }));
    const refused = await coordinator.ended(await coordinator.assign(worker.id, { ...unknown, id: StageId(9) }, 0));
    assert.equal(refused.kind === "failed" ? refused.error.code : refused.kind, "MISSING_EXTENSION");
    await assert.rejects(extensions.add({}, "./none.js"), { code: "CONFIG" });
  }));

test("what nobody asks for any more is removed", () =>
  withCluster(async (cluster) => {
    const { coordinator } = cluster;
    const { worker, store } = await cluster.start({ orphanMs: 100 });
    await coordinator.ended(await coordinator.assign(worker.id, mapStage, 0));
    await coordinator.ended(await coordinator.assign(worker.id, wholeStage(valuesPlan()), 0, true));
    assert.equal(worker.status.heldOutputs + worker.status.heldResults, 2);
    await coordinator.until(() => worker.status.heldOutputs + worker.status.heldResults === 0);
    assert.equal(store.files.size, 0);
  }));
