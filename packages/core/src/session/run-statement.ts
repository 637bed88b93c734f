// Runs one statement of whatever kind. Queries give a result that runs as it is read; statements that change
// something have done so when their result is there, one at a time.
import type { Narrowing, Parameter, StatementMoment } from "../binder/context.ts";
import type { BoundChange, BoundStatement } from "../binder/statement.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import { plainValues } from "../column/result-value.ts";
import type { Field } from "../column/vector.ts";
import { systemClock, wallMicros } from "../common/clock.ts";
import { FfqError, internal, unsupported } from "../common/error.ts";
import { ColumnId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { stopError } from "../pipeline/stop-flag.ts";
import type { ResultStream } from "../runtime/result.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import type { Datum } from "../type/datum.ts";
import { sessionZone } from "../type/time-zone.ts";
import { UTC } from "../type/zone-table.ts";
import type { MemoryEntry } from "./catalog.ts";
import { deleteRows, insertRows, updateRows } from "./change-table.ts";
import { rowsOfText } from "./copy-from-text.ts";
import { copyToParquet, copyToText } from "./copy-to.ts";
import { createTable, createView, drop, isThere, memoryEntry } from "./define.ts";
import { type ExplainedQuery, explain, explainable } from "./explain.ts";
import { type ExternalEntry, insertIntoFiles, markChanged } from "./insert-files.ts";
import { withKnownLimits } from "./limit-values.ts";
import { openTables } from "./open-tables.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import { parametersOf } from "./prepared.ts";
import { bind, optimized, planned, type StatementNames } from "./query.ts";
import { QueryResult } from "./query-result.ts";
import { splitReturned } from "./returned-rows.ts";
import { runOptions, type Session, type StatementOptions } from "./session.ts";
import { changeSetting, settingTitle, showSetting } from "./settings.ts";
import type { StatementTables } from "./statement-tables.ts";
import { withStatementTime } from "./statement-time.ts";
import { textStream } from "./text-result.ts";
import { begun, isTooNarrow } from "./widening.ts";

export interface QueryOptions extends StatementOptions {
  /** For $1, $2 ... or :name. */
  readonly parameters?: Parameters;
}

/** @throws FfqError */
export async function runStatement(
  session: Session,
  statement: ParsedStatement,
  options: QueryOptions,
): Promise<QueryResult> {
  const run = (): Promise<QueryResult> => bindAndRun(session, statement, options);
  try {
    return await ("SelectStmt" in statement.node ? run() : session.exclusively(run));
  } catch (thrown) {
    // What the signal throws where nothing runs yet is no FfqError.
    const isStopped = options.signal?.aborted === true && !(thrown instanceof FfqError);
    throw isStopped ? stopError("cancelled", thrown) : FfqError.from(thrown);
  }
}

async function bindAndRun(session: Session, statement: ParsedStatement, given: QueryOptions): Promise<QueryResult> {
  return runBound(session, statement, given, readParameters(given.parameters, statement.parameters));
}

async function runBound(
  session: Session,
  statement: ParsedStatement,
  given: QueryOptions,
  parameters: readonly Parameter[],
): Promise<QueryResult> {
  given.signal?.throwIfAborted();
  const { tables, options } = await openTables(session, statement, given, systemClock);
  try {
    const moment = { timeZone: session.settings.timeZone, now: wallMicros() };
    const running = { session, tables, options, moment };
    const narrowing = { isAllowed: true, isUsed: false };
    const bindAs = (types: Narrowing): BoundStatement =>
      bind(statement, namesOf(session, tables), parameters, moment, types);
    const bound = bindAs(narrowing);
    if (!narrowing.isUsed) return await runKind(running, bound, false);
    try {
      return await runKind(running, bound, true);
    } catch (thrown) {
      if (!isTooNarrow(thrown)) throw thrown;
      return await runKind(running, bindAs({ isAllowed: false, isUsed: false }), false);
    }
  } catch (thrown) {
    tables.release();
    throw thrown;
  }
}

/** @param isEager whether a query's first batch is waited for */
async function runKind(running: Running, bound: BoundStatement, isEager: boolean): Promise<QueryResult> {
  if (bound.kind === "query") return await query(running, bound.plan, isEager);
  if (bound.kind === "execute") return await execute(running, bound);
  const result = await change(running, bound);
  running.tables.release();
  return result;
}

interface Running {
  readonly session: Session;
  readonly tables: StatementTables;
  readonly options: StatementOptions;
  readonly moment: StatementMoment;
}

function namesOf({ functions, prepared }: Session, tables: StatementTables): StatementNames {
  return { tables, functions, prepared };
}

/** From the bound plan to what runs. */
async function prepare(running: Running, plan: LogicalPlan): Promise<ExplainedQuery> {
  const { session, tables, options, moment } = running;
  const { settings } = session;
  const known = await withKnownLimits(withStatementTime(plan, moment.now, wallMicros()), {
    evaluate: (expr) => evaluate(running, expr),
    callsCustom: (expr) => session.functions.callsCustom(expr),
  });
  const names = namesOf(session, tables);
  const after = optimized(known, names, settings);
  const graph = planned(after, names, settings);
  return {
    bound: plan,
    optimized: after,
    graph,
    run: () => session.runtime.run(graph, runOptions(session, tables, options)),
  };
}

async function start(running: Running, plan: LogicalPlan): Promise<ResultStream> {
  return (await prepare(running, plan)).run();
}

/** The value of an expression over no columns, by running it: a bigint or NULL, which is what LIMIT takes. */
async function evaluate(running: Running, expr: LogicalExpr): Promise<Datum> {
  const output = { id: ColumnId(Number.MAX_SAFE_INTEGER), name: "value", type: expr.type, nullable: true };
  const oneRow: LogicalPlan = { kind: "values", columns: [], rows: [[]] };
  const stream = await start(running, { kind: "project", input: oneRow, exprs: [{ output, expr }] });
  for await (const { rows, columns } of stream) {
    const [column] = columns;
    if (rows === 0 || column === undefined) continue;
    const value = plainValues(column)(0);
    await stream.close();
    return value;
  }
  throw internal("a row without a source gave none");
}

async function query(running: Running, plan: LogicalPlan, isEager: boolean): Promise<QueryResult> {
  const started = await start(running, plan);
  const stream = isEager ? await begun(started) : started;
  const { fields } = stream;
  return new QueryResult({
    command: "SELECT",
    fields,
    stream,
    zone: sessionZone(running.moment.timeZone) ?? UTC,
    onEnd: () => running.tables.release(),
  });
}

/** The prepared statement, over values that are computed first. */
async function execute(running: Running, { name, plan }: BoundExecute): Promise<QueryResult> {
  const { session, tables, options, moment } = running;
  const prepared = session.prepared.get(name);
  if (prepared === undefined) throw internal(`prepared statement ${name} went while it was bound`);
  const { statement, types } = prepared;
  const zone = sessionZone(moment.timeZone) ?? UTC;
  const parameters = types.length === 0 ? [] : await parametersOf(await start(running, plan), types, zone);
  tables.release();
  return runBound(session, statement, options, parameters);
}

type BoundExecute = Extract<BoundStatement, { readonly kind: "execute" }>;

/** Everything but queries. */
async function change(
  running: Running,
  bound: Exclude<BoundStatement, { kind: "query" | "execute" }>,
): Promise<QueryResult> {
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
      changeSetting(session, bound.name, bound.value);
      return done(bound.value === undefined ? "RESET" : "SET");
    case "show":
      return shown("SHOW", settingTitle(bound.name), [showSetting(session, bound.name)]);
    default:
      return unreachable(bound);
  }
}

async function copyFromText(
  running: Running,
  bound: Extract<BoundStatement, { kind: "copy-from-text" }>,
): Promise<number> {
  const { session, tables, options } = running;
  const entry = memoryTable(session, bound.insert.table);
  const { graph } = await prepare(running, bound.insert.plan);
  return insertRows(
    session,
    entry,
    rowsOfText({ session, bound, graph, options: runOptions(session, tables, options) }),
  );
}

/** Answers how many rows the file has. */
async function copyTo(
  running: Running,
  { plan, file, format }: Extract<BoundStatement, { kind: "copy-to" }>,
): Promise<number> {
  const { session, options } = running;
  const { runtime, local, stores } = session;
  const stream = await start(running, plan);
  const sink = await stores.create(file, options.signal);
  if (format.kind !== "parquet") return copyToText(stream, sink, format);
  const sources = [{ stream, ownsBatches: runtime === local }];
  const [rows = 0] = await copyToParquet({ sources, fields: stream.fields, local, sink, options: format.options });
  await markChanged(session, file);
  return rows;
}

type ChangeRows = (memory: Session, entry: MemoryEntry, batches: AsyncIterable<ResultBatch>) => Promise<number>;

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
  if (returning === undefined) return done(command, await change(session, entry, stream));
  const { changes, returned } = splitReturned(stream, returning);
  const rowCount = await change(session, entry, changes);
  const rows = returned();
  return new QueryResult({ command, fields: rows.fields, stream: rows, rowCount });
}

async function insertRowsIntoFiles(
  running: Running,
  entry: ExternalEntry,
  { plan, returning }: BoundChange,
  command: string,
): Promise<QueryResult> {
  const { session, options } = running;
  if (returning !== undefined) throw unsupported("RETURNING from a table of files");
  const stream = await start(running, plan);
  return done(command, await insertIntoFiles({ session, entry, stream, options }));
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
  const rows = bound.withData ? await insertRows(session, entry, await start(running, bound.plan)) : 0;
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
  const stream = textStream(column, lines);
  return new QueryResult({ command, fields: stream.fields, stream });
}
