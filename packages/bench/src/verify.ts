// `pnpm verify tpch [--sf N] [--source parquet|memory]`: runs the 22 queries on Parquet files and
// on memory tables, with 0, 1 and 2 threads and with three partitions, and compares every answer. The reference is
// the answer set beside the checkout; without one, DuckDB's answers over the same files, which is said.
// `pnpm verify tpch [--sf N] --memory LIMIT`: see verify-memory.ts; with --source all of the above within the limit.
// `pnpm verify cluster [--sf N] [--workers N]`: see verify-cluster.ts.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type EngineOptions, tpchQueries } from "@ffq/client";
import { compareAnswer, referenceAnswers, type TextRow } from "./answers.ts";
import { exitOnSignals } from "./cluster-processes.ts";
import { generatedData, sharedFolder } from "./data.ts";
import { loadTables, openDuck } from "./duckdb.ts";
import { openEngine, textRows } from "./engine-answers.ts";
import { verifyCluster } from "./verify-cluster.ts";
import { verifyMemory } from "./verify-memory.ts";

const setups: readonly { readonly name: string; readonly options: EngineOptions }[] = [
  { name: "threads=0", options: { threads: 0 } },
  { name: "threads=1", options: { threads: 1 } },
  { name: "threads=2", options: { threads: 2 } },
  { name: "threads=2 partitions=3", options: { threads: 2, partitions: 3, smallInputRows: 0 } },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sf: { type: "string" },
    workers: { type: "string", default: "3" },
    categories: { type: "string" },
    source: { type: "string" },
    memory: { type: "string" },
    queries: { type: "string" },
  },
});
const wantedQueries = values.queries?.split(",").map(Number) ?? tpchQueries.map((_, position) => position + 1);
if (positionals.join() === "cluster") {
  const scaleFactor = Number(values.sf ?? "0.1");
  exitOnSignals();
  const isRight = await verifyCluster({
    scaleFactor,
    workers: Number(values.workers),
    queries: wantedQueries,
    categories: values.categories?.split(","),
  });
  process.exit(isRight ? 0 : 1);
}
if (positionals.join() !== "tpch") {
  process.stderr.write("usage: pnpm verify tpch [--sf N] [--source parquet|memory] [--memory LIMIT] [--queries 1,5]\n");
  process.stderr.write("       pnpm verify cluster [--sf N] [--workers N] [--queries 1,5] [--categories a,b]\n");
  process.exit(2);
}

const scaleFactor = Number(values.sf ?? "1");
const directory = await generatedData(scaleFactor);
const queries = queryTexts();
const answers = referenceAnswers(scaleFactor) ?? (await duckAnswers());
if (values.memory !== undefined && values.source === undefined) {
  const texts = wantedQueries.map((number) => ({
    number,
    sql: queries[number - 1] as string,
    answer: answers[number - 1] as readonly TextRow[],
  }));
  const limit = values.memory;
  const faults = [1, 2].reduce((sum, threads) => sum + verifyMemory({ directory, limit, threads, queries: texts }), 0);
  process.stdout.write(`verify sf=${scaleFactor} memory=${limit} runs=${2 * texts.length} faults=${faults}\n`);
  process.exit(faults === 0 ? 0 : 1);
}
const sources = (["parquet", "memory"] as const).filter((source) => (values.source ?? source) === source);
let runs = 0;
let wrong = 0;
for (const source of sources) {
  for (const { name, options } of setups) {
    const limit = values.memory === undefined ? {} : { memoryLimit: values.memory };
    const engine = await openEngine(directory, source, { ...options, ...limit });
    const start = performance.now();
    for (const query of wantedQueries) {
      runs++;
      const fault = await faultOf(() => textRows(engine, queries[query - 1] as string), query);
      if (fault === undefined) continue;
      wrong++;
      process.stdout.write(`q${query} source=${source} ${name}: ${fault}\n`);
    }
    await engine.close();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stdout.write(`source=${source} ${name} queries=${wantedQueries.length} seconds=${seconds}\n`);
  }
}
process.stdout.write(`verify sf=${scaleFactor} runs=${runs} wrong=${wrong}\n`);
process.exit(wrong === 0 ? 0 : 1);

async function faultOf(run: () => Promise<readonly TextRow[]>, query: number): Promise<string | undefined> {
  try {
    return compareAnswer(query, await run(), answers[query - 1] as readonly TextRow[]);
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  }
}

/** The reference's own texts where they are at hand, the project's otherwise. */
function queryTexts(): readonly string[] {
  const folder = sharedFolder(join("tpch", "queries"));
  if (folder === undefined) return tpchQueries;
  return tpchQueries.map((own, position) => {
    const file = join(folder, `q${String(position + 1).padStart(2, "0")}.sql`);
    return existsSync(file) ? readFileSync(file, "utf8") : own;
  });
}

async function duckAnswers(): Promise<readonly (readonly TextRow[])[]> {
  process.stdout.write("answers=duckdb: the reference answer set is absent\n");
  const duck = await openDuck(2, "4GB");
  try {
    await loadTables(duck, directory, "parquet");
    const all: (readonly TextRow[])[] = [];
    for (const sql of queries) all.push(await duck.rows(sql));
    return all;
  } finally {
    duck.close();
  }
}
