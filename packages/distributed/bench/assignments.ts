// `node packages/distributed/bench/assignments.ts`: how many tasks a second a coordinator gives out over sockets, with its
// journal on the disk. Workers on threads of their own poll for several tasks at a time and report them as done; what
// must show is at least 5,000 assignments per second. On a machine that has other work to do, go by the second number:
// assignments per second of processor time that the coordinator's thread has used. (A worker's side of a call costs more
// than the coordinator's: with all workers on one thread it was that thread that was measured.)
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { ClusterQueryId, StageId, systemClock, WorkerId } from "@ffq/core/physical";
import { BlobStore } from "../src/coordinator/blob-store.ts";
import { Coordinator } from "../src/coordinator/coordinator.ts";
import { coordinatorServices } from "../src/coordinator/services.ts";
import { type CoordinatorCalls, coordinatorCalls } from "../src/rpc/coordinator-calls.ts";
import { startServer } from "../src/rpc/server.ts";
import { defaultConfig } from "../src/scheduler/config.ts";
import { localFileStore } from "../src/store/local-file-store.ts";
import { PLAN_VERSION } from "../src/wire/plan-version.ts";
import type { EncodedStage } from "../src/wire/stage.ts";

const THREADS = 2;
const WORKERS_PER_THREAD = 4;
const WORKERS = THREADS * WORKERS_PER_THREAD;
const SLOTS = 16;
const TASKS = 12_000;
/** Until everything is compiled. */
const WARM_UP = 4_000;
const query = ClusterQueryId("bench");
const plan = new Uint8Array(1_000) as EncodedStage;

async function serve(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ffq-assignments-"));
  const clock = systemClock;
  const store = localFileStore(folder);
  const config = { ...defaultConfig, maxTasksPerQuery: TASKS };
  const fail = (error: Error): void => {
    throw error;
  };
  const coordinator = await Coordinator.start({
    config,
    store,
    clock,
    random: Math.random,
    onNotice: () => undefined,
    onFatal: fail,
  });
  const blobs = await BlobStore.open({ store, clock, inUse: () => coordinator.payloads.blobsInUse() });
  const { livenessTimeoutMs, clientGraceMs } = config;
  const services = coordinatorServices({
    coordinator,
    blobs,
    clock,
    coordinatorId: "c",
    livenessTimeoutMs,
    clientGraceMs,
  });
  const server = await startServer({ host: "127.0.0.1", port: 0, services });
  const given = new Int32Array(new SharedArrayBuffer(4));
  const start = { at: 0, cpu: process.threadCpuUsage(), assignments: 0 };
  await submit(server.url);
  const threads = Array.from({ length: THREADS }, (_, thread) => {
    const data: WorkerThread = { url: server.url, thread, given };
    return new Worker(new URL(import.meta.url), { workerData: data });
  });
  for (const thread of threads) {
    thread.on("message", () => {
      const { assignments } = coordinator.state.counters;
      Object.assign(start, { at: performance.now(), cpu: process.threadCpuUsage(), assignments });
    });
  }
  await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once("exit", resolve))));
  const { user, system } = process.threadCpuUsage();
  const done = coordinator.state.counters.assignments - start.assignments;
  const perSecond = (done * 1_000) / (performance.now() - start.at);
  const perCpuSecond = (done * 1e6) / (user + system - start.cpu.user - start.cpu.system);
  process.stdout.write(
    `assignments workers=${WORKERS} slots=${SLOTS} per_second=${Math.round(perSecond)} per_cpu_second=${Math.round(perCpuSecond)}\n`,
  );
  await server.close(0);
  await coordinator.stop();
  rmSync(folder, { recursive: true });
}

interface WorkerThread {
  readonly url: string;
  readonly thread: number;
  /** Tasks that all workers were given. */
  readonly given: Int32Array;
}

async function submit(url: string): Promise<void> {
  const calls = callsOf(url);
  const shape = { inputs: [], outputPartitions: 1, requiredCapabilities: [], repeatable: true, plan };
  const stages = [
    { ...shape, id: StageId(0), partitions: TASKS },
    { ...shape, id: StageId(1), partitions: 1, inputs: [StageId(0)] },
  ];
  const settings = {
    memoryLimit: 0,
    batchRows: 8192,
    timeoutMs: 0,
    capabilityTimeoutMs: 0,
    spillLimit: 0,
    spillThreshold: 0,
  };
  await calls.client.controlPlane.submitQuery({ query, planVersion: PLAN_VERSION, stages, settings, blobs: [] });
  calls.close();
}

const callsOf = (url: string): CoordinatorCalls =>
  coordinatorCalls({ url, token: undefined, clock: systemClock, random: Math.random });

async function work({ url, thread, given }: WorkerThread): Promise<void> {
  const calls = callsOf(url);
  const { controlPlane, heartbeat } = calls.client;
  const metrics = { rowsOut: 1, bytesOut: 1, bytesIn: 1, elapsedMs: 1, peakMemory: 1 };

  const loop = async (name: string): Promise<void> => {
    const worker = WorkerId(name);
    const endpoint = `http://${name}:1`;
    const registration = { outputs: [], results: [] };
    const about = {
      worker,
      runningTasks: [],
      slots: SLOTS,
      endpoint,
      capabilities: [],
      draining: false,
      leaving: false,
    };
    await heartbeat.heartbeat({ ...about, atMs: 1, registration });
    let beat = 1;
    const timer = setInterval(() => void heartbeat.heartbeat({ ...about, atMs: ++beat }), 2_000);
    for (let poll = 1; Atomics.load(given, 0) < TASKS; poll++) {
      const { tasks } = await controlPlane.getTask({ worker, freeSlots: SLOTS, waitMs: 20, poll });
      const outcome = { kind: "succeeded", metrics, partitionBytes: [1_000] } as const;
      const reports = tasks.map(({ task }) => ({ task, outcome }));
      if (reports.length > 0) await controlPlane.reportTaskStatus({ worker, reports, freeSlots: 0 });
      const before = Atomics.add(given, 0, tasks.length);
      if (before < WARM_UP && before + tasks.length >= WARM_UP) parentPort?.postMessage("warm");
    }
    clearInterval(timer);
  };
  await Promise.all(Array.from({ length: WORKERS_PER_THREAD }, (_, at) => loop(`w${thread}-${at}`)));
  calls.close();
}

if (isMainThread) await serve();
else await work(workerData as WorkerThread);
