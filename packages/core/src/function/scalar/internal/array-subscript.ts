// Subscripts and slices of arrays (PostgreSQL manual, section 8.15). PostgreSQL has no names for these; the binder calls them.
import { bind } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { elementAt, listMake } from "../../../ir/list.ts";
import { ELEMENT_CODES } from "../../../type/element-code.ts";
import { irTypeOf } from "../../ir-type.ts";
import { list } from "../../kernel-call.ts";
import { elementOfFirst, sameAsFirst } from "../../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { strictly } from "../../strictly.ts";

const row = { volatility: "immutable", strict: false } as const;

export const arraySubscript: FunctionFamily = functionFamily(["ffq:subscript", "ffq:subscripts", "ffq:slice"], () => [
  {
    ...row,
    name: "ffq:subscript",
    args: ["list", "int4"],
    result: elementOfFirst,
    strict: true,
    canFail: false,
    doc: "An element by its subscript; NULL where there is none.",
    lower: ([array, at], { result }) =>
      bind("array", array as IrExpr, (of) =>
        bind("place", list("place", "i32", [of, at as IrExpr]), (place) => elementAt(of, place, irTypeOf(result))),
      ),
  },
  {
    ...row,
    name: "ffq:subscripts",
    args: ["list", "int4", "int4"],
    variadic: "int4",
    result: elementOfFirst,
    canFail: false,
    doc: "An element by one subscript for each dimension; NULL where there is none.",
    lower: (args, { result }) =>
      strictly(args, ([array, ...subscripts]) => {
        const place = list("placeOf", "i32", [array as IrExpr, listMake(ELEMENT_CODES.i32, subscripts)]);
        return bind("place", place, (at) => elementAt(array as IrExpr, at, irTypeOf(result)));
      }),
  },
  {
    ...row,
    name: "ffq:slice",
    args: ["list", "int4"],
    variadic: "int4",
    result: sameAsFirst,
    canFail: false,
    doc: "A slice, from lower and upper bounds by turns; the second argument has a bit for each that is left out.",
    lower: (args) =>
      strictly(args, ([array, open, ...bounds]) =>
        list("slice", "ref", [array as IrExpr, listMake(ELEMENT_CODES.i32, bounds), open as IrExpr]),
      ),
  },
]);
