// Digits of a numeric after the point, by a kernel that answers -1 for NaN and infinities: they have none.
import { bind, choose, compare, constant, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { NUMERIC } from "../../../type/logical-type.ts";
import { numeric } from "../../kernel-call.ts";
import { toRef } from "../../numeric-scale.ts";
import type { ScalarOverload } from "../../registry.ts";

/** A row that counts them, or gives NULL. */
export function digitsAfterPoint(name: string, kernel: string, doc: string): ScalarOverload {
  return {
    strict: true,
    volatility: "immutable",
    args: ["numeric"],
    name,
    result: "int4",
    canFail: false,
    doc,
    lower: ([arg], { args: [type = NUMERIC] }) =>
      bind("digits", numeric(kernel, "i32", [toRef(arg as IrExpr, type)]), (digits) =>
        choose([{ when: compare("ge", digits, constant("i32", 0)), then: digits }], nullOf("i32")),
      ),
  };
}
