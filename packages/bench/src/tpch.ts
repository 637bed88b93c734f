// `pnpm bench tpch [--sf N] [--threads N] [--source parquet|memory] [--memory LIMIT] [--runs N] [--clock wall|cpu]
// [--queries 1,5] [--json FILE]`.
//
// Fair by construction: both engines in this process, with the same number of threads and the same memory limit, on
// the same files, which a third engine wrote. No result, page or per-query cache; memory tables are loaded once, as
// they come. See contest.ts for what is timed.

import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { tpchQueries } from "@ffq/client";
import { tpchOrder } from "./answers.ts";
import { type ContestQuery, contest, summaryOf } from "./contest.ts";
import { loadTables, openDuck } from "./duckdb.ts";
import { openEngine } from "./engine-answers.ts";
import { type Sampling, samplingOf } from "./sampling.ts";
import { type Clock, clockOf } from "./stopwatch.ts";
import { benchmarkData } from "./third-engine-files.ts";

/** Runs the benchmark and prints its table; the last line sums it up. */
export async function benchTpch(argv: readonly string[]): Promise<void> {
  const { scaleFactor, threads, source, memory, sampling, clock, queries, json } = parseFlags(argv);
  const directory = await benchmarkData(scaleFactor);
  const duck = await openDuck(threads, memory);
  await loadTables(duck, directory, source);
  const limit = memory === undefined ? {} : { memoryLimit: memory };
  const engine = await openEngine(directory, source, { threads, ...limit });
  const times = await contest(engine, duck, queries.map(tpchQuery), sampling, clock);
  await engine.close();
  duck.close();
  if (json !== undefined)
    await writeFile(json, JSON.stringify({ scaleFactor, threads, source, sampling, times }, null, 2));
  const limited = memory === undefined ? "" : ` memory=${memory}`;
  process.stdout.write(`tpch sf=${scaleFactor} source=${source} threads=${threads}${limited} ${summaryOf(times)}\n`);
}

/** TPC-H's query of this number, counted from 1. */
export function tpchQuery(query: number): ContestQuery {
  return { name: `q${query}`, sql: tpchQueries[query - 1] as string, order: tpchOrder(query) };
}

interface Flags {
  readonly scaleFactor: number;
  readonly threads: number;
  readonly source: "parquet" | "memory";
  readonly memory: string | undefined;
  readonly sampling: Sampling;
  readonly clock: Clock;
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
      memory: { type: "string" },
      runs: { type: "string" },
      clock: { type: "string", default: "wall" },
      queries: { type: "string" },
      json: { type: "string" },
      peer: { type: "string", default: "duckdb" },
    },
  });
  if (values.peer !== "duckdb") throw new Error("the peer is duckdb");
  return {
    scaleFactor: Number(values.sf),
    threads: Number(values.threads),
    source: sourceOf(values.source),
    memory: values.memory,
    sampling: samplingOf(values.runs, 5),
    clock: clockOf(values.clock),
    queries: values.queries?.split(",").map(Number) ?? tpchQueries.map((_, position) => position + 1),
    json: values.json,
  };
}

/** The value of a `--source` flag. */
export function sourceOf(value: string): "parquet" | "memory" {
  if (value !== "parquet" && value !== "memory") throw new Error("--source is parquet or memory");
  return value;
}
