// What a plan says about tables, in words that mean the same on every machine: a file's path from the root, and of a
// table in this process's memory its rows as a blob. A table's rows are encoded once as long as they stay the same.
import { resolve } from "node:path";
import type { ResultBatch, RunOptions, TableRows } from "@ffq/core/extension";
import { FfqError, mapChildren, nodesOf, type PhysicalPlan, type StageGraph, type TableRef } from "@ffq/core/physical";
import { encodeResult, joinFrames, PARQUET, schemeOf } from "@ffq/core/runtime";
import { hashOfBlob, MAX_BLOB_BYTES, type TableBlobSpec } from "../wire/table-blob.ts";

export interface TravellingBlob {
  readonly hash: string;
  readonly rows: number;
  readonly data: Uint8Array;
}

export interface TravellingGraph {
  readonly graph: StageGraph;
  readonly blobs: readonly TravellingBlob[];
}

/** By the rows' key. */
export type BlobCache = WeakMap<object, Promise<TravellingBlob>>;

/** Of graphs that bring no rows: a query that is asked again has the same one (core's session/known-statements.ts). */
const known = new WeakMap<StageGraph, TravellingGraph>();

/** @throws FfqError UNSUPPORTED for more rows in memory than a query may bring */
export async function travelling(
  graph: StageGraph,
  { memoryRows = () => undefined, signal }: Pick<RunOptions, "memoryRows" | "signal">,
  cache: BlobCache,
): Promise<TravellingGraph> {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const blobs = new Map<string, TravellingBlob>();
  const references = new Map<TableRef, TableRef>();
  for (const { plan } of graph.stages) {
    for (const node of nodesOf(plan)) {
      if (node.kind !== "scan" || references.has(node.table)) continue;
      const rows = memoryRows(node.table);
      if (rows === undefined) {
        references.set(node.table, fromTheRoot(node.table));
        continue;
      }
      const blob = await blobOf(node.table, rows, cache, signal);
      blobs.set(blob.hash, blob);
      references.set(node.table, withRows(node.table, rows, blob));
    }
  }
  const stages = graph.stages.map((stage) => ({ ...stage, plan: withTables(stage.plan, references) }));
  const made = { graph: { stages }, blobs: [...blobs.values()] };
  if (blobs.size === 0) known.set(graph, made);
  return made;
}

function withTables(root: PhysicalPlan, references: ReadonlyMap<TableRef, TableRef>): PhysicalPlan {
  const made = new Map<PhysicalPlan, PhysicalPlan>();
  // Children stand behind their parents: from the end, they are made first.
  for (const node of nodesOf(root).toReversed()) {
    const copy = mapChildren(node, (child) => made.get(child) ?? child);
    made.set(node, copy.kind === "scan" ? { ...copy, table: references.get(copy.table) ?? copy.table } : copy);
  }
  return made.get(root) ?? root;
}

function fromTheRoot(ref: TableRef): TableRef {
  if (ref.provider !== PARQUET) return ref;
  const { files, ...rest } = ref.spec as { readonly files: readonly string[] };
  return { ...ref, spec: { ...rest, files: files.map((file) => (schemeOf(file) === "file" ? resolve(file) : file)) } };
}

function withRows(ref: TableRef, { fields }: TableRows, { hash, rows, data }: TravellingBlob): TableRef {
  const spec: TableBlobSpec = { hash, bytes: data.length, rows, fields };
  return { ...ref, spec };
}

function blobOf(
  { name }: TableRef,
  rows: TableRows,
  cache: BlobCache,
  signal: AbortSignal | undefined,
): Promise<TravellingBlob> {
  const known = cache.get(rows.key);
  if (known !== undefined) return known;
  const made = encodeRows(name, rows.read(signal));
  cache.set(rows.key, made);
  // What failed (or was cancelled) is tried again by the next query.
  made.catch(() => cache.delete(rows.key));
  return made;
}

async function encodeRows(name: string, batches: AsyncIterable<ResultBatch>): Promise<TravellingBlob> {
  const frames: Uint8Array[] = [];
  let rows = 0;
  let bytes = 0;
  for await (const batch of batches) {
    const frame = encodeResult(batch);
    frames.push(frame);
    rows += batch.rows;
    bytes += frame.length;
    if (bytes > MAX_BLOB_BYTES) throw tooLarge(name);
  }
  const data = joinFrames(frames);
  if (data.length > MAX_BLOB_BYTES) throw tooLarge(name);
  return { hash: hashOfBlob(data), rows, data };
}

function tooLarge(name: string): FfqError {
  return new FfqError("UNSUPPORTED", `table "${name}" is too large to be sent to a cluster`, {
    sqlstate: "54000",
    hint: `Tables in memory of a query may have ${MAX_BLOB_BYTES} bytes together: write larger ones to Parquet files that all workers can read.`,
    context: { table: name },
  });
}
