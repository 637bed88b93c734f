// How large arrays are (PostgreSQL manual, section 9.19): rows of functions over one dimension, and over all.
import { bind, choose, compare, constant, isNull, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { list } from "../../kernel-call.ts";
import type { ScalarOverload } from "../../registry.ts";

const row = { strict: true, volatility: "immutable", canFail: false } as const;

/** NULL for a dimension that the array has not. */
export function ofDimension(name: string, kernel: string, doc: string): ScalarOverload {
  return {
    ...row,
    name,
    args: ["list", "int4"],
    result: "int4",
    doc,
    lower: ([array, dimension]) =>
      bind("array", array as IrExpr, (of) =>
        bind("dimension", dimension as IrExpr, (at) => {
          const exists = list("hasDimension", "bool", [of, at]);
          return choose([{ when: exists, then: list(kernel, "i32", [of, at]) }], nullOf("i32"));
        }),
      ),
  };
}

/** NULL of an array without elements. */
export function ofDimensions(name: string, result: "int4" | "text", kernel: string, doc: string): ScalarOverload {
  return {
    ...row,
    name,
    args: ["list"],
    result,
    doc,
    lower: ([array]) =>
      bind("array", array as IrExpr, (of) => {
        const empty = compare("eq", list("count", "i32", [of]), constant("i32", 0));
        const found = list(kernel, result === "int4" ? "i32" : "ref", [of]);
        const missing = of.nullable ? [{ when: isNull(of), then: nullOf(found.type) }] : [];
        return choose([...missing, { when: empty, then: nullOf(found.type) }], found);
      }),
  };
}
