// Where conditions come to lie, and which joins they make stricter.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { hoistSubqueries } from "./hoist-subqueries.ts";
import { after } from "./plan-of.fixture.ts";
import { pushDownPredicates } from "./push-down-predicates.ts";
import { unnestByDomain } from "./unnest-by-domain.ts";
import { unnestByPulling } from "./unnest-by-pulling.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select * from (select id + 1 as n, a from t) q where n > 5 and a = 2",
    [
      "project n#7 := #5, a#8 := #6",
      "  project n#5 := +(int4,int4)(#1, 1:integer), a#6 := #2",
      "    scan t [id#1, a#2, b#3, s#4] where >(int4,int4)(+(int4,int4)(#1, 1:integer), 5:integer), =(int4,int4)(#2, 2:integer)",
    ],
  ],
  [
    "select t.id from t join u on ref = t.id where t.id = 5 and x > a",
    [
      "project id#8 := #1",
      "  inner join on >(int4,int4)(#6, #2), =(int4,int4)(#5, #1)",
      "    scan t [id#1, a#2, b#3, s#4] where =(int4,int4)(#1, 5:integer)",
      "    scan u [ref#5, x#6, y#7] where =(int4,int4)(#5, 5:integer)",
    ],
  ],
  [
    "select t.id from t left join u on ref = t.id and x = 1 where a = 2",
    [
      "project id#8 := #1",
      "  left join on =(int4,int4)(#5, #1)",
      "    scan t [id#1, a#2, b#3, s#4] where =(int4,int4)(#2, 2:integer)",
      "    scan u [ref#5, x#6, y#7] where =(int4,int4)(#6, 1:integer)",
    ],
  ],
  [
    "select t.id from t left join u on ref = t.id where x = 1",
    [
      "project id#8 := #1",
      "  inner join on =(int4,int4)(#5, #1)",
      "    scan t [id#1, a#2, b#3, s#4]",
      "    scan u [ref#5, x#6, y#7] where =(int4,int4)(#6, 1:integer)",
    ],
  ],
  [
    "select t.id from t left join u on ref = t.id where u.ref is null",
    [
      "project id#8 := #1",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4, ref#5 := null:integer, x#6 := null:integer, y#7 := null:numeric(10,2)",
      "    anti join on =(int4,int4)(#9, #1)",
      "      scan t [id#1, a#2, b#3, s#4]",
      "      scan u [ref#9, x#10, y#11]",
    ],
  ],
  [
    "select t.id from t full join u on ref = t.id where a = 1",
    [
      "project id#8 := #1",
      "  left join on =(int4,int4)(#5, #1)",
      "    scan t [id#1, a#2, b#3, s#4] where =(int4,int4)(#2, 1:integer)",
      "    scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select a, n from (select a, count(*) as n from t group by a) q where a = 1 and n > 2",
    [
      "project a#9 := #7, n#10 := #8",
      "  project a#7 := #6, n#8 := #5",
      "    filter >(int8,int4)(#5, 2:integer)",
      "      aggregate by [a#6 := #2] [count#5 := count()()]",
      "        scan t [id#1, a#2, b#3, s#4] where =(int4,int4)(#2, 1:integer)",
    ],
  ],
  [
    "select id from (select id from t union all select ref from u) q where id = 7",
    [
      "project id#11 := #10",
      "  union all [id#10]",
      "    project id#5 := #1",
      "      scan t [id#1, a#2, b#3, s#4] where =(int4,int4)(#1, 7:integer)",
      "    project ref#9 := #6",
      "      scan u [ref#6, x#7, y#8] where =(int4,int4)(#6, 7:integer)",
    ],
  ],
  [
    "select t.id from t, u where ref = t.id and (a = 1 and x = 2 or a = 3 and x = 4)",
    [
      "project id#8 := #1",
      "  inner join on =(int4,int4)(#5, #1), ((=(int4,int4)(#2, 1:integer) and =(int4,int4)(#6, 2:integer)) or (=(int4,int4)(#2, 3:integer) and =(int4,int4)(#6, 4:integer)))",
      "    scan t [id#1, a#2, b#3, s#4] where (=(int4,int4)(#2, 1:integer) or =(int4,int4)(#2, 3:integer))",
      "    scan u [ref#5, x#6, y#7] where (=(int4,int4)(#6, 2:integer) or =(int4,int4)(#6, 4:integer))",
    ],
  ],
  [
    "select id from t where id not in (select ref from u)",
    [
      "project id#9 := #1",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4",
      "    project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4, mark#10 := false:boolean",
      "      anti join on =(int4,int4)(#1, #8)",
      "        scan t [id#1, a#2, b#3, s#4]",
      "        project ref#8 := #5",
      "          scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from t where a not in (select ref from u)",
    [
      "project id#9 := #1",
      "  project id#1 := #1, a#2 := #2, b#3 := #3, s#4 := #4",
      "    filter not #10",
      "      mark join on =(int4,int4)(#2, #8)",
      "        scan t [id#1, a#2, b#3, s#4]",
      "        project ref#8 := #5",
      "          scan u [ref#5, x#6, y#7]",
    ],
  ],
  [
    "select id from (select id, a from t order by a limit 5) q where a = 1",
    [
      "project id#7 := #5",
      "  filter =(int4,int4)(#6, 1:integer)",
      "    limit 5:bigint",
      "      sort #6",
      "        project id#5 := #1, a#6 := #2",
      "          scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "select * from (select a, row_number() over (partition by a order by id) as r from t) q where a = 2 and r < 3",
    [
      "project a#8 := #6, r#9 := #7",
      "  project a#6 := #2, r#7 := #5",
      "    filter <(int8,int4)(#5, 3:integer)",
      "      window partition by #2 order by #1 [row_number#5 := row_number()() range between unbounded preceding and current row]",
      "        scan t [id#1, a#2, b#3, s#4] where =(int4,int4)(#2, 2:integer)",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () =>
    assert.deepEqual(after(sql, hoistSubqueries, unnestByPulling, unnestByDomain, pushDownPredicates), plan),
  );
}
