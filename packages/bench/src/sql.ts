// `pnpm bench sql [--set queries|functions] [--sf N] [--threads N] [--source parquet|memory] [--runs N]
// [--clock wall|cpu] [--queries like-1,sort]`: the queries of sql-queries.ts, or those of sql-function-queries.ts, over
// TPC-H's tables; both one after the other, each with its last line, where no set is named. In `--queries` a group's
// name stands for all of its queries.

import { parseArgs } from "node:util";
import { type ContestQuery, contest, summaryOf } from "./contest.ts";
import { loadTables, openDuck } from "./duckdb.ts";
import { openEngine } from "./engine-answers.ts";
import { samplingOf } from "./sampling.ts";
import { sqlFunctionQueries } from "./sql-function-queries.ts";
import { sqlQueries } from "./sql-queries.ts";
import { clockOf } from "./stopwatch.ts";
import { benchmarkData } from "./third-engine-files.ts";
import { sourceOf } from "./tpch.ts";

/** The sets, by the name that a set's last line begins with. */
const sets: Readonly<Record<string, readonly ContestQuery[]>> = {
  queries: sqlQueries,
  functions: sqlFunctionQueries,
};

/** Runs the queries and prints their tables; a set's last line sums it up. */
export async function benchSql(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      set: { type: "string", default: Object.keys(sets).join() },
      sf: { type: "string", default: "1" },
      threads: { type: "string", default: "1" },
      source: { type: "string", default: "parquet" },
      runs: { type: "string" },
      clock: { type: "string", default: "wall" },
      queries: { type: "string" },
    },
  });
  const [scaleFactor, threads, source] = [Number(values.sf), Number(values.threads), sourceOf(values.source)];
  const wanted = values.queries?.split(",");
  const isWanted = (name: string): boolean =>
    wanted === undefined || wanted.includes(name) || wanted.includes(name.replace(/-\d+$/, ""));
  const directory = await benchmarkData(scaleFactor);
  const duck = await openDuck(threads);
  await loadTables(duck, directory, source);
  const engine = await openEngine(directory, source, { threads });
  for (const set of values.set.split(",")) {
    const queries = sets[set];
    if (queries === undefined) throw new Error(`--set is ${Object.keys(sets).join(" or ")}`);
    const asked = queries.filter(({ name }) => isWanted(name));
    if (asked.length === 0) continue;
    const times = await contest(engine, duck, asked, samplingOf(values.runs, 3), clockOf(values.clock));
    process.stdout.write(`sql set=${set} sf=${scaleFactor} source=${source} threads=${threads} ${summaryOf(times)}\n`);
  }
  await engine.close();
  duck.close();
}
