// How fast rows go from one task to another over loopback: served over HTTP, fetched and decoded, both ends on one
// thread. Bytes per second of processor time, of all threads of the process, so that what else the machine does does not
// count. Outputs in memory, and in files.
//
//   node packages/distributed/bench/shuffle.ts
//
// Last line: `shuffle memory=... disk=... (MB/s per core)`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClusterQueryId, type Field, type Stage, StageId, systemClock, WorkerId } from "@ffq/core/physical";
import { TaskHost } from "@ffq/core/runtime";
import { httpFrameSource } from "../src/rpc/frame-stream.ts";
import { nodeHttpFetch } from "../src/rpc/node-http.ts";
import { startServer } from "../src/rpc/server.ts";
import { shuffleRoute } from "../src/shuffle/fetch-service.ts";
import { HeldOutputs } from "../src/shuffle/held-outputs.ts";
import { partitionBytes } from "../src/shuffle/layout.ts";
import { MapOutputWriter } from "../src/shuffle/map-output-writer.ts";
import { ShuffleReader } from "../src/shuffle/shuffle-exchange.ts";
import { localFileStore } from "../src/store/local-file-store.ts";
import { shufflePath } from "../src/wire/data-path.ts";

const ROWS = 16384;
const PIECES = 100;
const RUNS = 5;

const fields: readonly Field[] = [
  { name: "key", type: { kind: "int8" }, nullable: false },
  { name: "price", type: { kind: "numeric", precision: 15, scale: 2 }, nullable: false },
  { name: "day", type: { kind: "date" }, nullable: true },
  { name: "comment", type: { kind: "text" }, nullable: false },
];
const task = { query: ClusterQueryId("bench"), stage: StageId(0), partition: 0, attempt: 1 };
const noTables = (): never => {
  throw new Error("no tables");
};

const values = Array.from({ length: ROWS }, (_, row) => [
  BigInt(row),
  BigInt(row * 100),
  row % 7 === 0 ? null : row % 3000,
  `comment number ${row}`,
]);
const valuesPlan = { kind: "values", rows: values, fields, estimatedRows: ROWS } as const;
const writing: Stage = {
  id: StageId(0),
  plan: { kind: "union-all", inputs: Array.from({ length: PIECES }, () => valuesPlan), fields, estimatedRows: ROWS },
  partitions: 1,
  output: { kind: "single" },
  inputs: [],
};
const read = { kind: "exchange-read", stage: StageId(0), fields, estimatedRows: ROWS } as const;
const reading: Stage = {
  id: StageId(1),
  plan: {
    kind: "hash-aggregate",
    state: 0 as never,
    input: read,
    keys: [],
    accumulators: [{ operator: "count-rows", type: { kind: "int8" }, distinct: false }],
    phase: "single",
    fields: [{ name: "count", type: { kind: "int8" }, nullable: false }],
    estimatedRows: 1,
  },
  partitions: 1,
  output: { kind: "single" },
  inputs: [StageId(0)],
};

/** Best of some runs, in MB/s. */
async function measure(memoryBytes: number): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), "ffq-bench-"));
  const store = localFileStore(root);
  const host = TaskHost.create({ threads: 0 });
  const outputs = new HeldOutputs(store, systemClock, memoryBytes);
  const server = await startServer({ host: "127.0.0.1", port: 0, routes: [shuffleRoute(outputs)] });
  const http = nodeHttpFetch();
  let best = 0;
  try {
    let writer: MapOutputWriter | undefined;
    await host.run({
      stage: writing,
      partition: 0,
      tables: noTables,
      input: noTables,
      output: {
        kind: "exchange",
        open: (memory) => {
          const output = { store, task, output: writing.output, durable: false, memory: outputs.memory };
          writer = new MapOutputWriter(output, memory);
          return writer;
        },
      },
    });
    const written = writer?.written;
    if (written === undefined) throw new Error("nothing was written");
    const bytes = partitionBytes(written.index);
    outputs.add({ task, partitionBytes: bytes }, written.kept);
    for (let run = 0; run < RUNS; run++) {
      const start = process.cpuUsage();
      await host.run({
        stage: reading,
        partition: 0,
        tables: noTables,
        input: (stage, memory) => {
          const output = { task, worker: WorkerId("w"), endpoint: server.url, bytes: bytes[0] ?? 0 };
          return new ShuffleReader(
            {
              query: task.query,
              stage,
              partition: 0,
              lookup: async () => ({ complete: true, outputs: [output] }),
              sourceOf: (of, partition) =>
                httpFrameSource(http.fetch, server.url + shufflePath({ task: of.task, partition }), 10_000, true),
              retries: { clock: systemClock, random: Math.random, attempts: 1, baseMs: 1, mostMs: 1 },
              onBytes: () => {},
            },
            memory,
          );
        },
        output: { kind: "result", put: async () => {} },
      });
      const { user, system } = process.cpuUsage(start);
      best = Math.max(best, written.bytes / (user + system));
    }
    return best;
  } finally {
    http.close();
    await server.close(0);
    await host.close();
    rmSync(root, { recursive: true, force: true });
  }
}

const memory = await measure(1 << 30);
const disk = await measure(0);
process.stdout.write(`shuffle memory=${memory.toFixed(0)} disk=${disk.toFixed(0)} (MB/s per core)\n`);
