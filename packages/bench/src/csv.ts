// `pnpm bench csv [--sf N] [--threads N] [--runs N] [--clock wall|cpu]`: TPC-H's two largest tables from memory to CSV
// and back, by COPY and by what DuckDB has for it. Both must write the same rows, and read the same rows from the same
// file.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Engine } from "@ffq/client";
import { compareRowsOf } from "./answers.ts";
import { type QueryTimes, summaryOf } from "./contest.ts";
import { type Duck, differenceOf, loadTables, openDuck } from "./duckdb.ts";
import { openEngine, textRows } from "./engine-answers.ts";
import { median } from "./statistics.ts";
import { type Clock, clockOf, timed } from "./stopwatch.ts";
import { benchmarkData } from "./third-engine-files.ts";

type Times = Pick<QueryTimes, "name" | "ffq" | "duckdb" | "fault">;

interface Contest {
  readonly engine: Engine;
  readonly duck: Duck;
  readonly folder: string;
  readonly runs: number;
  readonly clock: Clock;
}

/** Runs the cases and prints their table; the last line sums it up. */
export async function benchCsv(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sf: { type: "string", default: "1" },
      threads: { type: "string", default: "1" },
      runs: { type: "string", default: "3" },
      clock: { type: "string", default: "wall" },
    },
  });
  const [scaleFactor, threads] = [Number(values.sf), Number(values.threads)];
  const directory = await benchmarkData(scaleFactor);
  const duck = await openDuck(threads);
  await loadTables(duck, directory, "memory", ["lineitem", "orders"]);
  const engine = await openEngine(directory, "memory", { threads });
  const folder = await mkdtemp(join(tmpdir(), "ffq-bench-csv-"));
  const contest: Contest = { engine, duck, folder, runs: Number(values.runs), clock: clockOf(values.clock) };
  const times: Times[] = [];
  try {
    process.stdout.write("case              ffq ms  duckdb ms  ratio\n");
    for (const table of ["lineitem", "orders"]) {
      for (const measure of [writing, reading]) {
        const measured = await measure(contest, table);
        times.push(measured);
        process.stdout.write(`${lineOf(measured)}\n`);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
    await engine.close();
    duck.close();
  }
  process.stdout.write(`csv sf=${scaleFactor} threads=${threads} ${summaryOf(times)}\n`);
}

function lineOf({ name, ffq, duckdb, fault }: Times): string {
  const numbers = [ffq.toFixed(0).padStart(8), duckdb.toFixed(0).padStart(10), (ffq / duckdb).toFixed(2).padStart(6)];
  return [name.padEnd(15), ...numbers].join(" ") + (fault === undefined ? "" : `  WRONG: ${fault}`);
}

/** The middle of the measured runs, after a first one. */
async function medians(
  { runs, clock }: Contest,
  ffq: () => Promise<unknown>,
  duckdb: () => Promise<unknown>,
): Promise<Pick<Times, "ffq" | "duckdb">> {
  const times = { ffq: [] as number[], duckdb: [] as number[] };
  for (let run = 0; run <= runs; run++) {
    times.ffq.push(await timed(ffq, clock));
    times.duckdb.push(await timed(duckdb, clock));
  }
  return { ffq: median(times.ffq.slice(1)), duckdb: median(times.duckdb.slice(1)) };
}

async function writing(contest: Contest, table: string): Promise<Times> {
  const { engine, duck, folder } = contest;
  const [own, other] = [join(folder, `${table}.csv`), join(folder, `${table}.duckdb.csv`)];
  const times = await medians(
    contest,
    () => engine.execute(`COPY ${table} TO '${own}' (FORMAT csv)`),
    () => duck.run(`COPY ${table} TO '${other}' (FORMAT csv, HEADER false)`),
  );
  // DuckDB has its own mind about what needs quotes: the rows are compared, not the bytes.
  const [left, right] = [own, other].map((file) => `read_csv('${file}', header = false, all_varchar = true)`);
  const fault = await differenceOf(duck, left as string, right as string);
  return { name: `write-${table}`, ...times, ...(fault === undefined ? {} : { fault }) };
}

/** Reads what `writing` left into empty tables. */
async function reading(contest: Contest, table: string): Promise<Times> {
  const { engine, duck, folder } = contest;
  const [file, target] = [join(folder, `${table}.csv`), `${table}_read`];
  const create = `CREATE TABLE ${target} AS SELECT * FROM ${table} LIMIT 0`;
  await engine.execute(create);
  await duck.run(create);
  const times = await medians(
    contest,
    () => engine.execute(`DELETE FROM ${target}; COPY ${target} FROM '${file}' (FORMAT csv)`),
    () => duck.run(`DELETE FROM ${target}; COPY ${target} FROM '${file}' (FORMAT csv, HEADER false)`),
  );
  const sum = `SELECT count(*), sum(o) FROM (SELECT ${table === "orders" ? "o_orderkey" : "l_orderkey"} AS o FROM ${target}) AS rows`;
  const fault = compareRowsOf([], await textRows(engine, sum), await duck.rows(sum));
  return { name: `read-${table}`, ...times, ...(fault === undefined ? {} : { fault }) };
}
