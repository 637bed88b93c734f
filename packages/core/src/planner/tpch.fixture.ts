// TPC-H's schema with statistics as at scale factor 1, and some of its queries: what a real planner's decisions
// are tested on, without a file being there.

import { allClauses } from "../binder/all-clauses.ts";
import { bindStatement } from "../binder/binder.ts";
import type { BinderPorts } from "../binder/context.ts";
import type { TableProvider } from "../catalog/table-provider.ts";
import { internal } from "../common/error.ts";
import { aggregateLookup } from "../function/aggregate/resolve.ts";
import { constantFolder } from "../function/fold.ts";
import { builtinAggregates, builtinFunctions, builtinWindows } from "../function/functions.ts";
import { windowLookup } from "../function/window/resolve.ts";
import { allRules } from "../optimizer/all-rules.fixture.ts";
import { Estimator } from "../optimizer/estimate.ts";
import { optimize } from "../optimizer/optimizer.ts";
import type { OptimizerContext } from "../optimizer/rule.ts";
import { explainStages } from "../physical/explain.ts";
import { parseSql } from "../sql/parse.ts";
import { DATE, fixedNumeric, INT4, INT8, type LogicalType, TEXT } from "../type/logical-type.ts";
import { generalPlanner } from "./general.ts";
import { planQuery } from "./planner.ts";

/** A column: its type, and how many values it has (keys: from 1 to that many; dates: 1992-01-01 and later). */
type Column = readonly [name: string, type: LogicalType, distinct?: number];

const MONEY = fixedNumeric(15, 2);

const schema: Readonly<Record<string, { readonly rows: number; readonly columns: readonly Column[] }>> = {
  region: {
    rows: 5,
    columns: [
      ["r_regionkey", INT4, 5],
      ["r_name", TEXT, 5],
    ],
  },
  nation: {
    rows: 25,
    columns: [
      ["n_nationkey", INT4, 25],
      ["n_name", TEXT, 25],
      ["n_regionkey", INT4, 5],
    ],
  },
  supplier: {
    rows: 10_000,
    columns: [
      ["s_suppkey", INT4, 10_000],
      ["s_name", TEXT],
      ["s_nationkey", INT4, 25],
      ["s_comment", TEXT],
    ],
  },
  part: {
    rows: 200_000,
    columns: [
      ["p_partkey", INT4, 200_000],
      ["p_brand", TEXT, 25],
      ["p_type", TEXT, 150],
      ["p_size", INT4, 50],
      ["p_container", TEXT, 40],
    ],
  },
  partsupp: {
    rows: 800_000,
    columns: [
      ["ps_partkey", INT4, 200_000],
      ["ps_suppkey", INT4, 10_000],
    ],
  },
  customer: {
    rows: 150_000,
    columns: [
      ["c_custkey", INT4, 150_000],
      ["c_phone", TEXT],
      ["c_acctbal", MONEY],
      ["c_mktsegment", TEXT, 5],
    ],
  },
  orders: {
    rows: 1_500_000,
    columns: [
      ["o_orderkey", INT8, 6_000_000],
      ["o_custkey", INT4, 150_000],
      ["o_orderstatus", TEXT, 3],
      ["o_orderdate", DATE, 2406],
      ["o_orderpriority", TEXT, 5],
      ["o_shippriority", INT4, 1],
      ["o_comment", TEXT],
    ],
  },
  lineitem: {
    rows: 6_001_215,
    columns: [
      ["l_orderkey", INT8, 6_000_000],
      ["l_partkey", INT4, 200_000],
      ["l_suppkey", INT4, 10_000],
      ["l_quantity", MONEY],
      ["l_extendedprice", MONEY],
      ["l_discount", MONEY],
      ["l_shipdate", DATE, 2526],
      ["l_commitdate", DATE, 2466],
      ["l_receiptdate", DATE, 2554],
    ],
  },
};

const FIRST_DAY = 8035;

const providers: ReadonlyMap<string, TableProvider> = new Map(
  Object.entries(schema).map(([name, { rows, columns }]): [string, TableProvider] => {
    const bounds = ([, type, distinct]: Column): object => {
      if (distinct === undefined) return { nullCount: 0 };
      if (type.kind === "text") return { nullCount: 0, distinctCount: distinct };
      const first = type.kind === "date" ? FIRST_DAY : 1;
      const last = first + distinct - 1;
      const typed = (value: number): number | bigint => (type.kind === "int8" ? BigInt(value) : value);
      return { nullCount: 0, minimum: typed(first), maximum: typed(last) };
    };
    const provider: TableProvider = {
      ref: { provider: "test", name, spec: {} },
      fields: columns.map(([column, type]) => ({ name: column, type, nullable: false })),
      statistics: { rows, columns: columns.map(bounds) },
      plan: ({ filters }) => ({
        residual: [...filters.keys()],
        estimatedRows: rows,
        description: {},
        morsels: () => {
          throw internal("not read");
        },
      }),
    };
    return [name, provider];
  }),
);

const provider = (name: string): TableProvider => {
  const found = providers.get(name);
  if (found === undefined) throw internal(`there is no table ${name}`);
  return found;
};

/** The physical plan of a query, as text. Call loadParser() before. */
export function plannedSql(sql: string, partitions: number): string {
  const folder = constantFolder();
  const context: OptimizerContext = {
    table: ({ name }) => provider(name),
    functions: builtinFunctions(),
    fold: (expr) => folder.fold(expr),
  };
  const ports: BinderPorts = {
    functions: builtinFunctions(),
    aggregates: aggregateLookup(builtinAggregates()),
    windows: windowLookup(builtinWindows()),
    tables: { table: (name) => providers.get(name), names: () => [...providers.keys()] },
  };
  const [statement] = parseSql(sql);
  if (statement === undefined) throw internal("no statement");
  const bound = bindStatement(ports, statement, { clauses: allClauses });
  if (bound.kind !== "query") throw internal("no query");
  const plan = optimize(bound.plan, context, allRules);
  const estimator = new Estimator(context);
  estimator.profile(plan);
  const graph = planQuery(
    plan,
    {
      aggregates: builtinAggregates(),
      windows: builtinWindows(),
      provider: ({ name }) => provider(name),
      fold: context.fold,
      estimateRows: (node) => estimator.rows(node),
      partitions,
      smallInputRows: 20_000,
      isVolatile: () => false,
      canFail: () => false,
      blocksOf: ({ name }, column) => provider(name).statistics.columns[column]?.blocks,
      recursionLimit: 0,
    },
    generalPlanner,
  );
  return explainStages(graph);
}

/** By number in the TPC-H specification; validation parameters. */
export const queries: Readonly<Record<string, string>> = {
  q3: `SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate, o_shippriority
    FROM customer, orders, lineitem
    WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey
      AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15'
    GROUP BY l_orderkey, o_orderdate, o_shippriority ORDER BY revenue DESC, o_orderdate LIMIT 10`,
  q4: `SELECT o_orderpriority, count(*) AS order_count FROM orders
    WHERE o_orderdate >= DATE '1993-07-01' AND o_orderdate < DATE '1993-07-01' + INTERVAL '3' MONTH
      AND EXISTS (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate)
    GROUP BY o_orderpriority ORDER BY o_orderpriority`,
  q13: `SELECT c_count, count(*) AS custdist
    FROM (SELECT c_custkey, count(o_orderkey) FROM customer
      LEFT OUTER JOIN orders ON c_custkey = o_custkey AND o_comment NOT LIKE '%special%requests%'
      GROUP BY c_custkey) AS c_orders (c_custkey, c_count)
    GROUP BY c_count ORDER BY custdist DESC, c_count DESC`,
  q16: `SELECT p_brand, p_type, p_size, count(DISTINCT ps_suppkey) AS supplier_cnt FROM partsupp, part
    WHERE p_partkey = ps_partkey AND p_brand <> 'Brand#45' AND p_type NOT LIKE 'MEDIUM POLISHED%'
      AND p_size IN (49, 14, 23, 45, 19, 3, 36, 9)
      AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier WHERE s_comment LIKE '%Customer%Complaints%')
    GROUP BY p_brand, p_type, p_size ORDER BY supplier_cnt DESC, p_brand, p_type, p_size`,
  q17: `SELECT sum(l_extendedprice) / 7.0 AS avg_yearly FROM lineitem, part
    WHERE p_partkey = l_partkey AND p_brand = 'Brand#23' AND p_container = 'MED BOX'
      AND l_quantity < (SELECT 0.2 * avg(l_quantity) FROM lineitem WHERE l_partkey = p_partkey)`,
  q21: `SELECT s_name, count(*) AS numwait FROM supplier, lineitem l1, orders, nation
    WHERE s_suppkey = l1.l_suppkey AND o_orderkey = l1.l_orderkey AND o_orderstatus = 'F'
      AND l1.l_receiptdate > l1.l_commitdate
      AND EXISTS (SELECT * FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey <> l1.l_suppkey)
      AND NOT EXISTS (SELECT * FROM lineitem l3 WHERE l3.l_orderkey = l1.l_orderkey
        AND l3.l_suppkey <> l1.l_suppkey AND l3.l_receiptdate > l3.l_commitdate)
      AND s_nationkey = n_nationkey AND n_name = 'SAUDI ARABIA'
    GROUP BY s_name ORDER BY numwait DESC, s_name LIMIT 100`,
  q22: `SELECT cntrycode, count(*) AS numcust, sum(c_acctbal) AS totacctbal
    FROM (SELECT substring(c_phone FROM 1 FOR 2) AS cntrycode, c_acctbal FROM customer
      WHERE substring(c_phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30', '18', '17')
        AND c_acctbal > (SELECT avg(c_acctbal) FROM customer WHERE c_acctbal > 0.00
          AND substring(c_phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30', '18', '17'))
        AND NOT EXISTS (SELECT * FROM orders WHERE o_custkey = c_custkey)) AS custsale
    GROUP BY cntrycode ORDER BY cntrycode`,
};
