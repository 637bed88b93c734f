// What bit_and, bit_or and bit_xor of integers have in common (PostgreSQL manual, section 9.21). Of no value they are NULL.
import { INT8 } from "../../type/logical-type.ts";
import type { AccumulatorOperator, AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, singleRow } from "./build.ts";

export function bits(name: string, operator: AccumulatorOperator, doc: string): readonly AggregateOverload[] {
  return (["int2", "int4", "int8"] as const).map((kind) =>
    singleRow(
      name,
      kind,
      ([type]) => type ?? INT8,
      (arg) => accumulate(operator, arg, arg.type),
      doc,
    ),
  );
}
