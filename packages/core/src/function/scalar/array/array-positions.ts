// array_positions(array, element) (PostgreSQL manual, section 9.19): NULL is found like any value.
import type { IrExpr } from "../../../ir/ir.ts";
import { elementOf } from "../../../type/list-value.ts";
import { INT4, type LogicalType, listOf } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { single } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

export const arrayPositions: FunctionFamily = functionFamily(["array_positions"], () => [
  {
    volatility: "immutable",
    canFail: true,
    strict: false,
    name: "array_positions",
    args: ["list", "any"],
    elements: ["list", "element"],
    result: () => listOf(INT4),
    doc: "All subscripts at which a value is.",
    lower: ([array, value], { args: [type] }) =>
      list("positions", "ref", [array as IrExpr, single(value as IrExpr, elementOf(type as LogicalType))]),
  },
]);
