// `pnpm bench groupby [--rows N] [--threads N] [--source memory|parquet] [--runs N] [--clock wall|cpu] [--queries g1,j5]`: db-benchmark's
// ten grouping and five join questions on generated tables (groupby-data.ts), in memory as there. Answers of millions
// of rows are compared by a query that sums them up.

import { parseArgs } from "node:util";
import { Engine } from "@ffq/client";
import { type ContestQuery, contest, type QueryTimes, summaryOf } from "./contest.ts";
import { loadTables, openDuck } from "./duckdb.ts";
import { addTables } from "./engine-answers.ts";
import { GROUP_TABLES, groupbyData, JOIN_TABLES } from "./groupby-data.ts";
import { samplingOf } from "./sampling.ts";
import { clockOf } from "./stopwatch.ts";
import { sourceOf } from "./tpch.ts";

const grouping: readonly (readonly [sql: string, sums: string])[] = [
  ["SELECT id1, sum(v1) AS v1 FROM x GROUP BY id1", "sum(length(id1)), sum(v1)"],
  ["SELECT id1, id2, sum(v1) AS v1 FROM x GROUP BY id1, id2", "sum(length(id1 || id2)), sum(v1)"],
  ["SELECT id3, sum(v1) AS v1, avg(v3) AS v3 FROM x GROUP BY id3", "sum(length(id3)), sum(v1), sum(v3)"],
  [
    "SELECT id4, avg(v1) AS v1, avg(v2) AS v2, avg(v3) AS v3 FROM x GROUP BY id4",
    "sum(id4), sum(v1), sum(v2), sum(v3)",
  ],
  [
    "SELECT id6, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3 FROM x GROUP BY id6",
    "sum(id6), sum(v1), sum(v2), sum(v3)",
  ],
  [
    `SELECT id4, id5, percentile_cont(0.5) WITHIN GROUP (ORDER BY v3) AS median_v3, stddev(v3) AS sd_v3
     FROM x GROUP BY id4, id5`,
    "sum(id4 * id5), sum(median_v3), sum(sd_v3)",
  ],
  ["SELECT id3, max(v1) - min(v2) AS range_v1_v2 FROM x GROUP BY id3", "sum(length(id3)), sum(range_v1_v2)"],
  [
    `SELECT id6, v3 AS largest2_v3 FROM (
       SELECT id6, v3, row_number() OVER (PARTITION BY id6 ORDER BY v3 DESC) AS order_v3 FROM x WHERE v3 IS NOT NULL
     ) AS ranked WHERE order_v3 <= 2`,
    "sum(id6), sum(largest2_v3)",
  ],
  ["SELECT id2, id4, power(corr(v1, v2), 2) AS r2 FROM x GROUP BY id2, id4", "sum(length(id2)), sum(id4), sum(r2)"],
  [
    `SELECT id1, id2, id3, id4, id5, id6, sum(v3) AS v3, count(*) AS count FROM x
     GROUP BY id1, id2, id3, id4, id5, id6`,
    "sum(length(id1 || id2 || id3)), sum(id4), sum(id5), sum(id6), sum(v3), sum(count)",
  ],
];

const joins: readonly (readonly [sql: string, sums: string])[] = [
  ["SELECT jx.*, small.id4 AS small_id4, v2 FROM jx JOIN small USING (id1)", "sum(length(small_id4))"],
  [
    `SELECT jx.*, medium.id1 AS medium_id1, medium.id4 AS medium_id4, medium.id5 AS medium_id5, v2
     FROM jx JOIN medium USING (id2)`,
    "sum(medium_id1), sum(length(medium_id4 || medium_id5))",
  ],
  [
    `SELECT jx.*, medium.id1 AS medium_id1, medium.id4 AS medium_id4, medium.id5 AS medium_id5, v2
     FROM jx LEFT JOIN medium USING (id2)`,
    "sum(medium_id1), sum(length(medium_id4 || medium_id5))",
  ],
  [
    `SELECT jx.*, medium.id1 AS medium_id1, medium.id2 AS medium_id2, medium.id4 AS medium_id4, v2
     FROM jx JOIN medium USING (id5)`,
    "sum(medium_id1), sum(medium_id2), sum(length(medium_id4))",
  ],
  [
    `SELECT jx.*, big.id1 AS big_id1, big.id2 AS big_id2, big.id4 AS big_id4, big.id5 AS big_id5, big.id6 AS big_id6, v2
     FROM jx JOIN big USING (id3)`,
    "sum(big_id1), sum(big_id2), sum(length(big_id4 || big_id5 || big_id6))",
  ],
];

const JOIN_SUMS = "sum(id1), sum(id2), sum(id3), sum(length(id4 || id5 || id6)), sum(v1), sum(v2), sum(v1 * v2)";

/** Runs the questions and prints their table; the last line sums it up. */
export async function benchGroupby(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rows: { type: "string", default: "10000000" },
      threads: { type: "string", default: "1" },
      source: { type: "string", default: "memory" },
      runs: { type: "string" },
      clock: { type: "string", default: "wall" },
      queries: { type: "string" },
    },
  });
  const [rows, threads, sampling] = [Number(values.rows), Number(values.threads), samplingOf(values.runs, 3)];
  const [source, clock] = [sourceOf(values.source), clockOf(values.clock)];
  const directory = await groupbyData(rows);
  const wanted = values.queries?.split(",");
  const times: QueryTimes[] = [];
  const run = async (tables: readonly string[], queries: readonly ContestQuery[]): Promise<void> => {
    const asked = queries.filter(({ name }) => wanted === undefined || wanted.includes(name));
    if (asked.length === 0) return;
    const duck = await openDuck(threads);
    await loadTables(duck, directory, source, tables);
    const engine = await Engine.create({ threads });
    await addTables(engine, directory, tables, source);
    times.push(...(await contest(engine, duck, asked, sampling, clock)));
    await engine.close();
    duck.close();
  };
  await run(
    GROUP_TABLES,
    grouping.map(([sql, sums], at) => question(`g${at + 1}`, sql, sums)),
  );
  await run(
    JOIN_TABLES,
    joins.map(([sql, sums], at) => question(`j${at + 1}`, sql, `${JOIN_SUMS}, ${sums}`)),
  );
  process.stdout.write(`groupby rows=${rows} threads=${threads} ${summaryOf(times)}\n`);
}

function question(name: string, sql: string, sums: string): ContestQuery {
  return { name, sql, order: [], check: `SELECT count(*), ${sums} FROM (${sql}) AS answer` };
}
