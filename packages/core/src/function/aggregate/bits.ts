// bit_and(x), bit_or(x) and bit_xor(x) of integers (PostgreSQL manual, section 9.21). Of no value they are NULL.
import { INT8 } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { accumulate, singleRow } from "./build.ts";

const rows = [
  ["bit_and", "bit-and", "The bits that all values have."],
  ["bit_or", "bit-or", "The bits that any value has."],
  ["bit_xor", "bit-xor", "The bits that an odd number of values has."],
] as const;

export const bits = (): readonly AggregateOverload[] =>
  rows.flatMap(([name, operator, doc]) =>
    (["int2", "int4", "int8"] as const).map((kind) =>
      singleRow(
        name,
        kind,
        ([type]) => type ?? INT8,
        (arg) => accumulate(operator, arg, arg.type),
        doc,
      ),
    ),
  );
