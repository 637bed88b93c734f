// What is read when little is asked for.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { LogicalPlan } from "../../logical/plan.ts";
import { loadParser } from "../../sql/parser-loader.ts";
import { largestIds } from "../largest-ids.ts";
import { ruleContext } from "../rule.ts";
import { after, planOf, smallContext } from "./plan-of.fixture.ts";
import { pruneColumns } from "./prune-columns.ts";
import { pushDownPredicates } from "./push-down-predicates.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select n from (select a, s, count(*) as n, max(b) as m from t group by a, s) q",
    [
      "project n#13 := #11",
      "  project n#11 := #5",
      "    aggregate by [a#7 := #2, s#8 := #4] [count#5 := count()()]",
      "      scan t [a#2, s#4]",
    ],
  ],
  [
    "select t.id from t join u on ref = t.id where x = 1",
    [
      "project id#8 := #1",
      "  inner join on =(int4,int4)(#5, #1)",
      "    scan t [id#1]",
      "    project ref#5 := #5",
      "      scan u [ref#5, x#6] where =(int4,int4)(#6, 1:integer)",
    ],
  ],
  [
    "select x from (select ref as x, y from u union all select id, 1 from t) q",
    [
      "project x#14 := #12",
      "  union all [x#12]",
      "    project x#4 := #1",
      "      scan u [ref#1]",
      "    project id#10 := #6",
      "      scan t [id#6]",
    ],
  ],
  [
    "select t.id from t left join (select ref, max(x) as m from u group by ref) q on q.ref = t.id",
    ["project id#12 := #1", "  scan t [id#1]"],
  ],
  [
    "select r from (select id, rank() over (partition by a order by b) as r, sum(id) over (order by s) as u from t) q",
    [
      "project r#10 := #8",
      "  project r#8 := #5",
      "    window partition by #2 order by #3 [rank#5 := rank()() range between unbounded preceding and current row]",
      "      scan t [a#2, b#3]",
    ],
  ],
  [
    "with c as materialized (select id, a, b from t) select c.a from c join c as d on d.id = c.id",
    [
      "cte c",
      "  project id#5 := #1, a#6 := #2",
      "    scan t [id#1, a#2]",
      "  project a#14 := #9",
      "    inner join on =(int4,int4)(#11, #8)",
      "      cte-ref c",
      "      cte-ref c",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () => assert.deepEqual(after(sql, pushDownPredicates, pruneColumns), plan));
}

const prune = (plan: LogicalPlan): LogicalPlan =>
  pruneColumns.rewrite(plan, ruleContext(smallContext, largestIds(plan)));

test("what is read whole is kept as it is: its columns and estimates are known", () => {
  const plan = planOf(
    "select id, a, n from (select id, a, b, s from t order by b) o join (select x, count(*) as n from u group by x) g on x = a where s = 'x'",
  );
  const pruned = prune(prune(plan));
  assert.equal(prune(pruned), pruned);
});
