// The plans of some TPC-H queries, for one task and for three, against tpch-plans.golden.txt (without estimates,
// which move with every better guess). A plan is not right or wrong by itself: a change here is to be looked at,
// and then taken over with
//   UPDATE_PLANS=1 node --test packages/core/src/planner/tpch-plans.test.ts
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { loadParser } from "../sql/parser-loader.ts";
import { plannedSql, queries } from "./tpch.fixture.ts";

const golden = new URL("./tpch-plans.golden.txt", import.meta.url);

test("plans of TPC-H queries", async () => {
  await loadParser();
  const plans = Object.entries(queries).flatMap(([name, sql]) =>
    [1, 3].map((partitions) => `-- ${name}, partitions ${partitions}\n${plannedSql(sql, partitions)}\n`),
  );
  const text = plans.join("\n").replaceAll(/ \(estimated \d+\)/g, "");
  if (process.env["UPDATE_PLANS"] !== undefined) writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, "utf8"));
});
