// Arrays put together, and with one element more (PostgreSQL manual, section 9.19), as functions and as ||. A NULL array
// counts as an empty one where an element comes to it.
import { choose, coalesce, isNull } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { elementOf } from "../../../type/list-value.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { emptyList, single } from "../../list-ir.ts";
import type { ScalarOverload } from "../../registry.ts";
import { changed, changedArray } from "./changed-array.ts";

const present = (array: IrExpr, type: LogicalType): IrExpr =>
  array.nullable ? coalesce([array, emptyList(elementOf(type))]) : array;

export function appended(name: string): ScalarOverload {
  return {
    ...changedArray,
    name,
    args: ["list", "any"],
    elements: ["list", "element"],
    doc: "The array with an element behind it.",
    lower: ([array, value], { args: [type] }) => {
      const element = elementOf(type as LogicalType);
      return list("append", "ref", [present(array as IrExpr, type as LogicalType), single(value as IrExpr, element)]);
    },
  };
}

export function prepended(name: string): ScalarOverload {
  return {
    ...changedArray,
    name,
    args: ["any", "list"],
    elements: ["element", "list"],
    result: ([, second]) => changed(second as LogicalType),
    doc: "The array with an element before it.",
    lower: ([value, array], { args: [, type] }) => {
      const element = elementOf(type as LogicalType);
      return list("prepend", "ref", [single(value as IrExpr, element), present(array as IrExpr, type as LogicalType)]);
    },
  };
}

/** A NULL array adds nothing; both NULL give NULL. */
export function concatenated(name: string): ScalarOverload {
  return {
    ...changedArray,
    name,
    args: ["list", "list"],
    elements: ["list", "list"],
    doc: "Both arrays, one behind the other.",
    lower: ([left, right]) => {
      const [first, second] = [left as IrExpr, right as IrExpr];
      const branches = [
        ...(first.nullable ? [{ when: isNull(first), then: second }] : []),
        ...(second.nullable ? [{ when: isNull(second), then: first }] : []),
      ];
      const both = list("concat", "ref", [first, second]);
      return branches.length === 0 ? both : choose(branches, both);
    },
  };
}
