// Arrays from values and values from arrays (PostgreSQL manual, section 8.15): the constructors ARRAY[...] and ARRAY of
// arrays, subscripts, slices. PostgreSQL has no names for these; the binder calls them.
import { bind, choose, constant, fail, isNull } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { elementAt, listMake } from "../../ir/list.ts";
import { ELEMENT_CODES, elementCode } from "../../type/element-code.ts";
import { elementOf } from "../../type/list-value.ts";
import { type LogicalType, listOf, UNKNOWN } from "../../type/logical-type.ts";
import { irTypeOf } from "../ir-type.ts";
import { list } from "../kernel-call.ts";
import { elementOfFirst, emptyList, sameAsFirst, unlessNull } from "../list-ir.ts";
import { type FunctionFamily, functionFamily } from "../registry.ts";

const row = { volatility: "immutable", strict: false } as const;

const element = ([first]: readonly LogicalType[]): LogicalType => first ?? UNKNOWN;

export const arrayMake: FunctionFamily = functionFamily(
  ["ffq:array", "ffq:array_of_arrays", "ffq:subscript", "ffq:subscripts", "ffq:slice", "array_fill"],
  () => [
    {
      ...row,
      name: "ffq:array",
      args: [],
      variadic: "any",
      result: (types) => listOf(element(types)),
      canFail: false,
      doc: "ARRAY[...]: an array of these elements.",
      lower: (args, { result }) => listMake(elementCode(elementOf(result)), args),
    },
    {
      ...row,
      name: "ffq:array_of_arrays",
      args: ["list"],
      variadic: "list",
      result: sameAsFirst,
      canFail: true,
      doc: "ARRAY of arrays: an array with one dimension more.",
      lower: (args, { result }) => {
        const code = constant("i32", elementCode(elementOf(result)));
        return list("stack", "ref", [listMake(ELEMENT_CODES.list, args), code]);
      },
    },
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
      lower: ([array, ...subscripts], { result }) =>
        bind("array", array as IrExpr, (of) => {
          const names = listMake(ELEMENT_CODES.i32, subscripts);
          const place = list("placeOf", "i32", [of, names]);
          return unlessNull(
            [of, ...subscripts],
            bind("place", place, (at) => elementAt(of, at, irTypeOf(result))),
          );
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
      lower: ([array, open, ...bounds]) =>
        unlessNull(
          [array as IrExpr, ...bounds],
          list("slice", "ref", [array as IrExpr, listMake(ELEMENT_CODES.i32, bounds), open as IrExpr]),
        ),
    },
    {
      ...row,
      name: "array_fill",
      args: ["any", "list"],
      elements: ["known", "integers"],
      result: ([first]) => listOf(first as LogicalType),
      canFail: true,
      doc: "An array of so many copies of a value, by the lengths of its dimensions.",
      lower: ([value, lengths], { result }) =>
        filled(value as IrExpr, lengths as IrExpr, emptyList({ kind: "int4" }), result),
    },
    {
      ...row,
      name: "array_fill",
      args: ["any", "list", "list"],
      elements: ["known", "integers", "integers"],
      result: ([first]) => listOf(first as LogicalType),
      canFail: true,
      doc: "As with lengths alone, with the dimensions' lower bounds.",
      lower: ([value, lengths, lowers], { result }) =>
        filled(value as IrExpr, lengths as IrExpr, lowers as IrExpr, result),
    },
  ],
);

const NULL_BOUNDS = { sqlstate: "22004", message: "dimension array or low bound array cannot be null" };

function filled(value: IrExpr, lengths: IrExpr, lowers: IrExpr, result: LogicalType): IrExpr {
  const made = list("filled", "ref", [listMake(elementCode(elementOf(result)), [value]), lengths, lowers]);
  const missing = [lengths, lowers].filter((bounds) => bounds.nullable);
  if (missing.length === 0) return made;
  return choose(
    missing.map((bounds) => ({ when: isNull(bounds), then: fail("ref", NULL_BOUNDS) })),
    made,
  );
}
