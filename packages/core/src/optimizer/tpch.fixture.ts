// TPC-H's tables for tests: columns as shared data has them, statistics of scale factor 1 as a Parquet footer
// gives them (rows, bounds, distinct values of dictionaries), from the specification's clauses 1.4 and 4.2.

import { allClauses } from "../binder/all-clauses.ts";
import { bindStatement } from "../binder/binder.ts";
import type { ColumnStatistics } from "../catalog/statistics.ts";
import { aggregateLookup } from "../function/aggregate/resolve.ts";
import { constantFolder } from "../function/fold.ts";
import { builtinAggregates, builtinFunctions, builtinWindows } from "../function/functions.ts";
import { windowLookup } from "../function/window/resolve.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { parseSql } from "../sql/parse.ts";
import { DATE, fixedNumeric, INT4, INT8, type LogicalType, VARCHAR } from "../type/logical-type.ts";
import type { OptimizerContext, TableFacts } from "./rule.ts";

type ColumnRow = readonly [name: string, type: LogicalType, minimum?: number, maximum?: number];

const money = fixedNumeric(15, 2);
/** 1992-01-01, 1998-08-02 and 1998-12-01 as days since 1970. */
const [first, lastOrder, last] = [8035, 10_440, 10_561];
const texts = (...names: readonly string[]): ColumnRow[] => names.map((name) => [name, VARCHAR]);
/** Columns of few values, which writers give dictionaries. */
const dictionaries: Readonly<Record<string, number>> = {
  r_name: 5,
  n_name: 25,
  c_mktsegment: 5,
  p_mfgr: 5,
  p_brand: 25,
  p_type: 150,
  p_container: 40,
  o_orderstatus: 3,
  o_orderpriority: 5,
  o_clerk: 1000,
  l_returnflag: 3,
  l_linestatus: 2,
  l_shipinstruct: 4,
  l_shipmode: 7,
};

const tables: Readonly<Record<string, { readonly rows: number; readonly columns: readonly ColumnRow[] }>> = {
  region: { rows: 5, columns: [["r_regionkey", INT4, 0, 4], ...texts("r_name", "r_comment")] },
  nation: {
    rows: 25,
    columns: [["n_nationkey", INT4, 0, 24], ...texts("n_name"), ["n_regionkey", INT4, 0, 4], ...texts("n_comment")],
  },
  supplier: {
    rows: 10_000,
    columns: [
      ["s_suppkey", INT8, 1, 10_000],
      ...texts("s_name", "s_address"),
      ["s_nationkey", INT4, 0, 24],
      ...texts("s_phone"),
      ["s_acctbal", money, -99_999, 999_999],
      ...texts("s_comment"),
    ],
  },
  customer: {
    rows: 150_000,
    columns: [
      ["c_custkey", INT8, 1, 150_000],
      ...texts("c_name", "c_address"),
      ["c_nationkey", INT4, 0, 24],
      ...texts("c_phone"),
      ["c_acctbal", money, -99_999, 999_999],
      ...texts("c_mktsegment", "c_comment"),
    ],
  },
  part: {
    rows: 200_000,
    columns: [
      ["p_partkey", INT8, 1, 200_000],
      ...texts("p_name", "p_mfgr", "p_brand", "p_type"),
      ["p_size", INT4, 1, 50],
      ...texts("p_container"),
      ["p_retailprice", money, 90_000, 210_000],
      ...texts("p_comment"),
    ],
  },
  partsupp: {
    rows: 800_000,
    columns: [
      ["ps_partkey", INT8, 1, 200_000],
      ["ps_suppkey", INT8, 1, 10_000],
      ["ps_availqty", INT8, 1, 9_999],
      ["ps_supplycost", money, 100, 100_000],
      ...texts("ps_comment"),
    ],
  },
  orders: {
    rows: 1_500_000,
    columns: [
      ["o_orderkey", INT8, 1, 6_000_000],
      ["o_custkey", INT8, 1, 149_999],
      ...texts("o_orderstatus"),
      ["o_totalprice", money, 85_771, 55_528_516],
      ["o_orderdate", DATE, first, lastOrder],
      ...texts("o_orderpriority", "o_clerk"),
      ["o_shippriority", INT4, 0, 0],
      ...texts("o_comment"),
    ],
  },
  lineitem: {
    rows: 6_001_215,
    columns: [
      ["l_orderkey", INT8, 1, 6_000_000],
      ["l_partkey", INT8, 1, 200_000],
      ["l_suppkey", INT8, 1, 10_000],
      ["l_linenumber", INT4, 1, 7],
      ["l_quantity", money, 100, 5_000],
      ["l_extendedprice", money, 90_100, 10_494_950],
      ["l_discount", money, 0, 10],
      ["l_tax", money, 0, 8],
      ...texts("l_returnflag", "l_linestatus"),
      ["l_shipdate", DATE, first + 1, last],
      ["l_commitdate", DATE, first + 30, last - 31],
      ["l_receiptdate", DATE, first + 2, last + 30],
      ...texts("l_shipinstruct", "l_shipmode", "l_comment"),
    ],
  },
};

function factsOfTable(name: string): TableFacts | undefined {
  const table = tables[name];
  if (table === undefined) return undefined;
  const columns = table.columns.map(([column, type, low, high]): ColumnStatistics => {
    const distinctCount = dictionaries[column] ?? Math.ceil(table.rows / 2);
    if (low === undefined || high === undefined) return { nullCount: 0, distinctCount };
    const wide = type.kind === "int8" || type.kind === "numeric";
    return { nullCount: 0, minimum: wide ? BigInt(low) : low, maximum: wide ? BigInt(high) : high };
  });
  const fields = table.columns.map(([column, type]) => ({ name: column, type, nullable: false }));
  return { fields, statistics: { rows: table.rows, columns } };
}

const known = new Map(Object.keys(tables).map((name) => [name, factsOfTable(name) as TableFacts]));

/** A query over TPC-H's tables. The parser must be loaded. */
export function tpchPlan(sql: string): LogicalPlan {
  const [statement] = parseSql(sql);
  if (statement === undefined) throw new Error("no statement");
  const source = {
    names: () => [...known.keys()],
    table: (name: string) => {
      const facts = known.get(name);
      return facts && { ref: { provider: "memory", name, spec: null }, fields: facts.fields };
    },
  };
  const ports = {
    functions: builtinFunctions(),
    aggregates: aggregateLookup(builtinAggregates()),
    windows: windowLookup(builtinWindows()),
    tables: source,
  };
  const bound = bindStatement(ports, statement, { clauses: allClauses });
  if (bound.kind !== "query") throw new Error("no query");
  return bound.plan;
}

export function tpchContext(): OptimizerContext {
  return {
    functions: builtinFunctions(),
    table: ({ name }) => known.get(name),
    fold: (expr) => constantFolder().fold(expr),
  };
}
