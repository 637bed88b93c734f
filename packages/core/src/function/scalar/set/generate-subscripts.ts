// generate_subscripts(array, dimension, reverse) (PostgreSQL manual, section 9.26).
import { constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { listOf, typeOfKind } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { setFunction } from "./set-function.ts";

const name = setFunction("generate_subscripts");

export const generateSubscripts: FunctionFamily = functionFamily([name], () =>
  [2, 3].map((count) => ({
    strict: true,
    volatility: "immutable",
    canFail: false,
    name,
    args: (["list", "int4", "bool"] as const).slice(0, count),
    result: () => listOf(typeOfKind("int4")),
    doc: "The subscripts of a dimension, descending if asked.",
    lower: ([array, dimension, reverse = constant("bool", 0)]) =>
      list("subscripts", "ref", [array as IrExpr, dimension as IrExpr, reverse]),
  })),
);
