// Estimates on TPC-H at scale factor 1 against the counts that its specification or its data give. A factor of
// two is good, and what is asked for is written beside each.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../sql/parser-loader.ts";
import { allRules } from "./all-rules.fixture.ts";
import { Estimator } from "./estimate.ts";
import { optimize } from "./optimizer.ts";
import { tpchContext, tpchPlan } from "./tpch.fixture.ts";

before(() => loadParser());

const cases: readonly (readonly [sql: string, rows: number, factor: number])[] = [
  ["select 1 from lineitem", 6_001_215, 1],
  ["select 1 from orders where o_orderkey = 7", 1, 2],
  ["select 1 from customer where c_mktsegment = 'BUILDING'", 30_142, 1.1],
  ["select 1 from part where p_size in (1, 2, 3)", 12_000, 1.1],
  ["select 1 from orders where o_orderdate >= date '1994-01-01' and o_orderdate < date '1995-01-01'", 227_597, 1.1],
  ["select 1 from lineitem where l_discount between 0.05 and 0.07 and l_quantity < 24", 764_000, 1.6],
  ["select 1 from lineitem, orders where l_orderkey = o_orderkey", 6_001_215, 1.1],
  ["select 1 from lineitem, partsupp where l_partkey = ps_partkey and l_suppkey = ps_suppkey", 6_001_215, 1.1],
  ["select 1 from customer, nation where c_nationkey = n_nationkey and n_name = 'GERMANY'", 6_000, 1.1],
  ["select 1 from orders, customer where o_custkey = c_custkey and c_mktsegment = 'BUILDING'", 300_000, 1.1],
  [
    "select 1 from nation a, nation b where (a.n_name = 'FRANCE' and b.n_name = 'PERU') or (a.n_name = 'PERU' and b.n_name = 'FRANCE')",
    2,
    1.5,
  ],
  ["select o_orderstatus from orders group by o_orderstatus", 3, 1],
  ["select distinct l_suppkey from lineitem", 10_000, 1],
  ["select 1 from customer left join orders on o_custkey = c_custkey", 1_550_004, 1.1],
  [
    "select 1 from supplier where exists (select 1 from nation where n_nationkey = s_nationkey and n_name = 'PERU')",
    400,
    1.2,
  ],
  ["select 1 from orders union all select 1 from customer", 1_650_000, 1],
  ["select 1 from lineitem limit 10", 10, 1],
  ["select count(*) from lineitem", 1, 1],
  ["select * from (values (1), (2)) v(a)", 2, 1],
  ["select * from generate_series(1, 50)", 50, 1],
];

for (const [sql, rows, factor] of cases) {
  test(sql, () => {
    const plan = optimize(tpchPlan(sql), tpchContext(), allRules);
    const estimate = new Estimator(tpchContext()).rows(plan);
    const off = Math.max(estimate / rows, rows / estimate);
    assert.ok(off <= factor, `${estimate} for ${rows} rows`);
  });
}
