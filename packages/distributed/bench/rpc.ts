// `node packages/distributed/bench/rpc.ts`: what calls and plain HTTP cost, server and client on a thread each.
// Prints calls per second by batch size, and megabytes per second of a streamed body.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { ClusterQueryId, StageId, WorkerId } from "@ffq/core/physical";
import { connectTransport } from "../src/rpc/connect-transport.ts";
import { nodeHttpFetch } from "../src/rpc/node-http.ts";
import { startServer } from "../src/rpc/server.ts";
import { fakeServices } from "../src/rpc/services.fixture.ts";
import { coordinatorClient } from "../src/rpc/transport.ts";
import type { GetTaskRequest, GetTaskResponse } from "../src/wire/messages.ts";

const SECONDS = 3;
const PIECE = new Uint8Array(1 << 20);
const settings = {
  memoryLimit: 0,
  batchRows: 8192,
  timeoutMs: 0,
  capabilityTimeoutMs: 0,
  spillLimit: 0,
  spillThreshold: 0,
};
const query = ClusterQueryId("bench");

/** As many tasks as slots are free. */
async function getTask({ freeSlots, poll }: GetTaskRequest): Promise<GetTaskResponse> {
  const tasks = Array.from({ length: freeSlots }, (_, partition) => ({
    task: { query, stage: StageId(1), partition: poll * freeSlots + partition, attempt: 0 },
    settings,
    isResult: false,
    inputs: [],
  }));
  return { known: true, tasks, stages: [], cancel: [], releasedQueries: [] };
}

async function* pieces(): AsyncGenerator<Uint8Array> {
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) yield PIECE;
}

async function serve(): Promise<void> {
  const services = fakeServices({
    controlPlane: { getTask, reportTaskStatus: async () => ({ known: true, stale: [], poll: 0 }) },
  });
  const routes = [{ path: "/bytes", handle: () => ({ status: 200, body: pieces() }) }];
  const server = await startServer({ host: "127.0.0.1", port: 0, services, routes });
  const client = new Worker(new URL(import.meta.url), { workerData: server.url });
  client.on("message", (line: string) => process.stdout.write(`${line}\n`));
  await new Promise((resolve) => client.once("exit", resolve));
  await server.close(0);
}

/** Assignments per second: each is fetched and reported as done, by `workers` loops at a time. */
async function assignments(url: string, slots: number, workers: number): Promise<number> {
  const transport = connectTransport({ url });
  const { controlPlane } = coordinatorClient(transport);
  const metrics = { rowsOut: 1, bytesOut: 1, bytesIn: 1, elapsedMs: 1, peakMemory: 1 };
  const end = performance.now() + SECONDS * 1000;
  const work = async (name: string): Promise<number> => {
    const worker = WorkerId(name);
    let done = 0;
    for (let poll = 1; performance.now() < end; poll++) {
      const { tasks } = await controlPlane.getTask({ worker, freeSlots: slots, waitMs: 0, poll });
      const reports = tasks.map(({ task }) => ({ task, outcome: { kind: "succeeded", metrics } as const }));
      await controlPlane.reportTaskStatus({ worker, reports, freeSlots: 0 });
      done += tasks.length;
    }
    return done;
  };
  const done = await Promise.all(Array.from({ length: workers }, (_, index) => work(`w${index}`)));
  transport.close();
  return done.reduce((sum, one) => sum + one, 0) / SECONDS;
}

async function measure(url: string): Promise<void> {
  await assignments(url, 4, 8); // until everything is compiled
  for (const slots of [1, 4, 16]) {
    const rate = await assignments(url, slots, 8);
    parentPort?.postMessage(`rpc slots=${slots} assignments_per_s=${Math.round(rate)}`);
  }
  const http = nodeHttpFetch();
  const start = performance.now();
  const { body } = await http.fetch(`${url}/bytes`, { idleMs: 1000 });
  let bytes = 0;
  for await (const piece of body) bytes += piece.length;
  http.close();
  parentPort?.postMessage(`http mb_per_s=${Math.round(bytes / 1e3 / (performance.now() - start))}`);
}

if (isMainThread) await serve();
else await measure(workerData as string);
