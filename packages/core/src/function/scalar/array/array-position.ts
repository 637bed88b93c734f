// array_position(array, element, start) (PostgreSQL manual, section 9.19): NULL is found like any value.
import { bind, choose, compare, constant, convert, isNull, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { elementOf } from "../../../type/list-value.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { single, unlessNull } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { computedFirst } from "../../strictly.ts";

const row = {
  volatility: "immutable",
  canFail: true,
  strict: false,
  name: "array_position",
  result: "int4",
} as const;

const FIRST = constant("i32", -2147483648);
const NOT_FOUND = constant("i64", -(2n ** 63n));

/** Of an array that is NULL it is NULL, whatever the others are. */
function position(array: IrExpr, value: IrExpr, start: IrExpr, type: LogicalType): IrExpr {
  return computedFirst([array, single(value, elementOf(type)), start], ([all, one, from]) =>
    unlessNull([all as IrExpr], placed(all as IrExpr, one as IrExpr, from as IrExpr)),
  );
}

function placed(array: IrExpr, one: IrExpr, start: IrExpr): IrExpr {
  const search = list("position", "i64", [array, one, start]);
  const found = start.nullable
    ? choose([{ when: isNull(start), then: list("positionFromNull", "i64", [array, one]) }], search)
    : search;
  return bind("found", found, (at) =>
    choose([{ when: compare("eq", at, NOT_FOUND), then: nullOf("i32") }], convert(at, "i32")),
  );
}

export const arrayPosition: FunctionFamily = functionFamily(["array_position"], () => [
  {
    ...row,
    args: ["list", "any"],
    elements: ["list", "element"],
    doc: "The subscript at which a value first is.",
    lower: ([array, value], { args: [type] }) => position(array as IrExpr, value as IrExpr, FIRST, type as LogicalType),
  },
  {
    ...row,
    args: ["list", "any", "int4"],
    elements: ["list", "element", "own"],
    doc: "The subscript at which a value first is, from one on.",
    lower: ([array, value, start], { args: [type] }) =>
      position(array as IrExpr, value as IrExpr, start as IrExpr, type as LogicalType),
  },
]);
