// Conditions before and after.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { after } from "./plan-of.fixture.ts";
import { simplifyExpressions } from "./simplify-expressions.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, plan: readonly string[]])[] = [
  [
    "select id from v where d < timestamp '1994-01-01 12:00' and d >= timestamp '1993-01-01 00:00'",
    [
      "project id#4 := #1",
      "  filter (<=(date,date)(#2, 8766:date) and >=(date,date)(#2, 8401:date))",
      "    scan v [id#1, d#2, at#3]",
    ],
  ],
  [
    "select id from t where b > 5.5 and a = 7::bigint and 3 = id",
    [
      "project id#5 := #1",
      "  filter (>(int8,int8)(#3, 5:bigint) and =(int4,int4)(#2, 7:integer) and =(int4,int4)(3:integer, #1))",
      "    scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "select id from t where (a = 1 and s = 'x') or (a = 1 and s = 'y')",
    [
      "project id#5 := #1",
      "  filter (=(int4,int4)(#2, 1:integer) and (=(text,text)(#4, 'x':text) or =(text,text)(#4, 'y':text)))",
      "    scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "select id from t where a = 1 or a = 2 or a in (3, 4)",
    ["project id#5 := #1", "  filter #2 in (1, 2, 3, 4)", "    scan t [id#1, a#2, b#3, s#4]"],
  ],
  [
    "select id from t where not (a < 5 or s is null) and id is not null and 1 + 1 = 2",
    [
      "project id#5 := #1",
      "  filter (>=(int4,int4)(#2, 5:integer) and not #4 is null)",
      "    scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "select case when false then 1 when a = 1 then 1/0 else 3 end, coalesce(null, a, 5) from t",
    [
      "project case#5 := case when =(int4,int4)(#2, 1:integer) then /(int4,int4)(1:integer, 0:integer) else 3:integer end, coalesce#6 := coalesce(#2, 5:integer)",
      "  scan t [id#1, a#2, b#3, s#4]",
    ],
  ],
  [
    "select ref from u where y > 7 and y < 3.14159",
    [
      "project ref#4 := #1",
      "  filter (>(numeric,numeric)(#3, 700:numeric(10,2)) and <=(numeric,numeric)(#3, 314:numeric(10,2)))",
      "    scan u [ref#1, x#2, y#3]",
    ],
  ],
];

for (const [sql, plan] of cases) {
  test(sql, () => assert.deepEqual(after(sql, simplifyExpressions), plan));
}
