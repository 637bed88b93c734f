// `pnpm bench sql [--sf N] [--threads N] [--source parquet|memory] [--runs N] [--queries like-1,sort]`: the queries of
// sql-queries.ts over TPC-H's tables; a group's name stands for all of its queries.
import { parseArgs } from "node:util";
import { contest, summaryOf } from "./contest.ts";
import { loadTables, openDuck } from "./duckdb.ts";
import { openEngine } from "./engine-answers.ts";
import { sqlQueries } from "./sql-queries.ts";
import { benchmarkData } from "./third-engine-files.ts";
import { sourceOf } from "./tpch.ts";

/** Runs the queries and prints their table; the last line sums it up. */
export async function benchSql(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sf: { type: "string", default: "1" },
      threads: { type: "string", default: "1" },
      source: { type: "string", default: "parquet" },
      runs: { type: "string", default: "3" },
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
  const asked = sqlQueries.filter(({ name }) => isWanted(name));
  const times = await contest(engine, duck, asked, Number(values.runs));
  await engine.close();
  duck.close();
  process.stdout.write(`sql sf=${scaleFactor} source=${source} threads=${threads} ${summaryOf(times)}\n`);
}
