// Two stages over shuffle files: rows written by real tasks, served by one worker and read by tasks of another, and
// every way in which that can go wrong.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ClusterQueryId,
  FfqError,
  type Field,
  type LogicalType,
  type Partitioning,
  type PhysicalPlan,
  type Stage,
  StageId,
  systemClock,
  type TaskAttempt,
  WorkerId,
} from "@ffq/core/physical";
import { type ResultBatch, TaskHost } from "@ffq/core/runtime";
import { httpFrameSource } from "../rpc/frame-stream.ts";
import type { HttpFetch, HttpRoute } from "../rpc/http.ts";
import { memoryHttpFetch } from "../rpc/memory-http.ts";
import { MemoryFileStore } from "../store/memory-file-store.fixture.ts";
import { shufflePath } from "../wire/data-path.ts";
import type { GetMapOutputsResponse, MapOutput } from "../wire/messages.ts";
import { fetchFailureOf } from "./errors.ts";
import { shuffleRoute } from "./fetch-service.ts";
import { HeldOutputs } from "./held-outputs.ts";
import { outputName, partitionBytes } from "./layout.ts";
import { MapOutputWriter } from "./map-output-writer.ts";
import { ShuffleReader } from "./shuffle-exchange.ts";

const INT4: LogicalType = { kind: "int4" };
const TEXT: LogicalType = { kind: "text" };
const query = ClusterQueryId("q");
const worker = WorkerId("w1");
const ENDPOINT = "http://w1:1";
const fields: readonly Field[] = [
  { name: "n", type: INT4, nullable: false },
  { name: "t", type: TEXT, nullable: true },
];
const ROWS = 5000;

function mapStage(output: Partitioning, rows = ROWS): Stage {
  const values: PhysicalPlan = {
    kind: "values",
    rows: Array.from({ length: rows }, (_, row) => [row, row % 10 === 0 ? null : `text ${row}`]),
    fields,
    estimatedRows: rows,
  };
  return { id: StageId(0), plan: values, partitions: 2, output, inputs: [] };
}

const readStage: Stage = {
  id: StageId(1),
  plan: { kind: "exchange-read", stage: StageId(0), fields, estimatedRows: 1 },
  partitions: 3,
  output: { kind: "single" },
  inputs: [StageId(0)],
};
const byNumber: Partitioning = {
  kind: "hash",
  keys: [{ kind: "input", index: 0, type: INT4 }],
  partitions: 3,
};
const noTables = (): never => assert.fail("no tables");
const attemptOf = (partition: number, attempt = 1): TaskAttempt => ({ query, stage: StageId(0), partition, attempt });

class Cluster {
  readonly host: TaskHost = TaskHost.create({ threads: 0, arenaBytes: 256 << 20 });
  readonly store: MemoryFileStore = new MemoryFileStore();
  readonly held: HeldOutputs;
  routes: readonly HttpRoute[];
  fetch: HttpFetch = memoryHttpFetch((origin) => (origin === ENDPOINT ? this.routes : undefined));
  bytesIn = 0;

  constructor(memoryBytes = 0) {
    this.held = new HeldOutputs(this.store, systemClock, memoryBytes);
    this.routes = [shuffleRoute(this.held)];
  }

  async map(stage: Stage, partition: number): Promise<MapOutputWriter> {
    const task = attemptOf(partition);
    let writer: MapOutputWriter | undefined;
    try {
      await this.host.run({
        stage,
        partition,
        tables: noTables,
        input: noTables,
        output: {
          kind: "exchange",
          open: (memory) => {
            const output = { store: this.store, task, output: stage.output, durable: false, memory: this.held.memory };
            writer = new MapOutputWriter(output, memory);
            return writer;
          },
        },
      });
    } catch (thrown) {
      await writer?.abort();
      throw thrown;
    }
    assert.ok(writer?.written !== undefined);
    this.held.add({ task, partitionBytes: partitionBytes(writer.written.index) }, writer.written.kept);
    return writer;
  }

  lookup(partition: number): GetMapOutputsResponse {
    const outputs = [0, 1].map((task): MapOutput => {
      const bytes = this.held.bytesOf(attemptOf(task), partition) ?? 1000;
      return { task: attemptOf(task), worker, endpoint: ENDPOINT, bytes };
    });
    return { complete: true, outputs };
  }

  /** The rows that a reading task gets, as `number text`. */
  async reduce(
    partition: number,
    lookup: (partition: number) => GetMapOutputsResponse = (p) => this.lookup(p),
  ): Promise<string[]> {
    const found: string[] = [];
    await this.host.run({
      stage: readStage,
      partition,
      tables: noTables,
      input: (stage, memory) =>
        new ShuffleReader(
          {
            query,
            stage,
            partition,
            lookup: async () => lookup(partition),
            sourceOf: ({ task, endpoint }, asked) =>
              httpFrameSource(this.fetch, endpoint + shufflePath({ task, partition: asked }), 1000),
            retries: { clock: systemClock, random: () => 0, attempts: 4, baseMs: 1, mostMs: 2 },
            onBytes: (bytes) => {
              this.bytesIn += bytes;
            },
          },
          memory,
        ),
      output: { kind: "result", put: async (batch) => void found.push(...textRows(batch)) },
    });
    return found;
  }

  /** Of task 0's partition 1. */
  async bytesFrom(offset: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.held.read(attemptOf(0), 1, offset)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async close(): Promise<void> {
    await this.host.close();
  }
}

function textRows({ rows, columns }: ResultBatch): string[] {
  const [numbers, texts] = columns;
  assert.ok(numbers !== undefined && texts?.offsets !== undefined);
  const values = new Int32Array(numbers.data.buffer, numbers.data.byteOffset, rows);
  const { offsets, data, validity } = texts;
  return Array.from({ length: rows }, (_, row) => {
    const isValid = validity === undefined || (((validity[row >> 3] as number) >> (row & 7)) & 1) === 1;
    const text = new TextDecoder().decode(data.subarray(offsets[row], offsets[row + 1]));
    return `${values[row]} ${isValid ? text : null}`;
  });
}

const expected = Array.from({ length: 2 * ROWS }, (_, at) => {
  const row = at >> 1;
  return `${row} ${row % 10 === 0 ? null : `text ${row}`}`;
}).sort();

async function withCluster(body: (cluster: Cluster) => Promise<void>, memoryBytes = 0): Promise<void> {
  const cluster = new Cluster(memoryBytes);
  try {
    await body(cluster);
  } finally {
    await cluster.close();
  }
}

async function mapped(cluster: Cluster, output: Partitioning): Promise<void> {
  for (const partition of [0, 1]) await cluster.map(mapStage(output), partition);
}

test("every row arrives in one partition", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, byNumber);
    const parts = [await cluster.reduce(0), await cluster.reduce(1), await cluster.reduce(2)];
    for (const part of parts) assert.ok(part.length > 1000, String(part.length));
    assert.deepEqual(parts.flat().sort(), expected);
    const outputs = cluster.held.list().flatMap(({ partitionBytes: bytes }) => bytes);
    assert.equal(
      cluster.bytesIn,
      outputs.reduce((sum, bytes) => sum + bytes, 0),
    );
  }));

test("a broadcast arrives whole in each partition, a single in the one", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, { kind: "broadcast", partitions: 3 });
    for (const partition of [0, 1, 2]) assert.deepEqual((await cluster.reduce(partition)).sort(), expected);
    await mapped(cluster, { kind: "single" });
    assert.deepEqual((await cluster.reduce(0)).sort(), expected);
  }));

test("outputs without rows are no rows", () =>
  withCluster(async (cluster) => {
    for (const partition of [0, 1]) await cluster.map(mapStage(byNumber, 0), partition);
    assert.deepEqual(await cluster.reduce(1), []);
  }));

/** Reads partition 1 and expects task 1 of the two to be blamed. */
async function assertBlamed(cluster: Cluster, why: RegExp): Promise<void> {
  await assert.rejects(cluster.reduce(1), (thrown) => {
    assert.ok(thrown instanceof FfqError);
    assert.equal(thrown.code, "SHUFFLE_FETCH_FAILED", thrown.message);
    assert.match(thrown.message, why);
    assert.deepEqual(fetchFailureOf(thrown), { producer: attemptOf(1), worker });
    assert.deepEqual(fetchFailureOf(FfqError.fromData(thrown.toData())), { producer: attemptOf(1), worker });
    return true;
  });
}

test("a missing output is blamed on its producer, never empty", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, byNumber);
    await cluster.held.drop(attemptOf(1));
    await assertBlamed(cluster, /does not hold/);
  }));

test("a file that is torn or gone is blamed on its producer", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, byNumber);
    const file = cluster.store.files.get(outputName(attemptOf(1)));
    assert.ok(file !== undefined);
    file.bytes = file.bytes.slice(0, file.bytes.length - 5);
    await assertBlamed(cluster, /its file has no end/);
    cluster.store.files.delete(outputName(attemptOf(1)));
    await assertBlamed(cluster, /there is no file/);
  }));

test("a flipped byte on the disk is seen and blamed on its producer", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, byNumber);
    const file = cluster.store.files.get(outputName(attemptOf(1)));
    assert.ok(file !== undefined);
    for (let at = 100; at < file.bytes.length * 0.9; at += Math.floor(file.bytes.length / 7)) {
      const { bytes } = file;
      file.bytes = Uint8Array.from(bytes);
      file.bytes[at] = (file.bytes[at] as number) ^ 0x10;
      const outcomes = await Promise.allSettled([0, 1, 2].map((partition) => cluster.reduce(partition)));
      const codes = outcomes.flatMap((outcome) =>
        outcome.status === "rejected" ? [(outcome.reason as FfqError).code] : [],
      );
      assert.deepEqual(codes, ["SHUFFLE_FETCH_FAILED"], `byte ${at}`);
      file.bytes = bytes;
    }
  }));

test("connections that are cut, damaged or answered with errors are made again", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, byNumber);
    const { fetch } = cluster;
    const calls = new Map<string, number>();
    cluster.fetch = async (url, options) => {
      const [address = ""] = url.split("?");
      const call = calls.get(address) ?? 0;
      calls.set(address, call + 1);
      if (call === 0) return { status: 503, headers: {}, body: (async function* () {})() };
      const { status, headers, body } = await fetch(url, options);
      if (call > 2) return { status, headers, body };
      const spoiled = (async function* () {
        for await (const bytes of body) {
          const half = bytes.slice(0, bytes.length >> 1);
          if (call === 2) half.fill(0, 10);
          yield half;
          throw new FfqError("IO", "cut");
        }
      })();
      return { status, headers, body: spoiled };
    };
    const parts = [await cluster.reduce(0), await cluster.reduce(1), await cluster.reduce(2)];
    assert.deepEqual(parts.flat().sort(), expected);
    assert.deepEqual([...calls.values()], [4, 4, 4, 4, 4, 4]);
  }));

test("the rows of another attempt are refused", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, byNumber);
    const { fetch } = cluster;
    cluster.fetch = (url, options) => fetch(url.replace("/0/1/2/", "/0/1/1/"), options);
    const lookup = (partition: number): GetMapOutputsResponse => {
      const { outputs } = cluster.lookup(partition);
      return {
        complete: true,
        outputs: outputs.map((output, at) => (at === 1 ? { ...output, task: attemptOf(1, 2) } : output)),
      };
    };
    await assert.rejects(cluster.reduce(1, lookup), (thrown) => {
      assert.ok(thrown instanceof FfqError);
      assert.match(thrown.message, /epoch 1 instead of 2/);
      return true;
    });
  }));

test("outputs that are being made anew end the task, blaming nobody", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, byNumber);
    const lookup = (partition: number): GetMapOutputsResponse => ({ ...cluster.lookup(partition), complete: false });
    await assert.rejects(cluster.reduce(1, lookup), (thrown) => {
      assert.ok(thrown instanceof FfqError);
      assert.equal(thrown.code, "SHUFFLE_FETCH_FAILED");
      assert.equal(fetchFailureOf(thrown), undefined);
      return true;
    });
  }));

test("a full disk fails the task and leaves no file", () =>
  withCluster(async (cluster) => {
    let appends = 0;
    cluster.store.refuses = (what) => what === "append" && ++appends > 0;
    await assert.rejects(cluster.map(mapStage(byNumber), 0), { code: "IO" });
    cluster.store.refuses = () => false;
    assert.deepEqual([...cluster.store.files.keys()], []);
  }));

for (const { memoryBytes, files, why } of [
  { memoryBytes: 1 << 30, files: 0, why: "both are kept" },
  { memoryBytes: 120_000, files: 1, why: "one is kept, one goes to its file" },
  { memoryBytes: 60_000, files: 2, why: "both have begun in memory and go to their files" },
]) {
  test(`outputs in memory are read like those on the disk: ${why}`, () =>
    withCluster(async (cluster) => {
      await mapped(cluster, byNumber);
      assert.equal(cluster.store.files.size, files);
      assert.equal(cluster.held.memory.usedBytes > 0, files < 2);
      const parts = [await cluster.reduce(0), await cluster.reduce(1), await cluster.reduce(2)];
      assert.deepEqual(parts.flat().sort(), expected);
      // Every offset gives what follows it.
      const whole = await cluster.bytesFrom(0);
      assert.equal(whole.length, cluster.held.bytesOf(attemptOf(0), 1));
      for (const offset of [1, 16, 1000, whole.length - 33, whole.length - 32, whole.length - 1, whole.length]) {
        const rest = await cluster.bytesFrom(offset);
        assert.deepEqual(rest, whole.subarray(offset));
      }
      await cluster.held.drop(attemptOf(0));
      await cluster.held.release(query);
      assert.equal(cluster.held.memory.usedBytes, 0);
      assert.equal(cluster.store.files.size, 0);
    }, memoryBytes));
}

test("a task that fails gives its memory back", () =>
  withCluster(async (cluster) => {
    const stage = mapStage(byNumber);
    const task = attemptOf(0);
    let writer: MapOutputWriter | undefined;
    const run = cluster.host.run({
      stage,
      partition: 0,
      tables: noTables,
      input: noTables,
      output: {
        kind: "exchange",
        open: (memory) => {
          const output = {
            store: cluster.store,
            task,
            output: stage.output,
            durable: false,
            memory: cluster.held.memory,
          };
          writer = new MapOutputWriter(output, memory);
          writer.end = () => Promise.reject(new FfqError("IO", "no"));
          return writer;
        },
      },
    });
    await assert.rejects(run, { code: "IO" });
    assert.ok(cluster.held.memory.usedBytes > 0);
    await writer?.abort();
    assert.equal(cluster.held.memory.usedBytes, 0);
  }, 1 << 30));

test("a second try at the same attempt does not see what the first one left", () =>
  withCluster(async (cluster) => {
    const file = await cluster.store.append(`${outputName(attemptOf(0))}.part`);
    await file.append(new Uint8Array(1000));
    await file.close();
    await mapped(cluster, byNumber);
    const parts = [await cluster.reduce(0), await cluster.reduce(1), await cluster.reduce(2)];
    assert.deepEqual(parts.flat().sort(), expected);
  }));

test("files go with their query, by release and by neglect", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, byNumber);
    assert.equal(cluster.held.list().length, 2);
    await cluster.held.release(query);
    assert.deepEqual(cluster.held.list(), []);
    assert.deepEqual([...cluster.store.files.keys()], []);
    await mapped(cluster, byNumber);
    assert.deepEqual(await cluster.held.sweep(60_000, new Set()), []);
    assert.deepEqual(await cluster.held.sweep(0, new Set([query])), []);
    assert.deepEqual(await cluster.held.sweep(0, new Set()), [query]);
    assert.deepEqual([...cluster.store.files.keys()], []);
  }));

test("the service refuses what it does not know", () =>
  withCluster(async (cluster) => {
    await mapped(cluster, byNumber);
    const size = cluster.held.bytesOf(attemptOf(0), 1) ?? 0;
    for (const [path, status] of [
      ["/shuffle/v1/q/0/0/1/1", 200],
      [`/shuffle/v1/q/0/0/1/1?offset=${size}`, 200],
      [`/shuffle/v1/q/0/0/1/1?offset=${size + 1}`, 416],
      ["/shuffle/v1/q/0/0/1/1?offset=x", 400],
      ["/shuffle/v1/q/0/0/1/3", 404],
      ["/shuffle/v1/q/0/0/2/1", 404],
      ["/shuffle/v1/p/0/0/1/1", 404],
      ["/shuffle/v1/..%2f/0/0/1/1", 404],
    ] as const) {
      const response = await cluster.fetch(ENDPOINT + path, { idleMs: 1000 });
      assert.equal(response.status, status, path);
      let bytes = 0;
      for await (const piece of response.body) bytes += piece.length;
      if (status === 200) assert.equal(bytes, Number(response.headers["content-length"]));
    }
  }));
