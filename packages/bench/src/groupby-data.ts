// The tables of db-benchmark (the "database-like ops benchmark"), generated: `x` with three text and three integer
// keys of few and of many values, and for the joins `jx` with tables of a millionth, a thousandth and all of its rows.
// The rows are a function of the row number, made by DuckDB and rewritten by a third engine, so that neither
// contender reads a file of its own making.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { madeOnce } from "./data.ts";
import { openDuck } from "./duckdb.ts";
import { rewriteFile } from "./third-engine-files.ts";

export const GROUP_TABLES: readonly string[] = ["x"];
export const JOIN_TABLES: readonly string[] = ["jx", "small", "medium", "big"];

/** Values of the keys of few values. */
const FEW = 100;

/** The folder of the tables' Parquet files. */
export async function groupbyData(rows: number): Promise<string> {
  const tables = [...GROUP_TABLES, ...JOIN_TABLES];
  return madeOnce(`ffq-groupby/rows${rows}`, tables, async (directory) => {
    process.stderr.write(`generating db-benchmark tables of ${rows} rows\n`);
    const duck = await openDuck(2);
    for (const table of tables) {
      const [written, target] = [join(directory, `${table}.own.parquet`), join(directory, `${table}.parquet`)];
      await duck.run(`COPY (${rowsOf(table, rows)}) TO '${written.replaceAll("'", "''")}' (FORMAT parquet)`);
      await rewriteFile(written, target);
      await rm(written);
    }
    duck.close();
  });
}

function rowsOf(table: string, rows: number): string {
  switch (table) {
    case "x":
      return groupRows(rows);
    case "jx":
      return joinRows(rows);
    case "small":
      return sideRows(rows, 1);
    case "medium":
      return sideRows(rows, 2);
    case "big":
      return sideRows(rows, 3);
    default:
      throw new Error(`no table ${table}`);
  }
}

/** A whole number from 1 to `values`, the same for the same row and seed. */
const pick = (seed: number, values: number): string => `(hash(i * 64 + ${seed}) % ${values} + 1)`;
const integer = (value: string): string => `(${value})::INTEGER`;
const padded = (value: string, digits: number): string => `'id' || lpad((${value})::VARCHAR, ${digits}, '0')`;
const label = (value: string): string => `'id' || (${value})::VARCHAR`;
const measure = (seed: number): string => `(${pick(seed, 100_000_000)} / 1000000.0)::DOUBLE`;

function groupRows(rows: number): string {
  const many = atLeastOne(rows / FEW);
  return `SELECT ${padded(pick(1, FEW), 3)} AS id1, ${padded(pick(2, FEW), 3)} AS id2,
    ${padded(pick(3, many), 10)} AS id3, ${integer(pick(4, FEW))} AS id4, ${integer(pick(5, FEW))} AS id5,
    ${integer(pick(6, many))} AS id6, ${integer(pick(7, 5))} AS v1, ${integer(pick(8, 15))} AS v2, ${measure(9)} AS v3
    FROM range(${rows}) AS generated(i)`;
}

/** How many keys of each kind there are: id1's, id2's and id3's. */
const keyCounts = (rows: number): readonly number[] => [rows / 1_000_000, rows / 1000, rows].map(atLeastOne);
const atLeastOne = (count: number): number => Math.max(1, Math.floor(count));

/** Nine of ten rows find theirs: keys are drawn from a tenth more values than the other table has. */
function joinRows(rows: number): string {
  const keys = keyCounts(rows).map((values, at) => pick(10 + at, Math.floor((values * 10) / 9)));
  return `SELECT ${keyColumns(keys)}, ${measure(13)} AS v1 FROM range(${rows}) AS generated(i)`;
}

/** The table whose last key of these is unique; its rows come in no order of it. */
function sideRows(rows: number, keyColumnCount: number): string {
  const counts = keyCounts(rows).slice(0, keyColumnCount);
  const keys = counts.map((values, at) => (at === counts.length - 1 ? "(i + 1)" : pick(20 + at, values)));
  const own = counts.at(-1) as number;
  return `SELECT ${keyColumns(keys)}, ${measure(24)} AS v2 FROM range(${own}) AS generated(i) ORDER BY hash(i)`;
}

/** A number column per key, then a text column per key: id1, id2, id3, id4, id5, id6 of three. */
function keyColumns(keys: readonly string[]): string {
  const numbers = keys.map((key, at) => `${integer(key)} AS id${at + 1}`);
  return [...numbers, ...keys.map((key, at) => `${label(key)} AS id${at + 4}`)].join(", ");
}
