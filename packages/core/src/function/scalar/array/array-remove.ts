// array_remove(array, element) (PostgreSQL manual, section 9.19).
import type { IrExpr } from "../../../ir/ir.ts";
import { elementOf } from "../../../type/list-value.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { single } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { changedArray } from "./changed-array.ts";

export const arrayRemove: FunctionFamily = functionFamily(["array_remove"], () => [
  {
    ...changedArray,
    name: "array_remove",
    args: ["list", "any"],
    elements: ["list", "element"],
    doc: "The array without the elements that equal a value.",
    lower: ([array, value], { args: [type] }) =>
      list("remove", "ref", [array as IrExpr, single(value as IrExpr, elementOf(type as LogicalType))]),
  },
]);
