// DuckDB beside FFQ: the peer of benchmarks and, where no reference answers are at hand, of verify.
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { TextRow } from "./answers.ts";
import { TPCH_TABLES } from "./data.ts";

export interface Duck {
  /** Runs the query and consumes its chunks in columnar form; answers the number of rows. */
  consume(sql: string): Promise<number>;
  /** All rows as text. */
  rows(sql: string): Promise<readonly TextRow[]>;
  run(sql: string): Promise<void>;
  close(): void;
}

/** An instance of its own, in memory, with this many threads and at most this much memory ("4GB"). */
export async function openDuck(threads: number, memoryLimit?: string): Promise<Duck> {
  const limit = memoryLimit === undefined ? {} : { memory_limit: memoryLimit };
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads), ...limit });
  const connection = await instance.connect();
  return {
    consume: (sql) => consume(connection, sql),
    rows: (sql) => textRows(connection, sql),
    run: async (sql) => {
      await connection.run(sql);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function consume(connection: DuckDBConnection, sql: string): Promise<number> {
  const result = await connection.stream(sql);
  let rows = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (let column = 0; column < chunk.columnCount; column++) chunk.getColumnVector(column);
    rows += chunk.rowCount;
  }
  return rows;
}

async function textRows(connection: DuckDBConnection, sql: string): Promise<readonly TextRow[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
}

/** Makes the tables of a folder of Parquet files known: as views, or loaded into memory. */
export async function loadTables(
  duck: Duck,
  directory: string,
  source: "parquet" | "memory",
  tables: readonly string[] = TPCH_TABLES,
): Promise<void> {
  for (const table of tables) {
    const file = join(directory, `${table}.parquet`).replaceAll("'", "''");
    const what = source === "parquet" ? "VIEW" : "TABLE";
    await duck.run(`CREATE ${what} ${table} AS SELECT * FROM read_parquet('${file}')`);
  }
}

/** How the rows of two files differ, in any order, by the sum of their hashes; undefined where they do not. */
export async function differenceOf(duck: Duck, left: string, right: string): Promise<string | undefined> {
  const sums = await Promise.all(
    [left, right].map((from) => duck.rows(`SELECT count(*), sum(hash(COLUMNS(*)::TEXT)) FROM ${from}`)),
  );
  const [got, wanted] = sums.map((rows) => JSON.stringify(rows));
  return got === wanted ? undefined : `${got} for ${wanted}`;
}
