// unnest(array) (PostgreSQL manual, section 9.26): what it returns is the array itself.
import type { IrExpr } from "../../../ir/ir.ts";
import { sameAsFirst } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { setFunction } from "./set-function.ts";

const name = setFunction("unnest");

export const unnest: FunctionFamily = functionFamily([name], () => [
  {
    strict: true,
    volatility: "immutable",
    canFail: false,
    name,
    args: ["list"],
    result: sameAsFirst,
    doc: "The elements of an array.",
    lower: ([array]) => array as IrExpr,
  },
]);
