// What approximate aggregates are made of: the hash of a value, and what is read from a state in the end
// (kernel/assembly/sketch-layout.part.ts). No statement can call these: the aggregates do.
import { bind, constant, convert } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { ELEMENT_CODES, elementCode } from "../../../type/element-code.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { unlessNull } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { orderKey } from "./entries.ts";

const row = { strict: true, volatility: "immutable", canFail: false } as const;

/** Equal values have one hash: what is equal in several forms is hashed by the bytes by which it sorts. */
function hash(value: IrExpr, type: LogicalType): IrExpr {
  if (value.type === "i64") return list("hashWord", "i64", [value]);
  if (value.type === "i32") return list("hashWord", "i64", [convert(value, "i64")]);
  const isPlain = value.type === "ref" && elementCode(type) === ELEMENT_CODES.bytes;
  if (isPlain) return list("hashBytes", "i64", [value]);
  // NULL has such bytes too.
  return bind("hashed", value, (one) =>
    unlessNull([one], list("hashBytes", "i64", [orderKey(one, constant("i32", 0), type)])),
  );
}

export const sketch: FunctionFamily = functionFamily(["ffq:hash", "ffq:distinct_count", "ffq:histogram_value"], () => [
  {
    ...row,
    name: "ffq:hash",
    args: ["any"],
    result: "int8",
    doc: "A hash of the value.",
    lower: ([value], { args: [type] }) => hash(value as IrExpr, type as LogicalType),
  },
  {
    ...row,
    name: "ffq:distinct_count",
    args: ["bytea"],
    result: "int8",
    doc: "About how many different values a state has seen.",
    lower: (args) => list("distinctCount", "i64", args),
  },
  {
    ...row,
    name: "ffq:histogram_value",
    args: ["bytea", "float8"],
    result: "float8",
    doc: "The value at a fraction of the values that a state has seen.",
    lower: (args) => list("histogramValue", "f64", args),
  },
]);
