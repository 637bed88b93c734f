import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chunk } from "./chunk.ts";
import { fieldsOf, rowChunkOf } from "./parquet-columns.ts";
import { tables } from "./tables.ts";
import { POOL_BYTES } from "./text-pool.ts";

/** Columns that are INTEGER; other whole numbers are BIGINT. */
const INTEGERS = /^(r_regionkey|n_nationkey|n_regionkey|s_nationkey|c_nationkey|p_size|o_shippriority|l_linenumber)$/;
const BIGINTS =
  /^(p_partkey|s_suppkey|ps_partkey|ps_suppkey|ps_availqty|c_custkey|o_orderkey|o_custkey|l_orderkey|l_partkey|l_suppkey)$/;
const DECIMALS =
  /^(s_acctbal|c_acctbal|p_retailprice|ps_supplycost|o_totalprice|l_quantity|l_extendedprice|l_discount|l_tax)$/;
const DATES = /^(o_orderdate|l_shipdate|l_commitdate|l_receiptdate)$/;

function typeByName(name: string): string {
  if (INTEGERS.test(name)) return "int4";
  if (BIGINTS.test(name)) return "int8";
  if (DECIMALS.test(name)) return "numeric";
  return DATES.test(name) ? "date" : "varchar";
}

/** Two units of each table, over a pool of zeros: only the shape is looked at. */
function samples(): readonly Chunk[] {
  const pool = new DataView(new ArrayBuffer(POOL_BYTES + 8));
  return tables.map((table) => table.generate(0, 2, pool, 0.01));
}

test("every column has its SQL type and the array that goes with it", () => {
  const arrays: Readonly<Record<string, string>> = {
    int4: "int32",
    int8: "int64",
    numeric: "int64",
    date: "int32",
    varchar: "bytes",
  };
  for (const chunk of samples()) {
    const { columns } = rowChunkOf(chunk);
    for (const [position, field] of fieldsOf(chunk).entries()) {
      assert.equal(field.type.kind, typeByName(field.name), field.name);
      assert.equal(field.nullable, false);
      assert.equal(columns[position]?.kind, arrays[field.type.kind]);
    }
  }
});

test("the 61 columns of TPC-H are there", () => {
  assert.equal(
    samples().reduce((sum, chunk) => sum + chunk.columns.length, 0),
    61,
  );
});
