// array_position(array, element, start) (PostgreSQL manual, section 9.19): NULL is found like any value.
import { bind, choose, compare, constant, convert, fail, isNull, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { elementOf } from "../../../type/list-value.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { list } from "../../kernel-call.ts";
import { single, unlessNull } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

const row = {
  volatility: "immutable",
  canFail: true,
  strict: false,
  name: "array_position",
  result: "int4",
} as const;

const NULL_START = { sqlstate: "22004", message: "initial position must not be null" };
const FIRST = constant("i32", -2147483648);
const NOT_FOUND = constant("i64", -(2n ** 63n));

function position(array: IrExpr, value: IrExpr, start: IrExpr, type: LogicalType): IrExpr {
  const found = list("position", "i64", [array, single(value, elementOf(type)), start]);
  const place = bind("found", found, (at) =>
    choose([{ when: compare("eq", at, NOT_FOUND), then: nullOf("i32") }], convert(at, "i32")),
  );
  const known = start.nullable ? choose([{ when: isNull(start), then: fail("i32", NULL_START) }], place) : place;
  return unlessNull([array], known);
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
