// `pnpm bench scaling [--sf N] [--source parquet|memory] [--runs N] [--queries 1,5]`: what a second thread gains on TPC-H, FFQ
// and DuckDB, and what it could: two processes with an engine of one thread each, which share nothing and wait for nothing, run
// the same query at once. They do twice the work in the time that is measured, so that twice one thread's time over theirs is what
// the machine gives to two (its cores share caches, memory and the host's clock). All take turns, query by query, so that
// what the machine does meanwhile falls on all of them alike.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Engine, tpchQueries } from "@ffq/client";
import { type ContestQuery, faultOf } from "./contest.ts";
import { type Duck, loadTables, openDuck } from "./duckdb.ts";
import { consume, openEngine } from "./engine-answers.ts";
import { isEnough, type Sampling, samplingOf } from "./sampling.ts";
import { geometricMean, median } from "./statistics.ts";
import { timed } from "./stopwatch.ts";
import { benchmarkData } from "./third-engine-files.ts";
import { sourceOf, tpchQuery } from "./tpch.ts";

/** Runs the benchmark and prints its table; the last line sums it up. */
export async function benchScaling(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sf: { type: "string", default: "1" },
      source: { type: "string", default: "parquet" },
      runs: { type: "string" },
      queries: { type: "string" },
    },
  });
  const source = sourceOf(values.source);
  const directory = await benchmarkData(Number(values.sf));
  const numbers = values.queries?.split(",").map(Number) ?? tpchQueries.map((_, position) => position + 1);
  const sides = await openSides(directory, source);
  try {
    const rows = await measure(sides, numbers.map(tpchQuery), samplingOf(values.runs, 5));
    process.stdout.write("query  ffq 1 ms  ffq 2 ms   gain  duckdb gain  two processes\n");
    for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
    const mean = (side: keyof Gains): string => geometricMean(rows.map((row) => gainsOf(row)[side])).toFixed(2);
    const right = rows.filter(({ fault }) => fault === undefined).length;
    process.stdout.write(
      `scaling sf=${values.sf} source=${source} gain=${mean("ffq")} duckdb=${mean("duckdb")}` +
        ` two_processes=${mean("processes")} answers=${right}/${rows.length}\n`,
    );
  } finally {
    await closeSides(sides);
  }
}

interface Sides {
  readonly ffq: readonly [one: Engine, two: Engine];
  readonly duckdb: readonly [one: Duck, two: Duck];
  /** Another process with an engine of one thread. */
  readonly twin: ChildProcess;
}

async function openSides(directory: string, source: "parquet" | "memory"): Promise<Sides> {
  const twin = fork(fileURLToPath(new URL("./scaling-twin.ts", import.meta.url)), [directory, source]);
  const ready = answerOf(twin);
  const duckdb = [await openDuck(1), await openDuck(2)] as const;
  for (const duck of duckdb) await loadTables(duck, directory, source);
  const ffq = [
    await openEngine(directory, source, { threads: 1 }),
    await openEngine(directory, source, { threads: 2 }),
  ] as const;
  await ready;
  return { ffq, duckdb, twin };
}

async function closeSides({ ffq, duckdb, twin }: Sides): Promise<void> {
  for (const engine of ffq) await engine.close();
  for (const duck of duckdb) duck.close();
  if (twin.connected) twin.disconnect();
  if (twin.exitCode === null && twin.signalCode === null) await once(twin, "exit");
}

/** The twin's next word; its end in the place of one is an error. */
async function answerOf(twin: ChildProcess): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = once(twin, "exit", { signal }).then(([code, killedBy]) => {
    throw new Error(`the other process ended with ${code ?? killedBy}`);
  });
  try {
    await Promise.race([once(twin, "message", { signal }), ended]);
  } finally {
    ended.catch(() => undefined); // aborted: it had its say
    controller.abort();
  }
}

/** Milliseconds of the measured runs. */
interface Tries {
  readonly query: ContestQuery;
  readonly fault: string | undefined;
  readonly ffq: readonly [one: number[], two: number[]];
  readonly duckdb: readonly [one: number[], two: number[]];
  /** Of two processes, until both have ended. */
  readonly processes: number[];
}

/** Runs of all sides before any is measured: each thread compiles for itself, and of two each does half of the work. */
const WARMING = 3;

async function measure(sides: Sides, queries: readonly ContestQuery[], sampling: Sampling): Promise<readonly Tries[]> {
  const all: Tries[] = [];
  for (const query of queries) {
    const fault = await faultOf(sides.ffq[1], sides.duckdb[1], query);
    const tries = { query, fault, ffq: [[], []], duckdb: [[], []], processes: [] } satisfies Tries;
    for (let time = 0; time < WARMING; time++) await run(sides, tries);
    all.push({ ...tries, ffq: [[], []], duckdb: [[], []], processes: [] });
  }
  // As often as `bench tpch` with two threads times it.
  const spent = ({ ffq, duckdb }: Tries): number => [...ffq[1], ...duckdb[1]].reduce((sum, time) => sum + time, 0);
  const open = (tries: Tries): boolean => !isEnough(sampling, tries.processes.length, spent(tries));
  for (let round = 1; all.some(open); round++) {
    process.stderr.write(`round ${round}: ${all.filter(open).length} of ${all.length} queries\n`);
    for (const tries of all.filter(open)) await run(sides, tries);
  }
  return all;
}

async function run({ ffq, duckdb, twin }: Sides, { query: { sql }, ...times }: Tries): Promise<void> {
  for (const at of [0, 1] as const) {
    times.ffq[at].push(await timed(() => consume(ffq[at], sql)));
    times.duckdb[at].push(await timed(() => duckdb[at].consume(sql)));
  }
  times.processes.push(
    await timed(() => {
      const answered = answerOf(twin);
      twin.send(sql);
      return Promise.all([answered, consume(ffq[0], sql)]);
    }),
  );
}

interface Gains {
  readonly ffq: number;
  readonly duckdb: number;
  readonly processes: number;
}

function gainsOf({ ffq, duckdb, processes }: Tries): Gains {
  return {
    ffq: median(ffq[0]) / median(ffq[1]),
    duckdb: median(duckdb[0]) / median(duckdb[1]),
    processes: (2 * median(ffq[0])) / median(processes),
  };
}

function lineOf(tries: Tries): string {
  const gains = gainsOf(tries);
  const cells = [
    tries.query.name.padEnd(6),
    median(tries.ffq[0]).toFixed(1).padStart(8),
    median(tries.ffq[1]).toFixed(1).padStart(9),
    gains.ffq.toFixed(2).padStart(6),
    gains.duckdb.toFixed(2).padStart(12),
    gains.processes.toFixed(2).padStart(14),
  ];
  return cells.join(" ") + (tries.fault === undefined ? "" : `  WRONG: ${tries.fault}`);
}
