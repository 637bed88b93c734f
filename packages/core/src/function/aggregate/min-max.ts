// min(x) and max(x) (PostgreSQL manual, section 9.21), in the order of the type's < operator; any_value(x), which
// is the first value met; bool_and, bool_or and every, which are min and max of booleans. Of no value all are
// NULL.
import { BOOL, NUMERIC, type TypeKind } from "../../type/logical-type.ts";
import type { AccumulatorOperator, AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, at, singleRow } from "./build.ts";

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

const keepingType = (name: "min" | "max", doc: string): readonly AggregateOverload[] =>
  ordered.map((kind) =>
    singleRow(
      name,
      kind,
      ([type]) => type ?? NUMERIC,
      (arg) => accumulate(name, arg, arg.type),
      doc,
    ),
  );

const ofBooleans = (name: string, operator: AccumulatorOperator, doc: string): AggregateOverload =>
  singleRow(name, "bool", "bool", (arg) => accumulate(operator, arg, BOOL), doc);

export const minMax = (): readonly AggregateOverload[] => [
  ...keepingType("min", "The least value."),
  ...keepingType("max", "The greatest value."),
  {
    name: "any_value",
    args: ["any"],
    result: ([type]) => type ?? NUMERIC,
    nullable: true,
    accumulators: (args) => [accumulate("first", at(args, 0), at(args, 0).type)],
    finish: (values) => at(values, 0),
    doc: "Any of the values.",
  },
  ofBooleans("bool_and", "min", "Whether all values are true."),
  ofBooleans("every", "min", "Whether all values are true."),
  ofBooleans("bool_or", "max", "Whether any value is true."),
];
