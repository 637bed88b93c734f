// The bucket that a value falls into (PostgreSQL manual, section 9.3): of equal widths between two bounds, or by
// thresholds in an array; NULL is no threshold.
import { call } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type LogicalType, NUMERIC } from "../../../type/logical-type.ts";
import { list, numeric } from "../../kernel-call.ts";
import { single } from "../../list-ir.ts";
import { toRef } from "../../numeric-scale.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { strictly } from "../../strictly.ts";

const equalWidth = {
  name: "width_bucket",
  strict: true,
  volatility: "immutable",
  result: "int4",
  canFail: true,
  doc: "Which of so many buckets of equal width between two bounds the first argument falls into; 0 and one more lie outside.",
} as const;

export const widthBucket: FunctionFamily = functionFamily(["width_bucket"], () => [
  {
    volatility: "immutable",
    canFail: true,
    strict: true,
    name: "width_bucket",
    args: ["any", "list"],
    elements: ["element", "list"],
    result: "int4",
    doc: "How many of ascending thresholds the value is not below.",
    lower: (args, { args: [type] }) =>
      strictly(args, ([value, thresholds]) =>
        list("bucket", "i32", [single(value as IrExpr, type as LogicalType), thresholds as IrExpr]),
      ),
  },
  {
    ...equalWidth,
    args: ["float8", "float8", "float8", "int4"],
    lower: (args) => call("math", "widthBucket", "i32", args),
  },
  {
    ...equalWidth,
    args: ["numeric", "numeric", "numeric", "int4"],
    lower: (args, types) => {
      const numbers = args.slice(0, 3).map((arg, position) => toRef(arg, types.args[position] ?? NUMERIC));
      return numeric("numericWidthBucket", "i32", [...numbers, ...args.slice(3)]);
    },
  },
]);
