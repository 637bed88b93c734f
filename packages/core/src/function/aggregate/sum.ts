// sum(x) (PostgreSQL manual, section 9.21): of smallint and integer it is a bigint, of bigint a numeric, of numeric
// a numeric with its scale; floats and intervals keep their type. Of no value it is NULL.
import { FLOAT4, FLOAT8, NUMERIC, type TypeKind } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, singleRow } from "./build.ts";
import { addedInOrder } from "./in-order.ts";
import { sumType } from "./sum-type.ts";

const sumOf = (kind: TypeKind): AggregateOverload =>
  singleRow(
    "sum",
    kind,
    ([type]) => sumType(type ?? NUMERIC),
    (arg) => accumulate("sum", arg, sumType(arg.type)),
    "The sum of the values.",
  );

const exact: readonly TypeKind[] = ["int2", "int4", "int8", "numeric", "interval"];

export const sum = (): readonly AggregateOverload[] => [
  ...exact.map(sumOf),
  { ...sumOf("float4"), inOrder: addedInOrder("ffq:sum_in_order", FLOAT4) },
  { ...sumOf("float8"), inOrder: addedInOrder("ffq:sum_in_order", FLOAT8) },
];
