// How many arguments are NULL, or are not.
import { arithmetic, choose, constant, isNull } from "../../../ir/build.ts";
import type { ScalarOverload } from "../../registry.ts";

/** A row that counts those that are NULL, or those that are not. */
export function nullCount(name: string, nulls: boolean, doc: string): ScalarOverload {
  const one = constant("i32", nulls ? 1 : 0);
  const other = constant("i32", nulls ? 0 : 1);
  return {
    name,
    args: ["any"],
    variadic: "any",
    result: "int4",
    strict: false,
    volatility: "immutable",
    canFail: false,
    doc,
    lower: (args) =>
      args
        .map((arg) => choose([{ when: isNull(arg), then: one }], other))
        .reduce((sum, next) => arithmetic("add", sum, next)),
  };
}
