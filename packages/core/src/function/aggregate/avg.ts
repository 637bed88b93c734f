// avg(x) (PostgreSQL manual, section 9.21): the sum divided by the count. Of integers and numerics it is a numeric
// with a quotient's digits, of floats a double, of intervals an interval. Of no value it is NULL.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { FLOAT8, INTERVAL, type LogicalType, NUMERIC, type TypeKind } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, at, bigintToNumeric, callOf, castTo, countOf } from "./build.ts";
import { addedInOrder } from "./in-order.ts";
import { sumType } from "./sum-type.ts";

const row = { name: "avg", nullable: true, doc: "The mean of the values." } as const;

/** The sum as a numeric: of smallint and integer it runs as a bigint. */
function asNumeric(sum: PhysicalExpr): PhysicalExpr {
  return sum.type.kind === "int8" ? bigintToNumeric(sum) : sum;
}

function average(
  kind: TypeKind,
  result: LogicalType,
  sumTypeOf: (input: LogicalType) => LogicalType,
  divide: (sum: PhysicalExpr, count: PhysicalExpr) => PhysicalExpr,
): AggregateOverload {
  return {
    ...row,
    args: [kind],
    result: () => result,
    accumulators: (args) => [accumulate("sum", at(args, 0), sumTypeOf(at(args, 0).type)), countOf(at(args, 0))],
    finish: (values) => divide(at(values, 0), at(values, 1)),
  };
}

export const avg = (): readonly AggregateOverload[] => [
  ...(["int2", "int4", "int8", "numeric"] as const).map((kind) =>
    average(kind, NUMERIC, sumType, (sum, count) => callOf("/", [asNumeric(sum), bigintToNumeric(count)], NUMERIC)),
  ),
  ...(["float4", "float8"] as const).map((kind) => ({
    ...average(
      kind,
      FLOAT8,
      () => FLOAT8,
      (sum, count) => callOf("/", [sum, castTo(count, FLOAT8)], FLOAT8),
    ),
    inOrder: addedInOrder("ffq:avg_in_order", FLOAT8),
  })),
  average(
    "interval",
    INTERVAL,
    () => INTERVAL,
    (sum, count) => callOf("/", [sum, castTo(count, FLOAT8)], INTERVAL),
  ),
];
