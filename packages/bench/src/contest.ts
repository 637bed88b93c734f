// Both engines on the same queries in one process: each query in turn on one and then on the other, from SQL text to
// the last batch consumed in columnar form; answers compared; the first run of each is reported apart as cold, then
// one warm-up and the measured ones (sampling.ts). The one place that times and prints, so that all benchmarks are equally fair.
import type { Engine } from "@ffq/client";
import { compareRowsOf } from "./answers.ts";
import type { Duck } from "./duckdb.ts";
import { consume, typedRows } from "./engine-answers.ts";
import { isEnough, type Sampling } from "./sampling.ts";
import { geometricMean, median } from "./statistics.ts";
import { type Clock, timed } from "./stopwatch.ts";

export interface ContestQuery {
  readonly name: string;
  readonly sql: string;
  /** Positions of the ORDER BY columns: there the rows' sequence is compared too. */
  readonly order: readonly number[];
  /** Compared in place of the answer where that is too large: a query that sums it up. */
  readonly check?: string;
}

export interface QueryTimes {
  readonly name: string;
  /** Milliseconds: medians of the measured runs, and the first run. NaN where FFQ failed. */
  readonly ffq: number;
  readonly duckdb: number;
  readonly ffqCold: number;
  readonly duckdbCold: number;
  /** How many runs were measured. */
  readonly runs: number;
  /** What was wrong with FFQ's answer. */
  readonly fault?: string;
}

const NAME_WIDTH = 24;

/** The queries of a group, by its name and their place in it; with the positions of their ORDER BY columns. */
export function groupOf(
  group: string,
  queries: readonly (readonly [sql: string, order?: readonly number[]])[],
): readonly ContestQuery[] {
  return queries.map(([sql, order = []], at) => ({ name: `${group}-${at + 1}`, sql, order }));
}

/** Runs the queries in turn and prints a table. */
export async function contest(
  engine: Engine,
  duck: Duck,
  queries: readonly ContestQuery[],
  sampling: Sampling,
  clock: Clock,
): Promise<readonly QueryTimes[]> {
  process.stdout.write(`${"query".padEnd(NAME_WIDTH)}   ffq ms  duckdb ms  ratio  cold ratio\n`);
  const times: QueryTimes[] = [];
  for (const query of queries) {
    const measured = await measure(engine, duck, query, sampling, clock);
    times.push(measured);
    process.stdout.write(`${lineOf(measured)}\n`);
  }
  const ran = times.filter(({ ffq }) => !Number.isNaN(ffq));
  const mean = (side: "ffq" | "duckdb"): string => geometricMean(ran.map((row) => row[side])).toFixed(1);
  const cold = geometricMean(ran.map(({ ffqCold, duckdbCold }) => ffqCold / duckdbCold));
  process.stdout.write(
    `geometric mean: ffq ${mean("ffq")} ms, duckdb ${mean("duckdb")} ms; cold ratio ${cold.toFixed(2)}\n`,
  );
  return times;
}

/** The end of a benchmark's last line. What failed counts among the answers, not in the means. */
export function summaryOf(times: readonly Pick<QueryTimes, "name" | "ffq" | "duckdb" | "fault">[]): string {
  const ratios = times
    .map((row) => ({ name: row.name, ratio: row.ffq / row.duckdb }))
    .filter(({ ratio }) => !Number.isNaN(ratio));
  const worst = ratios.toSorted((left, right) => right.ratio - left.ratio)[0];
  const right = times.filter(({ fault }) => fault === undefined).length;
  const mean = geometricMean(ratios.map(({ ratio }) => ratio)).toFixed(2);
  return `geomean=${mean} worst=${worst?.name}:${worst?.ratio.toFixed(2)} answers=${right}/${times.length}`;
}

/** A line of the table. */
function lineOf({ name, ffq, duckdb, ffqCold, duckdbCold, fault }: QueryTimes): string {
  const cells = [
    name.padEnd(NAME_WIDTH),
    ffq.toFixed(1).padStart(8),
    duckdb.toFixed(1).padStart(10),
    (ffq / duckdb).toFixed(2).padStart(6),
    (ffqCold / duckdbCold).toFixed(2).padStart(11),
  ];
  return cells.join(" ") + (fault === undefined ? "" : `  WRONG: ${fault}`);
}

async function measure(
  engine: Engine,
  duck: Duck,
  query: ContestQuery,
  sampling: Sampling,
  clock: Clock,
): Promise<QueryTimes> {
  const { name, sql } = query;
  const ffq: number[] = [];
  const duckdb: number[] = [];
  try {
    let begun = performance.now();
    for (let run = 0; run < 2 || !isEnough(sampling, run - 2, performance.now() - begun); run++) {
      if (run === 2) begun = performance.now();
      ffq.push(await timed(() => consume(engine, sql), clock));
      duckdb.push(await timed(() => duck.consume(sql), clock));
    }
    const fault = await faultOf(engine, duck, query);
    return {
      name,
      ffq: median(ffq.slice(2)),
      duckdb: median(duckdb.slice(2)),
      ffqCold: ffq[0] as number,
      duckdbCold: duckdb[0] as number,
      runs: ffq.length - 2,
      ...(fault === undefined ? {} : { fault }),
    };
  } catch (thrown) {
    const fault = thrown instanceof Error ? thrown.message : String(thrown);
    return { name, ffq: Number.NaN, duckdb: Number.NaN, ffqCold: Number.NaN, duckdbCold: Number.NaN, runs: 0, fault };
  }
}

/** What is wrong with FFQ's answer; undefined when it is the peer's. */
export async function faultOf(
  engine: Engine,
  duck: Duck,
  { sql, check, order }: ContestQuery,
): Promise<string | undefined> {
  const compared = check ?? sql;
  const { rows, doubles } = await typedRows(engine, compared);
  return compareRowsOf(order, rows, await duck.rows(compared), doubles);
}
