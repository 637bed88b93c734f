// How large arrays are (PostgreSQL manual, section 9.19): dimensions, lengths, bounds.
import { bind, choose, compare, constant, isNull, nullOf } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { list } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

const row = { strict: true, volatility: "immutable", canFail: false } as const;

/** NULL for a dimension that the array has not. */
function ofDimension(kernel: string): ScalarOverload["lower"] {
  return ([array, dimension]) =>
    bind("array", array as IrExpr, (of) =>
      bind("dimension", dimension as IrExpr, (at) => {
        const exists = list("hasDimension", "bool", [of, at]);
        return choose([{ when: exists, then: list(kernel, "i32", [of, at]) }], nullOf("i32"));
      }),
    );
}

const perDimension = (name: string, kernel: string, doc: string): ScalarOverload => ({
  ...row,
  name,
  args: ["list", "int4"],
  result: "int4",
  doc,
  lower: ofDimension(kernel),
});

/** NULL of an array without elements. */
function unlessEmpty(array: IrExpr, value: (of: IrExpr) => IrExpr): IrExpr {
  return bind("array", array, (of) => {
    const empty = compare("eq", list("count", "i32", [of]), constant("i32", 0));
    const found = value(of);
    const missing = of.nullable ? [{ when: isNull(of), then: nullOf(found.type) }] : [];
    return choose([...missing, { when: empty, then: nullOf(found.type) }], found);
  });
}

export const arrayBounds: FunctionFamily = functionFamily(
  ["array_length", "array_lower", "array_upper", "cardinality", "array_ndims", "array_dims"],
  () => [
    perDimension("array_length", "lengthOf", "The length of a dimension."),
    perDimension("array_lower", "lower", "The lower bound of a dimension."),
    perDimension("array_upper", "upper", "The upper bound of a dimension."),
    {
      ...row,
      name: "cardinality",
      args: ["list"],
      result: "int4",
      doc: "The number of elements in all dimensions.",
      lower: (args) => list("count", "i32", args),
    },
    {
      ...row,
      name: "array_ndims",
      args: ["list"],
      result: "int4",
      doc: "The number of dimensions.",
      lower: ([array]) => unlessEmpty(array as IrExpr, (of) => list("dimensions", "i32", [of])),
    },
    {
      ...row,
      name: "array_dims",
      args: ["list"],
      result: "text",
      doc: "The bounds of all dimensions, as a text.",
      lower: ([array]) => unlessEmpty(array as IrExpr, (of) => list("dims", "ref", [of])),
    },
  ],
);
