// sum(x) (PostgreSQL manual, section 9.21): of smallint and integer it is a bigint, of bigint a numeric, of numeric
// a numeric with its scale; floats and intervals keep their type. Of no value it is NULL.
import type { TypeKind } from "../../type/logical-type.ts";
import { NUMERIC } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, singleRow } from "./build.ts";
import { sumType } from "./sum-type.ts";

const kinds: readonly TypeKind[] = ["int2", "int4", "int8", "float4", "float8", "numeric", "interval"];

export const sum: readonly AggregateOverload[] = kinds.map((kind) =>
  singleRow(
    "sum",
    kind,
    ([type]) => sumType(type ?? NUMERIC),
    (arg) => accumulate("sum", arg, sumType(arg.type)),
    "The sum of the values.",
  ),
);
