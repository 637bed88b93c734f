// Statements other than queries: definitions, changes, COPY, EXPLAIN, settings. They have done what they say when their
// result is there. Loaded with the first of them (run-statement.ts): programs that only ask need nothing of it.
import type { BoundChange, BoundStatement } from "../binder/statement.ts";
import type { Field } from "../column/vector.ts";
import { FfqError, internal, unsupported } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { type LeavingBatch, sharedBatches } from "../runtime/leaving-batch.ts";
import type { ResultStream } from "../runtime/result.ts";
import type { MemoryEntry } from "./catalog.ts";
import { deleteRows, insertRows, type RowSource, updateRows } from "./change-table.ts";
import { rowsOfText } from "./copy-from-text.ts";
import { copyToParquet, copyToText } from "./copy-to.ts";
import { createTable, createView, drop, isThere, memoryEntry } from "./define.ts";
import { explain, explainable } from "./explain.ts";
import { type ExternalEntry, insertIntoFiles, markChanged } from "./insert-files.ts";
import { prepare, type Running, start, zoneOf } from "./prepare-query.ts";
import { QueryResult } from "./query-result.ts";
import { splitReturned } from "./returned-rows.ts";
import { runOptions, type Session } from "./session.ts";
import { changeSetting, resetSettings, settingTitle, shownSettings, showSetting } from "./settings.ts";
import { textStream } from "./text-result.ts";

/** What a program runs that does not only ask. */
export type BoundCommand = Exclude<BoundStatement, { kind: "query" | "execute" }>;

/** Runs it. @throws FfqError */
export async function runCommand(running: Running, bound: BoundCommand): Promise<QueryResult> {
  const { session } = running;
  switch (bound.kind) {
    case "create-table":
      createTable(session, bound);
      return done("CREATE TABLE");
    case "create-table-as":
      return createTableAs(running, bound);
    case "create-view":
      createView(session, bound);
      return done("CREATE VIEW");
    case "drop":
      drop(session, bound);
      return done(`DROP ${bound.what.toUpperCase()}`);
    case "insert":
      return changeRows(running, bound, "INSERT", insertRows);
    case "update":
      return changeRows(running, bound, "UPDATE", updateRows);
    case "delete":
      return changeRows(running, bound, "DELETE", deleteRows);
    case "copy-from":
      return changeRows(running, bound.insert, "COPY", insertRows);
    case "copy-from-text":
      return done("COPY", await copyFromText(running, bound));
    case "copy-to":
      return done("COPY", await copyTo(running, bound));
    case "prepare":
      session.prepared.add(bound);
      return done("PREPARE");
    case "deallocate":
      session.prepared.remove(bound.name);
      return done(bound.name === undefined ? "DEALLOCATE ALL" : "DEALLOCATE");
    case "explain": {
      const plan = explainable(bound.statement, bound.options);
      const lines = await explain(await prepare(running, plan), bound.options, () => session.tableMemory.usedBytes);
      return shown("EXPLAIN", "QUERY PLAN", lines);
    }
    case "set":
      changeSetting(session, bound);
      return done(bound.values === undefined ? "RESET" : "SET");
    case "reset-all":
      resetSettings(session);
      return done("RESET");
    case "show":
      return shown("SHOW", settingTitle(bound.name), [showSetting(session, bound.name)]);
    case "show-all":
      return told("SHOW", textStream(["name", "setting", "description"], shownSettings(session)));
    default:
      return unreachable(bound);
  }
}

async function copyFromText(
  running: Running,
  bound: Extract<BoundStatement, { kind: "copy-from-text" }>,
): Promise<number> {
  const { session, tables, limit } = running;
  const entry = memoryTable(session, bound.insert.table);
  const { graph } = await prepare(running, bound.insert.plan);
  const batches = rowsOfText({ session, bound, graph, options: runOptions(session, tables, limit.left) });
  return insertRows(session, entry, { batches, ownsBatches: true });
}

/** Answers how many rows the file has. */
async function copyTo(
  running: Running,
  { plan, file, format }: Extract<BoundStatement, { kind: "copy-to" }>,
): Promise<number> {
  const { session, limit } = running;
  const { signal } = limit.left;
  const { local, stores } = session;
  if (format.kind !== "parquet") {
    const stream = await start(running, plan);
    const sink = await stores.create(file, signal);
    return copyToText({ stream, ownsBatches: ownsRows(session) }, sink, format);
  }
  const stream = await startLeaving(running, plan);
  const sink = await stores.create(file, signal);
  const [rows = 0] = await copyToParquet({
    sources: [stream],
    fields: stream.fields,
    local,
    sink,
    options: format.options,
  });
  await markChanged(session, file);
  return rows;
}

/** Whether nobody else holds the buffers of a query's batches: a cluster's are pieces of what has arrived. */
function ownsRows({ runtime, local }: Session): boolean {
  return runtime === local;
}

/** The rows of a query that become a file's: lent where they lie, if that is this process's memory. */
async function startLeaving(running: Running, plan: LogicalPlan): Promise<ResultStream<LeavingBatch>> {
  const { runtime, local } = running.session;
  const query = await prepare(running, plan);
  return query.runBy((graph, options) =>
    runtime === local ? local.lend(graph, options) : sharedBatches(runtime.run(graph, options)),
  );
}

type ChangeRows = (memory: Session, entry: MemoryEntry, rows: RowSource) => Promise<number>;

async function changeRows(
  running: Running,
  bound: BoundChange,
  command: string,
  change: ChangeRows,
): Promise<QueryResult> {
  const { session } = running;
  const { table, plan, returning } = bound;
  const files = session.catalog.get(table);
  if (files?.kind === "external") return insertRowsIntoFiles(running, files, bound, command);
  const entry = memoryTable(session, table);
  const stream = await start(running, plan);
  const ownsBatches = ownsRows(session);
  if (returning === undefined) return done(command, await change(session, entry, { batches: stream, ownsBatches }));
  const { changes, returned } = splitReturned(stream, returning);
  // What is returned lies in the same buffers.
  const rowCount = await change(session, entry, { batches: changes, ownsBatches: false });
  const rows = returned();
  return new QueryResult({ command, fields: rows.fields, stream: rows, rowCount, zone: zoneOf(running) });
}

async function insertRowsIntoFiles(
  running: Running,
  entry: ExternalEntry,
  { plan, returning }: BoundChange,
  command: string,
): Promise<QueryResult> {
  const { session, limit } = running;
  if (returning !== undefined) throw unsupported("RETURNING from a table of files");
  const stream = await startLeaving(running, plan);
  return done(command, await insertIntoFiles({ session, entry, stream, options: limit.left }));
}

async function createTableAs(
  running: Running,
  bound: Extract<BoundStatement, { kind: "create-table-as" }>,
): Promise<QueryResult> {
  const { session } = running;
  if (isThere(session, bound)) return done("CREATE TABLE AS");
  const columns = outputColumnsOf(bound.plan);
  const fields = columns.map(({ name, type }): Field => ({ name, type, nullable: true }));
  const entry = memoryEntry(session, bound.name, fields);
  let rows = 0;
  if (bound.withData) {
    const batches = await start(running, bound.plan);
    rows = await insertRows(session, entry, { batches, ownsBatches: ownsRows(session) });
  }
  session.catalog.add(entry);
  return bound.withData ? done("SELECT", rows) : done("CREATE TABLE AS");
}

function memoryTable({ catalog }: Session, name: string): MemoryEntry {
  const entry = catalog.get(name);
  if (entry === undefined) throw internal(`table ${name} went while its statement ran`);
  if (entry.kind === "memory") return entry;
  if (entry.kind === "external") throw unsupported(`changing ${name}, which is not a table in memory,`);
  throw new FfqError("INVALID_QUERY", `cannot change view "${name}"`, { sqlstate: "55000" });
}

async function done(command: string, rowCount?: number): Promise<QueryResult> {
  return new QueryResult({ command, fields: [], ...(rowCount === undefined ? {} : { rowCount }) });
}

async function shown(command: string, column: string, lines: readonly string[]): Promise<QueryResult> {
  return told(
    command,
    textStream(
      [column],
      lines.map((line) => [line]),
    ),
  );
}

async function told(command: string, stream: ResultStream): Promise<QueryResult> {
  return new QueryResult({ command, fields: stream.fields, stream });
}
