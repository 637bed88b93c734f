// array_replace(array, element, element) (PostgreSQL manual, section 9.19).
import type { IrExpr } from "../../../ir/ir.ts";
import { elementOf } from "../../../type/list-value.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { single } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { changedArray } from "./changed-array.ts";

export const arrayReplace: FunctionFamily = functionFamily(["array_replace"], () => [
  {
    ...changedArray,
    name: "array_replace",
    args: ["list", "any", "any"],
    elements: ["list", "element", "element"],
    canFail: false,
    doc: "The array with one value in the place of another.",
    lower: ([array, old, by], { args: [type] }) => {
      const element = elementOf(type as LogicalType);
      return list("replace", "ref", [array as IrExpr, single(old as IrExpr, element), single(by as IrExpr, element)]);
    },
  },
]);
