// What min and max have in common (PostgreSQL manual, section 9.21), in the order of the type's < operator. Of no value they
// are NULL.
import { NUMERIC, type TypeKind } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, singleRow } from "./build.ts";

/** PostgreSQL has neither for boolean; varchar comes as text. */
const ordered: readonly TypeKind[] = [
  "int2",
  "int4",
  "int8",
  "float4",
  "float8",
  "numeric",
  "text",
  "bpchar",
  "bytea",
  "date",
  "time",
  "timetz",
  "timestamp",
  "timestamptz",
  "interval",
  "list",
  "struct",
];

export function extreme(name: "min" | "max", doc: string): readonly AggregateOverload[] {
  return ordered.map((kind) =>
    singleRow(
      name,
      kind,
      ([type]) => type ?? NUMERIC,
      (arg) => accumulate(name, arg, arg.type),
      doc,
    ),
  );
}
