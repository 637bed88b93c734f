// `pnpm bench cold [--sf N] [--threads N] [--runs N] [--clock wall|cpu] [--queries 1,5]`: the first run of each of TPC-H's queries in an
// engine that has run nothing, both engines made anew each time with the tables as views of Parquet files. What is
// timed is the query; making the engine is shown apart.
import { parseArgs } from "node:util";
import { tpchQueries } from "@ffq/client";
import { type ContestQuery, faultOf, type QueryTimes, summaryOf } from "./contest.ts";
import { loadTables, openDuck } from "./duckdb.ts";
import { consume, openEngine } from "./engine-answers.ts";
import { geometricMean, median } from "./statistics.ts";
import { type Clock, clockOf, timed } from "./stopwatch.ts";
import { benchmarkData } from "./third-engine-files.ts";
import { tpchQuery } from "./tpch.ts";

/** Runs the benchmark and prints its table; the last line sums it up. */
export async function benchCold(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sf: { type: "string", default: "0.01" },
      threads: { type: "string", default: "1" },
      runs: { type: "string", default: "5" },
      clock: { type: "string", default: "wall" },
      queries: { type: "string" },
    },
  });
  const [scaleFactor, threads, runs] = [Number(values.sf), Number(values.threads), Number(values.runs)];
  const clock = clockOf(values.clock);
  const queries = values.queries?.split(",").map(Number) ?? tpchQueries.map((_, position) => position + 1);
  const directory = await benchmarkData(scaleFactor);
  const times: QueryTimes[] = [];
  const making: { readonly ffq: number; readonly duckdb: number }[] = [];
  const whole: number[] = [];
  process.stdout.write("query   ffq ms  duckdb ms  ratio\n");
  for (const query of queries) {
    const rounds: Round[] = [];
    for (let run = 0; run < runs; run++) rounds.push(await firstRun(directory, tpchQuery(query), threads, clock));
    const middle = (value: (round: Round) => number): number => median(rounds.map(value));
    const [ffq, duckdb] = [middle((round) => round.ffq), middle((round) => round.duckdb)];
    making.push({ ffq: middle((round) => round.ffqMaking), duckdb: middle((round) => round.duckdbMaking) });
    whole.push(middle((round) => round.ffqMaking + round.ffq) / middle((round) => round.duckdbMaking + round.duckdb));
    const fault = rounds.find((round) => round.fault !== undefined)?.fault;
    const name = `q${query}`;
    times.push({
      name,
      ffq,
      duckdb,
      ffqCold: ffq,
      duckdbCold: duckdb,
      runs,
      ...(fault === undefined ? {} : { fault }),
    });
    const cells = [name.padEnd(5), ffq.toFixed(1).padStart(8), duckdb.toFixed(1).padStart(10)];
    process.stdout.write(
      `${cells.join(" ")} ${(ffq / duckdb).toFixed(2).padStart(6)}${fault ? ` WRONG: ${fault}` : ""}\n`,
    );
  }
  const mean = (side: "ffq" | "duckdb"): string => geometricMean(making.map((row) => row[side])).toFixed(1);
  process.stdout.write(
    `making an engine with its tables: ffq ${mean("ffq")} ms, duckdb ${mean("duckdb")} ms; with the query: ratio ${geometricMean(whole).toFixed(2)}\n`,
  );
  process.stdout.write(`cold sf=${scaleFactor} threads=${threads} ${summaryOf(times)}\n`);
}

interface Round {
  readonly ffq: number;
  readonly duckdb: number;
  readonly ffqMaking: number;
  readonly duckdbMaking: number;
  readonly fault: string | undefined;
}

async function firstRun(directory: string, query: ContestQuery, threads: number, clock: Clock): Promise<Round> {
  const start = performance.now();
  const engine = await openEngine(directory, "parquet", { threads });
  const made = performance.now();
  const duck = await openDuck(threads);
  await loadTables(duck, directory, "parquet");
  const duckdbMaking = performance.now() - made;
  const ffq = await timed(() => consume(engine, query.sql), clock);
  const duckdb = await timed(() => duck.consume(query.sql), clock);
  const fault = await faultOf(engine, duck, query);
  await engine.close();
  duck.close();
  return { ffq, duckdb, ffqMaking: made - start, duckdbMaking, fault };
}
