// FFQ's side of verify and bench: engines with the TPC-H tables registered, answers as text or merely consumed.
import { join } from "node:path";
import { Engine, type EngineOptions } from "@ffq/client";
import type { TextRow } from "./answers.ts";
import { TPCH_TABLES } from "./data.ts";

/** An engine over the Parquet files of a folder, read at each query or loaded into memory tables once. */
export async function openEngine(
  directory: string,
  source: "parquet" | "memory",
  options: EngineOptions,
): Promise<Engine> {
  const engine = await Engine.create(options);
  await addTables(engine, directory, TPCH_TABLES, source);
  return engine;
}

/** Makes a folder's Parquet files known to an engine, as tables of the files' names. */
export async function addTables(
  engine: Engine,
  directory: string,
  tables: readonly string[],
  source: "parquet" | "memory",
): Promise<void> {
  for (const table of tables) {
    const file = join(directory, `${table}.parquet`);
    if (source === "parquet") await engine.registerParquet(table, file);
    else await consume(engine, `CREATE TABLE ${table} AS SELECT * FROM '${file.replaceAll("'", "''")}'`);
  }
}

/** Runs a statement and consumes its batches in columnar form; answers the number of rows. */
export async function consume(engine: Engine, sql: string): Promise<number> {
  const result = await engine.query(sql);
  let rows = 0;
  for await (const batch of result) {
    for (let column = 0; column < batch.numCols; column++) batch.getChildAt(column);
    rows += batch.numRows;
  }
  return rows;
}

/** All rows as PostgreSQL's text. */
export async function textRows(engine: Engine, sql: string): Promise<readonly TextRow[]> {
  return (await typedRows(engine, sql)).rows;
}

/** The same, and the positions of columns of binary floating point. */
export async function typedRows(
  engine: Engine,
  sql: string,
): Promise<{ readonly rows: readonly TextRow[]; readonly doubles: ReadonlySet<number> }> {
  const result = await engine.query(sql);
  const rows: TextRow[] = [];
  for await (const batch of result.textRows()) rows.push(...batch);
  const isDouble = (kind: string): boolean => kind === "float8" || kind === "float4";
  return { rows, doubles: new Set(result.columns.flatMap(({ type }, at) => (isDouble(type.kind) ? [at] : []))) };
}
