import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import type { TableRows } from "@ffq/core/extension";
import {
  type FfqError,
  type Field,
  nodesOf,
  type PhysicalPlan,
  type StageGraph,
  StageId,
  type TableRef,
} from "@ffq/core/physical";
import { decodeResult, splitFrames } from "@ffq/core/runtime";
import { tableBlobOf } from "../wire/table-blob.ts";
import { batchOf } from "./cluster.fixture.ts";
import { type BlobCache, travelling } from "./travelling-tables.ts";

const fields: readonly Field[] = [{ name: "n", type: { kind: "int4" }, nullable: false }];
const scan = (table: TableRef): PhysicalPlan => ({
  kind: "scan",
  table,
  columns: [0],
  filters: [],
  fields,
  estimatedRows: 1,
});
const graphOf = (plan: PhysicalPlan): StageGraph => ({
  stages: [{ id: StageId(0), plan, partitions: 1, output: { kind: "single" }, inputs: [] }],
});
const memory: TableRef = { provider: "memory", name: "t", spec: { version: 3 } };

function rowsOf(key: object, count: { read: number }): TableRows {
  return {
    key,
    fields,
    read: async function* () {
      count.read++;
      yield batchOf(1, 2);
      yield batchOf(3);
    },
  };
}

const scansOf = ({ stages }: StageGraph): readonly TableRef[] =>
  stages.flatMap(({ plan }) => nodesOf(plan)).flatMap((node) => (node.kind === "scan" ? [node.table] : []));

test("files are named from the root, other machines' addresses stay", async () => {
  const files = ["data/a.parquet", "/b.parquet", "s3://bucket/c.parquet"];
  const { graph, blobs } = await travelling(
    graphOf(scan({ provider: "parquet", name: "p", spec: { files } })),
    {},
    new WeakMap(),
  );
  assert.deepEqual(scansOf(graph)[0]?.spec, {
    files: [resolve("data/a.parquet"), "/b.parquet", "s3://bucket/c.parquet"],
  });
  assert.deepEqual(blobs, []);
});

test("a table in memory travels once, however often it is scanned, and is encoded once while it stays the same", async () => {
  const cache: BlobCache = new WeakMap();
  const count = { read: 0 };
  const key = {};
  const plan: PhysicalPlan = { kind: "union-all", inputs: [scan(memory), scan(memory)], fields, estimatedRows: 2 };
  for (let round = 0; round < 2; round++) {
    const { graph, blobs } = await travelling(graphOf(plan), { memoryRows: () => rowsOf(key, count) }, cache);
    const [blob] = blobs;
    assert.ok(blob !== undefined && blobs.length === 1);
    const specs = scansOf(graph).map(tableBlobOf);
    assert.equal(specs.length, 2);
    assert.deepEqual(specs[0], { hash: blob.hash, bytes: blob.data.length, rows: 3, fields });
    const values = [...splitFrames(blob.data)].flatMap((frame) => {
      const { columns, rows } = decodeResult([{ kind: "int4" }], frame);
      return [...new Int32Array(Uint8Array.from(columns[0]?.data.subarray(0, rows * 4) ?? []).buffer)];
    });
    assert.deepEqual(values, [1, 2, 3]);
  }
  assert.equal(count.read, 1);
  await travelling(graphOf(plan), { memoryRows: () => rowsOf({}, count) }, cache);
  assert.equal(count.read, 2);
});

test("a graph that brings no rows travels the same each time, one that does with the rows that there are", async () => {
  const files = graphOf(scan({ provider: "parquet", name: "p", spec: { files: ["/a.parquet"] } }));
  assert.equal(await travelling(files, {}, new WeakMap()), await travelling(files, {}, new WeakMap()));
  const rows = graphOf(scan(memory));
  const cache: BlobCache = new WeakMap();
  const one = await travelling(rows, { memoryRows: () => rowsOf({}, { read: 0 }) }, cache);
  const three: TableRows = {
    key: {},
    fields,
    read: async function* () {
      yield batchOf(9);
    },
  };
  const other = await travelling(rows, { memoryRows: () => three }, cache);
  assert.notEqual(one.blobs[0]?.hash, other.blobs[0]?.hash);
});

test("what failed to be read is read again by the next query", async () => {
  const cache: BlobCache = new WeakMap();
  const key = {};
  const failing: TableRows = {
    key,
    fields,
    read: () => {
      throw new Error("out of memory");
    },
  };
  await assert.rejects(travelling(graphOf(scan(memory)), { memoryRows: () => failing }, cache), /out of memory/);
  const { blobs } = await travelling(graphOf(scan(memory)), { memoryRows: () => rowsOf(key, { read: 0 }) }, cache);
  assert.equal(blobs.length, 1);
});

test("a table over the limit is refused with its name", async () => {
  const huge: TableRows = {
    key: {},
    fields,
    read: async function* () {
      const batch = batchOf(...new Array<number>(65_536).fill(7));
      for (;;) yield batch;
    },
  };
  await assert.rejects(
    travelling(graphOf(scan(memory)), { memoryRows: () => huge }, new WeakMap()),
    (error: FfqError) => {
      return error.code === "UNSUPPORTED" && error.message === 'table "t" is too large to be sent to a cluster';
    },
  );
});

test("deep plans do not overflow the stack", async () => {
  let plan = scan(memory);
  for (let depth = 0; depth < 50_000; depth++)
    plan = { kind: "filter", input: plan, predicate: truth, fields, estimatedRows: 1 };
  const { graph } = await travelling(graphOf(plan), { memoryRows: () => rowsOf({}, { read: 0 }) }, new WeakMap());
  assert.equal(tableBlobOf(scansOf(graph)[0] ?? memory).rows, 3);
});

const truth = { kind: "constant", type: { kind: "bool" }, value: true } as const;
