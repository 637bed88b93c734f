// Statements other than queries: definitions, changes, COPY, EXPLAIN, settings. They have done what they say when their
// result is there. Loaded with the first of them (run-statement.ts): programs that only ask need nothing of it.
import type { BoundChange, BoundMain, BoundStatement, BoundTableChange } from "../binder/statement.ts";
import type { Field } from "../column/vector.ts";
import { unsupported } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { ByteSink } from "../io/byte-store.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { type LeavingBatch, sharedBatches } from "../runtime/leaving-batch.ts";
import type { ResultStream } from "../runtime/result.ts";
import { changing, insertRows, refuseNulls, type TableChanges, tableToChange } from "./change-table.ts";
import { rowsOfText } from "./copy-from-text.ts";
import { copyToParquet, copyToText } from "./copy-to.ts";
import { createTable, createView, drop, isThere, memoryEntry } from "./define.ts";
import { explain, explainable } from "./explain.ts";
import { HeldBytes } from "./held-bytes.ts";
import { type ExternalEntry, insertIntoFiles, markChanged } from "./insert-files.ts";
import { prepare, type Running, start, zoneOf } from "./prepare-query.ts";
import { QueryResult } from "./query-result.ts";
import { KeptRows, splitReturned } from "./returned-rows.ts";
import { runWithChanges } from "./run-with-changes.ts";
import { memoryLeft, runOptions, type Session } from "./session.ts";
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
      return changing(session, (changes) => createTableAs(running, changes, bound));
    case "create-view":
      createView(session, bound);
      return done("CREATE VIEW");
    case "drop":
      drop(session, bound);
      return done(`DROP ${bound.what.toUpperCase()}`);
    case "insert":
    case "update":
    case "delete":
      return changing(session, (changes) => changeRows(running, changes, bound));
    case "with-changes":
      return runWithChanges(running, bound, (changes, main) => runMain(running, changes, main));
    case "copy-from":
      return changing(session, (changes) => changeRows(running, changes, { kind: "insert", ...bound.insert }, "COPY"));
    case "copy-from-text":
      return done("COPY", await copyFromText(running, bound));
    case "copy-to":
      return copyTo(running, bound);
    case "prepare":
      session.prepared.add(bound);
      return done("PREPARE");
    case "deallocate":
      session.prepared.remove(bound.name);
      return done(bound.name === undefined ? "DEALLOCATE ALL" : "DEALLOCATE");
    case "explain": {
      const lines: string[] = [];
      for (const { title, plan } of explainable(bound.statement, bound.options)) {
        const query = await prepare(running, plan);
        lines.push(...title, ...(await explain(query, bound.options, () => session.tableMemory.usedBytes)));
      }
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
  const entry = tableToChange(session.catalog, bound.insert.table);
  const { graph } = await prepare(running, bound.insert.plan);
  const batches = rowsOfText({
    session,
    bound,
    graph,
    options: runOptions(session, tables, limit.left),
    limit,
    check: ({ columns }) => refuseNulls(entry, columns),
  });
  return insertRows(session, entry, { batches, ownsBatches: true });
}

/** The main statement behind the parts of a WITH that changes tables. */
async function runMain(running: Running, changes: TableChanges, bound: BoundMain): Promise<QueryResult> {
  switch (bound.kind) {
    case "query":
      return keptQuery(running, bound.plan);
    case "create-table-as":
      return createTableAs(running, changes, bound);
    case "copy-to":
      // The file takes its place when the changes cannot fail any more.
      return copyTo(running, bound, () => changes.prepare());
    case "insert":
    case "update":
    case "delete":
      return changeRows(running, changes, bound);
    default:
      return unreachable(bound);
  }
}

/** A query whose rows come when all of them are there, and with them that nothing fails. */
async function keptQuery(running: Running, plan: LogicalPlan): Promise<QueryResult> {
  const stream = await start(running, plan);
  const kept = new KeptRows(new HeldBytes(memoryLeft(running.session, running.tables)));
  let rowCount = 0;
  for await (const batch of stream) {
    kept.add(batch);
    rowCount += batch.rows;
  }
  const rows = kept.stream(stream, stream.fields.length);
  return new QueryResult({ command: "SELECT", fields: rows.fields, stream: rows, rowCount, zone: zoneOf(running) });
}

/** The file's rows are counted. `beforeFinish` runs when all of them are written; if it throws there is no file. */
async function copyTo(
  running: Running,
  { plan, file, format }: Extract<BoundStatement, { kind: "copy-to" }>,
  beforeFinish = (): void => {},
): Promise<QueryResult> {
  const { session, limit } = running;
  const { signal } = limit.left;
  const { local, stores } = session;
  const create = async (): Promise<ByteSink> => {
    const sink = await stores.create(file, signal);
    return {
      write: (bytes) => sink.write(bytes),
      finish: async () => {
        beforeFinish();
        await sink.finish();
      },
      abort: () => sink.abort(),
    };
  };
  if (format.kind !== "parquet") {
    const stream = await start(running, plan);
    const sink = await create();
    return done("COPY", await copyToText({ stream, ownsBatches: ownsRows(session) }, sink, format));
  }
  const stream = await startLeaving(running, plan);
  const sink = await create();
  const [rows = 0] = await copyToParquet({
    sources: [stream],
    fields: stream.fields,
    local,
    sink,
    options: format.options,
  });
  await markChanged(session, file);
  return done("COPY", rows);
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

async function changeRows(
  running: Running,
  changes: TableChanges,
  bound: BoundTableChange,
  command = bound.kind.toUpperCase(),
): Promise<QueryResult> {
  const { session } = running;
  const { table, plan, returning } = bound;
  const files = session.catalog.get(table);
  if (files?.kind === "external") return insertRowsIntoFiles(running, files, bound, command);
  const entry = tableToChange(session.catalog, table);
  const stream = await start(running, plan);
  if (returning === undefined) {
    return done(command, await changes.change(bound.kind, entry, { batches: stream, ownsBatches: ownsRows(session) }));
  }
  const kept = new KeptRows(new HeldBytes(memoryLeft(running.session, running.tables)));
  const batches = splitReturned(stream, returning, (rows) => kept.add(rows));
  // What is returned lies in the same buffers.
  const rowCount = await changes.change(bound.kind, entry, { batches, ownsBatches: false });
  const rows = kept.stream(stream, returning);
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
  changes: TableChanges,
  bound: Extract<BoundStatement, { kind: "create-table-as" }>,
): Promise<QueryResult> {
  const { session } = running;
  if (isThere(session, bound)) return done("CREATE TABLE AS");
  const columns = outputColumnsOf(bound.plan);
  const fields = columns.map(({ name, type }): Field => ({ name, type, nullable: true }));
  const entry = memoryEntry(session, bound.name, fields);
  changes.afterwards(() => session.catalog.add(entry));
  if (!bound.withData) return done("CREATE TABLE AS");
  const batches = await start(running, bound.plan);
  return done("SELECT", await changes.change("insert", entry, { batches, ownsBatches: ownsRows(session) }));
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
