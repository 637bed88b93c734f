// The plans of statements, printed: what each construct becomes.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { explainLogical } from "../logical/explain.ts";
import { loadParser } from "../sql/parser-loader.ts";
import { bindText, catalogPorts } from "./catalog.fixture.ts";

before(() => loadParser());

for (const { name, sql, plan } of [
  {
    name: "a filter over a scan",
    sql: "select a, d * 2 as twice from t where b is null and c = 'x'",
    plan: [
      "project a#6 := #1, twice#7 := *(numeric,numeric)(#4, 2:numeric(1,0))",
      "  filter (#2 is null and =(text,text)(#3, 'x':text))",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "USING keeps both sides' columns and shows the left one's",
    sql: "select t.a, a, t.b, f from t left join u using (a) where u.a is null",
    plan: [
      "project a#11 := #1, a#12 := #1, b#13 := #2, f#14 := #8",
      "  filter #6 is null",
      "    left join on =(int4,int4)(#1, #6)",
      "      scan t [a#1, b#2, c#3, d#4, e#5]",
      "      scan u [a#6, b#7, f#8, g#9, h#10]",
    ],
  },
  {
    name: "a full join's merged column is the first that is not NULL",
    sql: "select * from (select a, b from t) s full join (select a, f from u) r using (a)",
    plan: [
      "project a#15 := coalesce(#6, #13), b#16 := #7, f#17 := #14",
      "  full join on =(int4,int4)(#6, #13)",
      "    project a#6 := #1, b#7 := #2",
      "      scan t [a#1, b#2, c#3, d#4, e#5]",
      "    project a#13 := #8, f#14 := #10",
      "      scan u [a#8, b#9, f#10, g#11, h#12]",
    ],
  },
  {
    name: "grouping by an output name, HAVING, ORDER BY an aggregate that is not selected",
    sql: "select b as k, count(*) from t group by k having sum(a) > 1 order by max(a), k desc limit 2",
    plan: [
      "project k#13 := #10, count#14 := #11",
      "  limit 2:bigint",
      "    sort #12, #10 desc",
      "      project k#10 := #9, count#11 := #6, ?column?#12 := #8",
      "        filter >(int8,int4)(#7, 1:integer)",
      "          aggregate by [b#9 := #2] [count#6 := count()(), sum#7 := sum(int4)(#1), max#8 := max(int4)(#1)]",
      "            scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "equal aggregates are computed once",
    sql: "select sum(a), sum(a) + 1, count(distinct b) filter (where a > 1) from t",
    plan: [
      "project sum#9 := #6, ?column?#10 := +(int8,int4)(#6, 1:integer), count#11 := #8",
      "  aggregate by [] [sum#6 := sum(int4)(#1), count#8 := count(any)(distinct #2) filter >(int4,int4)(#1, 1:integer)]",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "a primary key determines its row",
    sql: "select a, c from t group by a",
    plan: [
      "project a#8 := #6, c#9 := #7",
      "  aggregate by [a#6 := #1, c#7 := #3] []",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "grouping sets and GROUPING",
    sql: "select b, c, grouping(b, c) from t group by rollup (b, c)",
    plan: [
      "project b#10 := #8, c#11 := #9, grouping#12 := case when =(int8,int8)(#7, 0:bigint) then 0:integer when =(int8,int8)(#7, 1:bigint) then 1:integer else 3:integer end",
      "  aggregate by [b#8 := #2, c#9 := #3] sets [[0,1],[0],[]] []",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "DISTINCT ON picks by ORDER BY",
    sql: "select distinct on (b) b, a from t order by b, c desc",
    plan: [
      "project b#9 := #6, a#10 := #7",
      "  sort #6, #8 desc",
      "    distinct on #6",
      "      project b#6 := #2, a#7 := #1, ?column?#8 := #3",
      "        scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "set operations find their types pair by pair",
    sql: "select a from t union all select b from u union select 1.5 order by 1",
    plan: [
      "sort #16",
      "  union [a#16]",
      "    project a#15 := cast(#13 as numeric)",
      "      union all [a#13]",
      "        project a#6 := cast(#1 as bigint)",
      "          scan t [a#1, b#2, c#3, d#4, e#5]",
      "        project b#12 := #8",
      "          scan u [a#7, b#8, f#9, g#10, h#11]",
      "    project ?column?#14 := '1.5':numeric",
      "      values [] ()",
    ],
  },
  {
    name: "an unused definition is not run",
    sql: "with q as (select a from t), unused as (select b from t) select x.a from q x, q y",
    plan: [
      "cte q",
      "  project a#6 := #1",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
      "  project a#15 := #13",
      "    inner join",
      "      cte-ref q",
      "      cte-ref q",
    ],
  },
  {
    name: "a recursive query",
    sql: "with recursive q(n) as (select 1 union all select n + 1 from q where n < 5) select n from q",
    plan: [
      "cte q",
      "  recursive-cte q",
      "    project ?column?#1 := 1:integer",
      "      values [] ()",
      "    project ?column?#4 := +(int4,int4)(#3, 1:integer)",
      "      filter <(int4,int4)(#3, 5:integer)",
      "        cte-ref q",
      "  project n#6 := #5",
      "    cte-ref q",
    ],
  },
  {
    name: "subqueries keep their references to the outer query",
    sql: "select a, (select max(b) from u where u.a = t.a) from t where exists (select 1 from v where x = t.a) and b not in (select b from u)",
    plan: [
      "project a#23 := #1, max#24 := scalar-subquery{project max#12 := #11;   aggregate by [] [max#11 := max(int8)(#7)];     filter =(int4,int4)(#6, #1);       scan u [a#6, b#7, f#8, g#9, h#10]}",
      "  filter (exists-subquery{project ?column?#16 := 1:integer;   filter =(int4,int4)(#13, #1);     scan v [x#13, y#14, z#15]} and not any-subquery(=(int4,int8)(#2, #22)){project b#22 := #18;   scan u [a#17, b#18, f#19, g#20, h#21]})",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "an aggregate of the outer query's columns is the outer query's",
    sql: "select (select sum(t.b) + count(u.a) from u) from t",
    plan: [
      "project ?column?#14 := scalar-subquery{project ?column?#13 := +(int8,int8)(#11, #12);   aggregate by [] [count#12 := count(any)(#6)];     scan u [a#6, b#7, f#8, g#9, h#10]}",
      "  aggregate by [] [sum#11 := sum(int4)(#2)]",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "a subquery over groups sees the groups",
    sql: "select b, (select count(*) from u where u.a = t.b) from t group by b",
    plan: [
      "project b#14 := #13, count#15 := scalar-subquery{project count#12 := #11;   aggregate by [] [count#11 := count()()];     filter =(int4,int4)(#6, #13);       scan u [a#6, b#7, f#8, g#9, h#10]}",
      "  aggregate by [b#13 := #2] []",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "IN lists of constants are lists",
    sql: "select 1 from t where a in (1, 2, null) and c in ('x', 'y') and d in (1, 2.555) and a in (1, b)",
    plan: [
      "project ?column?#6 := 1:integer",
      "  filter (#1 in (1, 2, null) and #3 in ('x', 'y') and #4 in (100) and (=(int4,int4)(#1, 1:integer) or =(int4,int4)(#1, #2)))",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "tests without NULL, rows, BETWEEN",
    sql: "select a is distinct from b, (a, b) < (1, 2), a between 1 and 2 from t",
    plan: [
      "project ?column?#6 := not coalesce(=(int4,int4)(#1, #2), (#1 is null and #2 is null)), ?column?#7 := (<(int4,int4)(#1, 1:integer) or (=(int4,int4)(#1, 1:integer) and <(int4,int4)(#2, 2:integer))), ?column?#8 := (>=(int4,int4)(#1, 1:integer) and <=(int4,int4)(#1, 2:integer))",
      "  scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "literals take their context's type",
    sql: "select d * (1 - 0.05) from t where e >= date '1994-01-01' and e < date '1994-01-01' + interval '1' year and d > '1.50'",
    plan: [
      "project ?column?#6 := *(numeric,numeric)(#4, -(numeric,numeric)(1:numeric(1,0), 5:numeric(2,2)))",
      "  filter (>=(date,date)(#5, 8766:date) and <(date,timestamp)(#5, +(date,interval)(8766:date, 12m0d0us:interval year)) and >(numeric,numeric)(#4, 150:numeric(3,2)))",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "LATERAL",
    sql: "select s, g from t, lateral (select t.a + u.a as s from u) q, generate_series(1, t.a) g",
    plan: [
      "project s#13 := #11, g#14 := #12",
      "  lateral inner join",
      "    lateral inner join",
      "      scan t [a#1, b#2, c#3, d#4, e#5]",
      "      project s#11 := +(int4,int4)(#1, #6)",
      "        scan u [a#6, b#7, f#8, g#9, h#10]",
      "    unnest [g#12 := ffq:set:generate_series(int4,int4)(1:integer, #1)]",
      "      values [] ()",
    ],
  },
  {
    name: "a view is its query",
    sql: "select cc from w where a = 1",
    plan: [
      "project cc#8 := #7",
      "  filter =(int4,int4)(#6, 1:integer)",
      "    project a#6 := #1, cc#7 := #3",
      "      scan t [a#1, b#2, c#3, d#4, e#5]",
    ],
  },
  {
    name: "VALUES have one type a column",
    sql: "values (1, 'x'), (2.5, null) order by 1 desc",
    plan: [
      "sort #3 desc",
      "  project column1#3 := #1, column2#4 := #2",
      "    values [column1#1, column2#2] ('1':numeric, 'x':text), ('2.5':numeric, null:text)",
    ],
  },
  {
    name: "a row that an outer join may miss is marked where it is named",
    sql: "select u from t left join u on u.a = t.a",
    plan: [
      "project u#12 := case when #11 then ffq:row(any...)(#6, #7, #8, #9, #10) else null:struct(a integer, b bigint, f double precision, g character varying(5), h character(3)) end",
      "  left join on =(int4,int4)(#6, #1)",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
      "    project a#6 := #6, b#7 := #7, f#8 := #8, g#9 := #9, h#10 := #10, presence#11 := true:boolean",
      "      scan u [a#6, b#7, f#8, g#9, h#10]",
    ],
  },
  {
    name: "and only there",
    sql: "select u.a from t left join u on u.a = t.a",
    plan: [
      "project a#11 := #6",
      "  left join on =(int4,int4)(#6, #1)",
      "    scan t [a#1, b#2, c#3, d#4, e#5]",
      "    scan u [a#6, b#7, f#8, g#9, h#10]",
    ],
  },
  {
    name: "INSERT fills in defaults and casts",
    sql: "insert into v (z, x) values ('2020-01-01', 1), (null, '2')",
    plan: [
      "values [x#1, y#2, z#3] (1:integer, 'q':text, 1577836800000000:timestamp without time zone), (2:integer, 'q':text, null:timestamp without time zone)",
    ],
  },
  {
    name: "INSERT of a query",
    sql: "insert into t (b, a) select b, f from u",
    plan: [
      "project a#8 := #7, b#9 := #6, c#10 := null:text, d#11 := null:numeric(10,2), e#12 := null:date",
      "  project b#6 := cast(#2 as integer), f#7 := cast(#3 as integer)",
      "    scan u [a#1, b#2, f#3, g#4, h#5]",
    ],
  },
  {
    name: "UPDATE gives the row's number and all columns, each row once",
    sql: "update t set b = u.a, c = default from u where u.b = t.a",
    plan: [
      "distinct on #17",
      "  project ffq:row#17 := #6, a#12 := #1, b#13 := #7, c#14 := null:text, d#15 := #4, e#16 := #5",
      "    filter =(int8,int4)(#8, #1)",
      "      inner join",
      "        scan t [a#1, b#2, c#3, d#4, e#5, ffq:row#6]",
      "        scan u [a#7, b#8, f#9, g#10, h#11]",
    ],
  },
  {
    name: "DELETE gives the row's number",
    sql: "delete from t where a = 1",
    plan: [
      "project ffq:row#7 := #6",
      "  filter =(int4,int4)(#1, 1:integer)",
      "    scan t [a#1, b#2, c#3, d#4, e#5, ffq:row#6]",
    ],
  },
]) {
  test(name, () => {
    const bound = bindText(catalogPorts(), sql);
    assert.ok("plan" in bound);
    assert.deepEqual(explainLogical(bound.plan).split("\n"), plan);
  });
}
