// The order of joins that TPC-H's queries get at scale factor 1, as one line each: what a person would check an
// EXPLAIN for. `a*b` joins, `a<b` keeps a's rows, `a?b` and `a!b` are semi and anti joins, `g()` groups.
// Where the shared queries are missing there is nothing to check.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { unreachable } from "../common/unreachable.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { loadParser } from "../sql/parser-loader.ts";
import { allRules } from "./all-rules.fixture.ts";
import { optimize } from "./optimizer.ts";
import { tpchContext, tpchPlan } from "./tpch.fixture.ts";

before(() => loadParser());

const queries = fileURLToPath(new URL("../../../../../shared/tpch/queries/", import.meta.url));

const symbols = {
  inner: "*",
  left: "<",
  right: ">",
  full: "<>",
  semi: "?",
  anti: "!",
  single: "1",
  mark: "m",
} as const;

function shape(plan: LogicalPlan): string {
  switch (plan.kind) {
    case "scan":
      return plan.filters.length > 0 ? `${plan.table.name}'` : plan.table.name;
    case "values":
    case "table-function":
      return plan.kind;
    case "filter":
    case "project":
    case "distinct":
    case "window":
    case "sort":
    case "limit":
      return shape(plan.input);
    case "aggregate":
      return `g(${shape(plan.input)})`;
    case "join":
      return `(${shape(plan.left)} ${symbols[plan.join]} ${shape(plan.right)})`;
    case "set-operation":
      return `(${shape(plan.left)} ${plan.operator} ${shape(plan.right)})`;
    case "unnest":
      return `unnest(${shape(plan.input)})`;
    case "cte":
      return `${plan.name} := ${shape(plan.definition)}; ${shape(plan.body)}`;
    case "cte-ref":
      return plan.name;
    case "recursive-cte":
      return `(${shape(plan.base)}, ${shape(plan.step)})`;
    default:
      return unreachable(plan);
  }
}

const shapes: Readonly<Record<string, string>> = {
  q01: "g(lineitem')",
  q02: "keys := part'; ((((g((((partsupp ? keys) * supplier) * (region' * nation))) * keys) * partsupp) * supplier) * (region' * nation))",
  q03: "g((lineitem' * (orders' * customer')))",
  q04: "g((orders' ? lineitem'))",
  q05: "g((((((region' * nation) * customer) * orders') * lineitem) * supplier))",
  q06: "g(lineitem')",
  q07: "g((((((nation' * nation') * customer) * orders) * lineitem') * supplier))",
  q08: "g(((((region' * nation) * (customer * (orders' * (lineitem * part')))) * supplier) * nation))",
  q09: "g(((((nation * supplier) * (partsupp * part')) * lineitem) * orders))",
  q10: "g(((nation * (orders' * customer)) * lineitem'))",
  q11: "shared := ((nation' * supplier) * partsupp); (g(shared) * g(shared))",
  q12: "g((lineitem' * orders))",
  q13: "g(g((customer < orders')))",
  q14: "g((part * lineitem'))",
  q15: "revenue0 := g(lineitem'); ((g(revenue0) * revenue0) * supplier)",
  q16: "g(((part' * partsupp) ! supplier'))",
  q17: "g(keys := part'; ((g((lineitem ? keys)) * keys) * lineitem))",
  q18: "g((((orders ? g(lineitem)) * customer) * lineitem))",
  q19: "g((part' * lineitem'))",
  q20: "((nation' * supplier) ? keys := part'; (g((lineitem' ? keys)) * (partsupp ? keys)))",
  q21: "g((((((nation' * supplier) * lineitem') * orders') ! lineitem') ? lineitem))",
  q22: "g(((g(customer') * customer') ! orders))",
};

for (const [query, expected] of Object.entries(shapes)) {
  test(query, (t) => {
    const file = `${queries}${query}.sql`;
    if (!existsSync(file)) return t.skip("shared queries are absent");
    const plan = optimize(tpchPlan(readFileSync(file, "utf8")), tpchContext(), allRules);
    assert.equal(shape(plan), expected);
  });
}
