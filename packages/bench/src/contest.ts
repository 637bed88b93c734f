// Both engines on the same queries in one process: each query in turn on one and then on the other, from SQL text to
// the last batch consumed in columnar form. First all queries run once, which is reported apart as cold, and once more to warm up,
// and their answers are compared; then they are measured in rounds, one query after the other (sampling.ts), so that what
// the machine does meanwhile, and what V8 compiles, falls on all of them alike. The one place that times and prints, so that all
// benchmarks are equally fair.
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
  const tries: Tries[] = [];
  showProgress(`first runs: ${queries.length} queries`, true);
  for (const [at, query] of queries.entries()) {
    showProgress(`first runs: ${at + 1} of ${queries.length}, ${query.name}`);
    tries.push(await firstRuns(engine, duck, query, clock));
  }
  for (let round = 1; ; round++) {
    const open = tries.filter(({ fault, ffq, milliseconds }) => {
      return fault.failed !== true && !isEnough(sampling, ffq.length, milliseconds);
    });
    if (open.length === 0) break;
    showProgress(`round ${round}: ${open.length} of ${queries.length} queries`, true);
    for (const [at, one] of open.entries()) {
      showProgress(`round ${round}: ${at + 1} of ${open.length}, ${one.query.name}`);
      await run(engine, duck, one, clock);
    }
  }
  showProgress("");
  const times = tries.map(timesOf);
  for (const row of times) process.stdout.write(`${lineOf(row)}\n`);
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

/** A query's runs so far. */
interface Tries {
  readonly query: ContestQuery;
  readonly cold: { readonly ffq: number; readonly duckdb: number };
  /** Milliseconds of the measured runs. */
  readonly ffq: number[];
  readonly duckdb: number[];
  /** What both engines' measured runs took, by the wall. */
  milliseconds: number;
  /** What was wrong; `failed`: there is no answer, and nothing to measure. */
  fault: { readonly message?: string; readonly failed?: true };
}

async function firstRuns(engine: Engine, duck: Duck, query: ContestQuery, clock: Clock): Promise<Tries> {
  const { sql } = query;
  const none = { query, cold: { ffq: Number.NaN, duckdb: Number.NaN }, ffq: [], duckdb: [], milliseconds: 0 };
  try {
    const cold = {
      ffq: await timed(() => consume(engine, sql), clock),
      duckdb: await timed(() => duck.consume(sql), clock),
    };
    await consume(engine, sql);
    await duck.consume(sql);
    const message = await faultOf(engine, duck, query);
    return { ...none, cold, fault: message === undefined ? {} : { message } };
  } catch (thrown) {
    return { ...none, fault: failureOf(thrown) };
  }
}

async function run(engine: Engine, duck: Duck, tries: Tries, clock: Clock): Promise<void> {
  const { sql } = tries.query;
  const begun = performance.now();
  try {
    const ffq = await timed(() => consume(engine, sql), clock);
    const duckdb = await timed(() => duck.consume(sql), clock);
    tries.ffq.push(ffq);
    tries.duckdb.push(duckdb);
  } catch (thrown) {
    tries.fault = failureOf(thrown);
  }
  tries.milliseconds += performance.now() - begun;
}

function failureOf(thrown: unknown): Tries["fault"] {
  return { message: thrown instanceof Error ? thrown.message : String(thrown), failed: true };
}

function timesOf({ query: { name }, cold, ffq, duckdb, fault }: Tries): QueryTimes {
  const { message } = fault;
  const isMeasured = fault.failed !== true;
  return {
    name,
    ffq: isMeasured ? median(ffq) : Number.NaN,
    duckdb: isMeasured ? median(duckdb) : Number.NaN,
    ffqCold: isMeasured ? cold.ffq : Number.NaN,
    duckdbCold: isMeasured ? cold.duckdb : Number.NaN,
    runs: isMeasured ? ffq.length : 0,
    ...(message === undefined ? {} : { fault: message }),
  };
}

/** What is under way: in a terminal each query, in a pipe each round. An empty text takes it away. */
function showProgress(text: string, isRound = false): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
  else if (isRound) process.stderr.write(`${text}\n`);
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
