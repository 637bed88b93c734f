// The coordinator behind its services, without a network: one step after another, over a disk in memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, FfqError, StageId, systemClock, type TaskAttempt, WorkerId } from "@ffq/core/physical";
import type { CallContext, Services } from "../rpc/services.ts";
import { defaultConfig } from "../scheduler/config.ts";
import { MemoryFileStore } from "../store/memory-file-store.fixture.ts";
import type { GetTaskResponse, HeldOutput, SubmitQueryRequest } from "../wire/messages.ts";
import { PLAN_VERSION } from "../wire/plan-version.ts";
import type { EncodedStage } from "../wire/stage.ts";
import { hashOfBlob } from "../wire/table-blob.ts";
import { BlobStore } from "./blob-store.ts";
import { Coordinator } from "./coordinator.ts";
import { coordinatorServices } from "./services.ts";

const query = ClusterQueryId("q-1");
const worker = WorkerId("w-1");
const call: CallContext = { signal: new AbortController().signal };
const config = { ...defaultConfig, clientGraceMs: 300 };
const plan = (text: string): EncodedStage => Buffer.from(text) as Uint8Array as EncodedStage;

interface Running {
  readonly coordinator: Coordinator;
  readonly services: Required<Services>;
  readonly fatal: FfqError[];
}

async function start(store: MemoryFileStore): Promise<Running> {
  const fatal: FfqError[] = [];
  const coordinator = await Coordinator.start({
    config,
    store,
    clock: systemClock,
    random: () => 0.5,
    journal: { retryMs: 10, giveUpMs: 50 },
    onNotice: () => undefined,
    onFatal: (error) => fatal.push(error),
  });
  const blobs = await BlobStore.open({ store, clock: systemClock, inUse: () => coordinator.payloads.blobsInUse() });
  const services = coordinatorServices({
    coordinator,
    blobs,
    clock: systemClock,
    coordinatorId: `c-${coordinator.epoch}`,
    livenessTimeoutMs: 1000,
    clientGraceMs: config.clientGraceMs,
  });
  return { coordinator, services, fatal };
}

const request: SubmitQueryRequest = {
  query,
  planVersion: PLAN_VERSION,
  settings: { memoryLimit: 7, batchRows: 64, timeoutMs: 0, capabilityTimeoutMs: 0, spillLimit: 0, spillThreshold: 0 },
  blobs: [],
  stages: [
    {
      id: StageId(0),
      partitions: 2,
      inputs: [],
      outputPartitions: 1,
      requiredCapabilities: [],
      repeatable: true,
      plan: plan("map"),
    },
    {
      id: StageId(1),
      partitions: 1,
      inputs: [StageId(0)],
      outputPartitions: 1,
      requiredCapabilities: [],
      repeatable: true,
      plan: plan("reduce"),
    },
  ],
};

let clock = 0;
async function register({ services }: Running): Promise<void> {
  const beat = {
    worker,
    runningTasks: [],
    slots: 4,
    endpoint: "http://w:1",
    capabilities: [],
    draining: false,
    leaving: false,
  };
  const registration = { outputs: [], results: [] };
  const answer = await services.heartbeat.heartbeat({ ...beat, atMs: ++clock, registration }, call);
  assert.equal(answer.known, true);
}

let polls = 0;
function poll({ services }: Running, waitMs = 1000): Promise<GetTaskResponse> {
  return services.controlPlane.getTask({ worker, freeSlots: 4, waitMs, poll: ++polls }, call);
}

/** Both map tasks, run. */
async function runMaps(running: Running): Promise<void> {
  const { tasks, stages } = await poll(running);
  assert.deepEqual(
    tasks.map(({ task, isResult, settings }) => [task.partition, isResult, settings.memoryLimit]),
    [
      [0, false, 7],
      [1, false, 7],
    ],
  );
  assert.deepEqual(
    stages.map(({ stage, plan: bytes }) => [stage, Buffer.from(bytes).toString()]),
    [[0, "map"]],
  );
  const { controlPlane, shuffle } = running.services;
  const outputs: HeldOutput[] = [];
  for (const { task } of tasks) {
    const output = { task, partitionBytes: [10 + task.partition] };
    outputs.push(output);
  }
  assert.deepEqual(await shuffle.registerMapOutput({ worker, outputs, endpoint: "http://w:1" }, call), {
    accepted: [true, true],
  });
  const metrics = { rowsOut: 1, bytesOut: 1, bytesIn: 1, elapsedMs: 1, peakMemory: 1 };
  const reports = tasks.map(({ task }) => ({ task, outcome: { kind: "succeeded", metrics } as const }));
  assert.deepEqual(await controlPlane.reportTaskStatus({ worker, reports, freeSlots: 0 }, call), {
    known: true,
    stale: [],
    poll: 0,
  });
}

async function runResult(running: Running): Promise<TaskAttempt> {
  const { tasks } = await poll(running);
  const [only] = tasks;
  assert.ok(only?.isResult);
  const registered = { worker, task: only.task, endpoint: "http://w:1" };
  assert.deepEqual(await running.services.controlPlane.registerQueryResults(registered, call), { accepted: true });
  return only.task;
}

const codeOf = (code: string, message: RegExp) => (error: FfqError) =>
  error.code === code && message.test(error.message);

test("a query passes: submitted, polled, registered, fetched, acknowledged", async () => {
  const running = await start(new MemoryFileStore());
  const { controlPlane, shuffle } = running.services;
  await register(running);
  const submitted = await controlPlane.submitQuery(request, call);
  assert.equal(submitted.status?.state, "running");
  await runMaps(running);
  assert.deepEqual(await shuffle.getMapOutputs({ query, stage: StageId(0), partition: 0 }, call), {
    complete: true,
    outputs: [0, 1].map((partition) => ({
      task: { query, stage: StageId(0), partition, attempt: 1 },
      worker,
      endpoint: "http://w:1",
      bytes: 10 + partition,
    })),
  });
  const locations = controlPlane.fetchQueryResults({ query }, call)[Symbol.asyncIterator]();
  assert.deepEqual((await locations.next()).value, { kind: "withdrawn" });
  const first = locations.next();
  const task = await runResult(running);
  assert.deepEqual((await first).value, { kind: "location", task, worker, endpoint: "http://w:1" });
  const { status } = await controlPlane.acknowledgeQueryResults({ task }, call);
  assert.equal(status.state, "succeeded");
  const rest: string[] = [];
  for (let next = await locations.next(); next.done !== true; next = await locations.next()) rest.push(next.value.kind);
  assert.equal(rest.at(-1), "end");
  // Nobody needs the plans any more.
  assert.equal(running.coordinator.payloads.get(query), undefined);
  await running.coordinator.stop();
});

test("results that the client cannot get are withdrawn, and made anew by another attempt", async () => {
  const running = await start(new MemoryFileStore());
  const { controlPlane } = running.services;
  await register(running);
  await controlPlane.submitQuery(request, call);
  await runMaps(running);
  const task = await runResult(running);
  const locations = controlPlane.fetchQueryResults({ query }, call)[Symbol.asyncIterator]();
  assert.equal((await locations.next()).value?.kind, "location");
  const news = locations.next();
  const { status } = await controlPlane.reportResultsUnreachable({ task }, call);
  assert.equal(status.state, "running");
  assert.equal((await news).value?.kind, "withdrawn");
  await running.coordinator.stop();
});

test("a second submission of the same query changes nothing", async () => {
  const running = await start(new MemoryFileStore());
  await register(running);
  await running.services.controlPlane.submitQuery(request, call);
  await running.services.controlPlane.submitQuery(
    { ...request, settings: { ...request.settings, memoryLimit: 8 } },
    call,
  );
  await runMaps(running);
  await running.coordinator.stop();
});

test("another version of the plan, and a graph that cannot be, are refused", async () => {
  const running = await start(new MemoryFileStore());
  const { controlPlane } = running.services;
  await assert.rejects(
    controlPlane.submitQuery({ ...request, planVersion: 99 }, call),
    codeOf("UNSUPPORTED", /version 99/),
  );
  await assert.rejects(
    controlPlane.submitQuery({ ...request, stages: request.stages.toReversed() }, call),
    codeOf("UNSUPPORTED", /./),
  );
  await assert.rejects(controlPlane.getQueryStatus({ query }, call), codeOf("NOT_FOUND", /does not know query q-1/));
  await running.coordinator.stop();
});

test("a watcher is told of every end, and a client that only watches counts as there", async () => {
  const running = await start(new MemoryFileStore());
  const { controlPlane } = running.services;
  await controlPlane.submitQuery(request, call);
  const seen: string[] = [];
  setTimeout(() => void controlPlane.cancelQuery({ query, reason: "enough" }, call), 2 * config.clientGraceMs);
  let last = 0;
  for await (const { status } of controlPlane.watchQuery({ query, afterRevision: 0 }, call)) {
    assert.ok(status.revision >= last);
    last = status.revision;
    seen.push(status.state === "canceled" ? `${status.state}: ${status.notice}` : status.state);
  }
  assert.equal(seen.at(-1), "canceled: enough");
  assert.ok(seen.length > 2);
  await running.coordinator.stop();
});

test("a client that gives no sign has its query canceled", async () => {
  const running = await start(new MemoryFileStore());
  await running.services.controlPlane.submitQuery(request, call);
  const ended = Promise.withResolvers<void>();
  running.coordinator.listen(query, () => {
    if (running.coordinator.state.queries.get(query)?.phase.kind === "canceled") ended.resolve();
  });
  await ended.promise;
  await running.coordinator.stop();
});

test("a coordinator that was killed goes on: same attempts, later revisions, plans at hand", async () => {
  const store = new MemoryFileStore();
  const first = await start(store);
  await register(first);
  const before = await first.services.controlPlane.submitQuery(request, call);
  const { tasks } = await poll(first);
  store.crash();
  const second = await start(store);
  const { status } = await second.services.controlPlane.getQueryStatus({ query }, call);
  assert.equal(status.state, "running");
  assert.ok(status.revision > (before.status?.revision ?? 0));
  assert.deepEqual(await poll(second), { known: false, tasks: [], stages: [], cancel: [], releasedQueries: [] });
  // The worker comes back with what it runs: it is not given out again.
  const beat = { worker, slots: 4, endpoint: "http://w:1", capabilities: [], draining: false, leaving: false };
  const runningTasks = tasks.map(({ task }) => task);
  const registration = { outputs: [], results: [] };
  const answer = await second.services.heartbeat.heartbeat(
    { ...beat, runningTasks, atMs: ++clock, registration },
    call,
  );
  assert.deepEqual([answer.known, answer.cancel, answer.coordinator], [true, [], "c-2"]);
  const third = await poll(second, 10);
  assert.deepEqual(third.tasks, []);
  for (const { task } of tasks) {
    const output = { task, partitionBytes: [1] };
    const given = { worker, outputs: [output], endpoint: "" };
    assert.deepEqual(await second.services.shuffle.registerMapOutput(given, call), { accepted: [true] });
  }
  const metrics = { rowsOut: 1, bytesOut: 1, bytesIn: 1, elapsedMs: 1, peakMemory: 1 };
  const reports = tasks.map(({ task }) => ({ task, outcome: { kind: "succeeded", metrics } as const }));
  await second.services.controlPlane.reportTaskStatus({ worker, reports, freeSlots: 0 }, call);
  const last = await poll(second);
  assert.deepEqual(
    last.stages.map(({ plan: bytes }) => Buffer.from(bytes).toString()),
    ["reduce"],
  );
  await second.coordinator.stop();
});

test("results that are made anew are withdrawn before they are somewhere else", async () => {
  const running = await start(new MemoryFileStore());
  const { controlPlane } = running.services;
  await register(running);
  await controlPlane.submitQuery(request, call);
  await runMaps(running);
  const task = await runResult(running);
  const locations = controlPlane.fetchQueryResults({ query }, call)[Symbol.asyncIterator]();
  assert.deepEqual((await locations.next()).value, { kind: "location", task, worker, endpoint: "http://w:1" });
  const error = { code: "IO", message: "the disk is full" } as const;
  const reports = [{ task, outcome: { kind: "failed", error } as const }];
  await controlPlane.reportTaskStatus({ worker, reports, freeSlots: 0 }, call);
  assert.deepEqual((await locations.next()).value, { kind: "withdrawn" });
  const again = await runResult(running);
  assert.equal(again.attempt, 2);
  assert.deepEqual((await locations.next()).value, { kind: "location", task: again, worker, endpoint: "http://w:1" });
  await locations.return?.();
  await running.coordinator.stop();
});

test("a poll whose caller hangs up is closed", async () => {
  const running = await start(new MemoryFileStore());
  await register(running);
  const gone = new AbortController();
  const number = ++polls;
  const answered = running.services.controlPlane.getTask({ worker, freeSlots: 4, waitMs: 60_000, poll: number }, gone);
  gone.abort();
  assert.deepEqual((await answered).tasks, []);
  await running.coordinator.stop();
});

test("tables travel as blobs: missing ones are named, wrong ones refused, whole ones served", async () => {
  const store = new MemoryFileStore();
  const running = await start(store);
  const { controlPlane, blobs } = running.services;
  const bytes = new Uint8Array(3_000_000).map((_, at) => at % 251);
  const hash = hashOfBlob(bytes);
  const withBlob = { ...request, blobs: [{ hash, bytes: bytes.length }] };
  assert.deepEqual(await controlPlane.submitQuery(withBlob, call), { missingBlobs: [hash] });
  const put = (offset: number, end: number) =>
    blobs.putBlob({ hash, bytes: bytes.length, offset, chunk: bytes.subarray(offset, end) }, call);
  assert.deepEqual(await put(0, 1_000_000), { received: 1_000_000 });
  assert.deepEqual(await put(2_000_000, 3_000_000), { received: 1_000_000 });
  assert.deepEqual(await put(0, 1_000_000), { received: 1_000_000 });
  assert.deepEqual(await put(500_000, 2_000_000), { received: 2_000_000 });
  assert.deepEqual(await put(2_000_000, 3_000_000), { received: 3_000_000 });
  assert.equal((await controlPlane.submitQuery(withBlob, call)).status?.state, "running");
  const served: Uint8Array[] = [];
  for await (const { chunk } of blobs.getBlob({ hash, offset: 5 }, call)) served.push(chunk);
  assert.ok(Buffer.concat(served).equals(bytes.subarray(5)));
  const other = hashOfBlob(Buffer.from("other"));
  await assert.rejects(
    blobs.putBlob({ hash: other, bytes: 2, offset: 0, chunk: Buffer.from("no") }, call),
    codeOf("DATA", /another content/),
  );
  await assert.rejects(
    controlPlane.submitQuery({ ...request, blobs: [{ hash: other, bytes: 65 << 20 }] }, call),
    codeOf("UNSUPPORTED", /cannot be sent/),
  );
  const missing = blobs.getBlob({ hash: other, offset: 0 }, call)[Symbol.asyncIterator]();
  await assert.rejects(missing.next(), codeOf("NOT_FOUND", /there is no blob/));
  await running.coordinator.stop();
});

test("a disk that stays full ends the coordinator, and nobody waits for ever", async () => {
  const store = new MemoryFileStore();
  const running = await start(store);
  await register(running);
  const polled = poll(running, 60_000);
  const refused = assert.rejects(polled, codeOf("UNAVAILABLE", /shutting down/));
  store.refuses = (what) => what === "append";
  const submitted = running.services.controlPlane.submitQuery(request, call);
  await assert.rejects(submitted, codeOf("IO", /journal cannot be written/));
  await refused;
  assert.equal(running.fatal.length, 1);
  assert.equal(running.coordinator.isHealthy, false);
});
