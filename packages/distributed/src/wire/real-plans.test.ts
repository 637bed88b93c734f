// The plans of real statements over the wire: what the planner makes for several tasks, with every member it sets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine } from "@ffq/core";
import type { ClusterRuntime, ExtensionOffer } from "@ffq/core/extension";
import { childrenOf, type StageGraph } from "@ffq/core/physical";
import { decodeStage } from "./stage.ts";
import { checkStageShapes } from "./stage-shapes.ts";
import { submittedStages } from "./submitted-stages.ts";

/** A cluster that keeps what it is asked to run, and answers with no rows. */
function recorder(graphs: StageGraph[]): ExtensionOffer {
  const runtime: ClusterRuntime = {
    run: (graph) => {
      graphs.push(graph);
      return {
        fields: graph.stages.at(-1)?.plan.fields ?? [],
        statistics: { operators: new Map(), peakBytes: 0, milliseconds: 0 },
        close: () => Promise.resolve(),
        [Symbol.asyncIterator]: async function* () {},
      };
    },
    slots: () => Promise.resolve(3),
    close: () => Promise.resolve(),
  };
  return { name: "recorder", options: ["coordinator"], load: () => Promise.resolve({ openCluster: () => runtime }) };
}

const statements: readonly string[] = [
  "SELECT a, 'x' || c, b::numeric(10,2), -a::float8 FROM t WHERE a IN (1, 2, NULL) AND c LIKE 'a%' OR b IS NULL",
  "SELECT c, count(*), sum(b), avg(a), min(d), count(DISTINCT a) FILTER (WHERE a > 1) FROM t GROUP BY c HAVING count(*) > 1",
  "SELECT a, c, sum(b) FROM t GROUP BY GROUPING SETS ((a, c), (a), ())",
  "SELECT t.a, u.b FROM t JOIN t AS u ON t.a = u.a AND t.b < u.b LEFT JOIN t AS v ON u.c = v.c",
  "SELECT a FROM t WHERE a > ALL (SELECT a + 1 FROM t AS u WHERE u.c = t.c)",
  "SELECT t.a FROM t, t AS u WHERE t.a < u.a",
  "SELECT a, (SELECT max(b) FROM t AS u WHERE u.a = t.a) FROM t WHERE EXISTS (SELECT 1 FROM t AS v WHERE v.c = t.c)",
  "SELECT DISTINCT ON (c) c, a FROM t ORDER BY c, a DESC NULLS LAST",
  "SELECT a FROM t ORDER BY b LIMIT 5 OFFSET 2",
  "SELECT a FROM t UNION ALL SELECT a FROM t EXCEPT ALL SELECT 3",
  "WITH x AS (SELECT a, count(*) AS n FROM t GROUP BY a) SELECT * FROM x JOIN x AS y USING (n)",
  "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n, a FROM r JOIN t ON a = n",
  "SELECT g, CASE WHEN g > 2 THEN 'big' ELSE coalesce(NULL, 'small') END FROM generate_series(1, 4) AS g",
  `SELECT row_number() OVER w, lag(a, 2, 0) OVER w, sum(a) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW),
     last_value(a) OVER (ORDER BY d RANGE BETWEEN '1 day' PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES)
   FROM t WINDOW w AS (PARTITION BY c ORDER BY a DESC)`,
  "SELECT d + INTERVAL '1 month 2 days 3.5 seconds', 170141183460469231731687303715884105727, 'NaN'::float8 FROM t",
];

test("plans of statements come back as they were", async () => {
  const graphs: StageGraph[] = [];
  const engine = await Engine.create({ threads: 0, coordinator: "http://c:1", extensions: [recorder(graphs)] });
  await engine.query("CREATE TABLE t (a int, b numeric(12,2), c text, d date)");
  const seen = new Set<string>();
  for (const statement of statements) {
    await (await engine.query(statement)).rows();
    const graph = graphs.pop();
    assert.ok(graph !== undefined, statement);
    const submitted = submittedStages(graph, { isVolatile: () => false });
    checkStageShapes(submitted);
    for (const [index, { plan }] of submitted.entries()) {
      assert.deepStrictEqual(decodeStage(plan), graph.stages[index], statement);
    }
    const left = graph.stages.map(({ plan }) => plan);
    for (let node = left.pop(); node !== undefined; node = left.pop()) {
      seen.add(node.kind);
      left.push(...childrenOf(node));
    }
  }
  await engine.close();
  assert.ok(seen.size >= 15, [...seen].sort().join(" "));
});
