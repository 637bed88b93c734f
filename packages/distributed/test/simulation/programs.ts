// The real programs on simulated ports: what the command lines put together over sockets, disks and the host's clock is
// put together here over the simulation's. Nothing of them is replaced.
import { Engine } from "@ffq/core";
import type { ExtensionOffer } from "@ffq/core/extension";
import { type FfqError, WorkerId } from "@ffq/core/physical";
import { type CustomOperators, TaskHost } from "@ffq/core/runtime";
import { DistributedRuntime } from "../../src/client/distributed-runtime.ts";
import { BlobStore } from "../../src/coordinator/blob-store.ts";
import { Coordinator, type CoordinatorNotice } from "../../src/coordinator/coordinator.ts";
import { coordinatorServices } from "../../src/coordinator/services.ts";
import { carrierOf, carrierTransport } from "../../src/rpc/carrier.ts";
import { withDeadlines } from "../../src/rpc/interceptors/deadline.ts";
import { withRetries } from "../../src/rpc/interceptors/retry.ts";
import { type CoordinatorClient, coordinatorClient } from "../../src/rpc/transport.ts";
import { defaultConfig, type SchedulerConfig } from "../../src/scheduler/config.ts";
import type { FileStore } from "../../src/store/file-store.ts";
import { Worker } from "../../src/worker/worker.ts";
import { WorkerExtensions } from "../../src/worker/worker-module.ts";
import type { SimCluster } from "./cluster.ts";
import { simCarrier } from "./sim-carrier.ts";
import type { SimProcess } from "./sim-clock.ts";
import type { Program } from "./sim-host.ts";
import { simFetch } from "./sim-http.ts";
import type { SimRandom } from "./sim-random.ts";
import { StateWatch } from "./state-watch.ts";
import { absent, BATCH_ROWS, dawdle, type Question, special, type Workload } from "./workload.ts";

export const COORDINATOR_URL = "http://coordinator:7070";

/** What differs between clusters. */
export interface ClusterSettings {
  readonly config: SchedulerConfig;
  readonly workers: number;
  /** Of each worker. */
  readonly slots: number;
  /** Of each query's exchanges. */
  readonly partitions: number;
  /** What a turn of a process's event loop costs. */
  readonly turnMs: number;
  /** Bytes of outputs that a worker keeps in memory. */
  readonly outputBytes: number;
  /** How long queries wait for workers that have their functions, unless they say otherwise; 0: as long as it takes. */
  readonly capabilityTimeoutMs: number;
  /** Bytes of rows that a client holds back. */
  readonly holdBackBytes: number;
  /** Inputs of so few rows are read whole. */
  readonly smallInputRows: number;
}

export function chooseSettings(random: SimRandom): ClusterSettings {
  return {
    config: {
      ...defaultConfig,
      livenessTimeoutMs: random.chance(0.25) ? 12_000 : random.between(2_000, 6_000),
      silentAttemptMs: random.between(2_000, 5_000),
      maxTasksPerWorker: random.between(1, 4),
      maxTasksPerQuery: random.between(1, 8),
      maxRunningQueries: random.between(1, 3),
      retryBackoffMaxMs: 2_000,
      blacklistFailureThreshold: random.between(2, 5),
      blacklistCooldownMs: random.between(2_000, 10_000),
      noWorkersGraceMs: 20_000,
      clientGraceMs: 30_000,
      retentionMs: 60_000,
    },
    workers: random.between(2, 4),
    slots: random.between(1, 3),
    partitions: random.between(1, 4),
    turnMs: random.pick([0.05, 1, 20]),
    outputBytes: random.pick([0, 0, 2_000, 1 << 20]),
    capabilityTimeoutMs: random.pick([0, 0, 4_000]),
    holdBackBytes: random.pick([0, 1 << 20, 1 << 20, 1 << 20]),
    smallInputRows: random.pick([0, 0, 100]),
  };
}

export function coordinatorProgram(cluster: SimCluster): Program {
  return (process, store) => {
    runCoordinator(cluster, process, store).catch((thrown: unknown) => {
      cluster.violation("coordinator", `${process.name} cannot start: ${String(thrown)}`);
      cluster.coordinator.exited(process);
    });
  };
}

async function runCoordinator(cluster: SimCluster, process: SimProcess, store: FileStore): Promise<void> {
  const { loop, log, settings, violation, coordinator: host } = cluster;
  const { clock } = process;
  const random = cluster.random(process.name);
  const note = (text: string): void => log.add(loop.now, process.name, text);
  const onFatal = (error: FfqError): void => {
    note(`dies of ${error.code} ${error.message}`);
    if (error.code === "INTERNAL") violation("coordinator", `${error.message}: ${String(error.cause)}`);
    // As whatever watches over it would.
    loop.post(undefined, 1_000, () => host.start());
    host.exited(process);
  };
  const coordinator = await Coordinator.start({
    config: settings.config,
    store,
    clock,
    random: () => random.unit(),
    onNotice: (notice) => note(textOf(notice)),
    onFatal,
  });
  const blobs = await BlobStore.open({ store, clock, inUse: () => coordinator.payloads.blobsInUse() });
  const { livenessTimeoutMs, clientGraceMs } = settings.config;
  const coordinatorId = `coordinator-${coordinator.epoch}`;
  const services = coordinatorServices({ coordinator, blobs, clock, coordinatorId, livenessTimeoutMs, clientGraceMs });
  cluster.carriers.listen(COORDINATOR_URL, process, carrierOf(services));
  cluster.running.coordinator = coordinator;
  const watch = new StateWatch(violation, (query) => watchStop(cluster, query));
  process.afterTurn = () => watch.look(coordinator.state);
}

/** Within that, no worker works for a query any more that has ended. */
const STOP_MS = 1_000;

function watchStop({ loop, log, calls, violation, isCalm }: SimCluster, query: string): void {
  const faults = log.faultCount;
  if (!isCalm()) return;
  loop.post(undefined, STOP_MS, () => {
    const open = calls.openOf(query);
    if (open.length > 0 && log.faultCount === faults) {
      violation("not stopped", `${open.join(" ")} ${STOP_MS} ms after the end of ${query}`);
    }
  });
}

function textOf(notice: CoordinatorNotice): string {
  return JSON.stringify(notice, (_, value: unknown) => (value instanceof Error ? value.message : value));
}

export function workerProgram(cluster: SimCluster): Program {
  return (process, store) => void runWorker(cluster, process, store);
}

const WORKER_PORT = 7071;
const ARENA_BYTES = 64 << 20;

async function runWorker(cluster: SimCluster, process: SimProcess, store: FileStore): Promise<void> {
  const { loop, log, settings, network, routes } = cluster;
  const { clock, host } = process;
  const random = cluster.random(process.name);
  const extensions = extensionsOf(process);
  const worker = new Worker({
    id: WorkerId(process.name.replace("#", "-life-")),
    clock,
    random: () => random.unit(),
    coordinator: callsOf(cluster, process, random),
    fetch: simFetch(network, routes, process),
    store,
    host: countedHost(cluster, process, extensions.operators),
    extensions,
    limits: {
      slots: settings.slots,
      outputBytes: settings.outputBytes,
      pollMs: 2_000,
      orphanMs: 100_000,
      fetchIdleMs: 5_000,
      resultWaitMs: 1_000,
    },
    log: (entry) => log.add(loop.now, process.name, JSON.stringify(entry)),
  });
  process.turnMs = settings.turnMs;
  const endpoint = `http://${host}:${WORKER_PORT}`;
  routes.listen(endpoint, process, worker.routes);
  cluster.running.workers.set(host, worker);
  await worker.start(endpoint);
}

/** Every other worker has the function of special questions. */
function extensionsOf({ host, clock }: SimProcess): WorkerExtensions {
  const extensions = new WorkerExtensions();
  extensions.addFunction(dawdle(clock));
  if (Number(host.at(-1)) % 2 === 1) extensions.addFunction(special);
  return extensions;
}

/** The real one, whose tasks are counted: a worker never runs more than it has slots. */
function countedHost(
  { settings, violation }: SimCluster,
  { clock, name }: SimProcess,
  operators: CustomOperators,
): TaskHost {
  const host = TaskHost.create({ threads: 0, sharedMemory: false, arenaBytes: ARENA_BYTES, clock, operators });
  const run = host.run.bind(host);
  let running = 0;
  host.run = async (task) => {
    running++;
    if (running > settings.slots) violation("slots", `${name} runs ${running} tasks on ${settings.slots} slots`);
    try {
      return await run(task);
    } finally {
      running--;
    }
  };
  return host;
}

/** Calls to the coordinator as the command lines make them. */
function callsOf({ network, carriers }: SimCluster, process: SimProcess, random: SimRandom): CoordinatorClient {
  const { clock } = process;
  const transport = carrierTransport(simCarrier(network, carriers, process, COORDINATOR_URL));
  const retries = { clock, random: () => random.unit(), attempts: 12, baseMs: 100, mostMs: 3_000 };
  return coordinatorClient(withRetries(withDeadlines(transport, clock), retries));
}

/** A client is what its body does. */
export function clientProgram(body: (process: SimProcess) => Promise<void>): Program {
  return (process) => void body(process);
}

/** An engine whose queries run on the cluster, with all tables registered. */
export async function openEngine(
  cluster: SimCluster,
  process: SimProcess,
  { tables, capabilityTimeoutMs }: Pick<Workload, "tables"> & Pick<Question, "capabilityTimeoutMs">,
): Promise<Engine> {
  const engine = await Engine.create({
    coordinator: COORDINATOR_URL,
    extensions: [offerTo(cluster, process, capabilityTimeoutMs)],
    partitions: cluster.settings.partitions,
    smallInputRows: cluster.settings.smallInputRows,
    threads: 0,
    sharedMemory: false,
    batchRows: BATCH_ROWS,
  });
  for (const { name, table } of tables) await engine.registerArrow(name, table);
  for (const custom of [special, absent, dawdle(process.clock)]) engine.registerFunction(custom);
  return engine;
}

function offerTo(cluster: SimCluster, process: SimProcess, patienceMs?: number): ExtensionOffer {
  const random = cluster.random(process.name);
  let queries = 0;
  const openCluster = (): DistributedRuntime =>
    new DistributedRuntime({
      url: COORDINATOR_URL,
      client: callsOf(cluster, process, random),
      fetch: simFetch(cluster.network, cluster.routes, process),
      clock: process.clock,
      random: () => random.unit(),
      capabilityTimeoutMs: patienceMs ?? cluster.settings.capabilityTimeoutMs,
      holdBackBytes: cluster.settings.holdBackBytes,
      reconnectMs: 60_000,
      newId: () => `${process.host}-${++queries}`,
      disconnect: () => undefined,
    });
  return { name: "simulated", options: ["coordinator"], load: () => Promise.resolve({ openCluster }) };
}
