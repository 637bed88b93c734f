// `pnpm bench tpch [--sf N] [--threads N] [--source parquet|memory] [--runs N] [--queries 1,5] [--json FILE]`.
//
// Fair by construction: both engines in this process, with the same number of threads, on the same files, which a
// third engine wrote; each query in turn on one and then on the other, from SQL text to the last batch consumed in
// columnar form; answers compared; the first run of each is reported apart as cold, then one warm-up and `runs`
// measured ones. No result, page or per-query cache; memory tables are loaded once, as they come.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Engine, tpchQueries } from "@ffq/client";
import { compareAnswer } from "./answers.ts";
import { type Duck, loadTables, openDuck } from "./duckdb.ts";
import { consume, openEngine, textRows } from "./engine-answers.ts";
import { geometricMean, median } from "./statistics.ts";
import { benchmarkData } from "./third-engine-files.ts";

interface QueryTimes {
  readonly query: number;
  /** Milliseconds: medians of the measured runs, and the first run. */
  readonly ffq: number;
  readonly duckdb: number;
  readonly ffqCold: number;
  readonly duckdbCold: number;
  /** What was wrong with FFQ's answer. */
  readonly fault?: string;
}

/** Runs the benchmark and prints its table; the last line sums it up. */
export async function benchTpch(argv: readonly string[]): Promise<void> {
  const { scaleFactor, threads, source, runs, queries, json } = parseFlags(argv);
  const directory = await benchmarkData(scaleFactor);
  const duck = await openDuck(threads);
  await loadTables(duck, directory, source);
  const engine = await openEngine(directory, source, { threads });
  const times: QueryTimes[] = [];
  process.stdout.write("query   ffq ms  duckdb ms  ratio  cold ratio\n");
  for (const query of queries) {
    const measured = await measure(engine, duck, query, runs);
    times.push(measured);
    process.stdout.write(`${rowOf(measured)}\n`);
  }
  await engine.close();
  duck.close();
  const ratios = times.filter(({ ffq }) => !Number.isNaN(ffq));
  const worst = ratios.reduce((a, b) => (ratio(a) > ratio(b) ? a : b), ratios[0] as QueryTimes);
  const right = times.filter(({ fault }) => fault === undefined).length;
  const cold = geometricMean(ratios.map(({ ffqCold, duckdbCold }) => ffqCold / duckdbCold));
  const sum = (side: "ffq" | "duckdb"): string => geometricMean(ratios.map((row) => row[side])).toFixed(1);
  process.stdout.write(
    `geometric mean: ffq ${sum("ffq")} ms, duckdb ${sum("duckdb")} ms; cold ratio ${cold.toFixed(2)}\n`,
  );
  if (json !== undefined) await writeFile(json, JSON.stringify({ scaleFactor, threads, source, runs, times }, null, 2));
  process.stdout.write(
    `tpch sf=${scaleFactor} source=${source} threads=${threads} geomean=${geometricMean(ratios.map(ratio)).toFixed(2)}` +
      ` worst=q${worst.query}:${ratio(worst).toFixed(2)} answers=${right}/${times.length}\n`,
  );
}

const ratio = ({ ffq, duckdb }: QueryTimes): number => ffq / duckdb;

function rowOf(times: QueryTimes): string {
  const { query, ffq, duckdb, ffqCold, duckdbCold, fault } = times;
  const cells = [
    `q${query}`.padEnd(5),
    ffq.toFixed(1).padStart(8),
    duckdb.toFixed(1).padStart(10),
    ratio(times).toFixed(2).padStart(6),
    (ffqCold / duckdbCold).toFixed(2).padStart(11),
  ];
  return cells.join(" ") + (fault === undefined ? "" : `  WRONG: ${fault}`);
}

async function measure(engine: Engine, duck: Duck, query: number, runs: number): Promise<QueryTimes> {
  const sql = tpchQueries[query - 1] as string;
  const ffq: number[] = [];
  const duckdb: number[] = [];
  try {
    for (let run = 0; run < runs + 2; run++) {
      ffq.push(await timed(() => consume(engine, sql)));
      duckdb.push(await timed(() => duck.consume(sql)));
    }
  } catch (thrown) {
    const fault = thrown instanceof Error ? thrown.message : String(thrown);
    return { query, ffq: Number.NaN, duckdb: Number.NaN, ffqCold: Number.NaN, duckdbCold: Number.NaN, fault };
  }
  const fault = compareAnswer(query, await textRows(engine, sql), await duck.rows(sql));
  return {
    query,
    ffq: median(ffq.slice(2)),
    duckdb: median(duckdb.slice(2)),
    ffqCold: ffq[0] as number,
    duckdbCold: duckdb[0] as number,
    ...(fault === undefined ? {} : { fault }),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

interface Flags {
  readonly scaleFactor: number;
  readonly threads: number;
  readonly source: "parquet" | "memory";
  readonly runs: number;
  readonly queries: readonly number[];
  readonly json: string | undefined;
}

function parseFlags(argv: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sf: { type: "string", default: "1" },
      threads: { type: "string", default: "1" },
      source: { type: "string", default: "parquet" },
      runs: { type: "string", default: "5" },
      queries: { type: "string" },
      json: { type: "string" },
      peer: { type: "string", default: "duckdb" },
    },
  });
  if (values.source !== "parquet" && values.source !== "memory") throw new Error("--source is parquet or memory");
  if (values.peer !== "duckdb") throw new Error("the peer is duckdb");
  return {
    scaleFactor: Number(values.sf),
    threads: Number(values.threads),
    source: values.source,
    runs: Number(values.runs),
    queries: values.queries?.split(",").map(Number) ?? tpchQueries.map((_, position) => position + 1),
    json: values.json,
  };
}
