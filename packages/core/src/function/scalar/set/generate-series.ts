// generate_series(first, last, step) (PostgreSQL manual, section 9.26) of numbers and of moments.
import { bind, choose, compare, constant, convert, fail } from "../../../ir/build.ts";
import type { IrExpr, IrFailure } from "../../../ir/ir.ts";
import { listMake, listMap } from "../../../ir/list.ts";
import { ELEMENT_CODES } from "../../../type/element-code.ts";
import { type LogicalType, listOf, NUMERIC, typeOfKind } from "../../../type/logical-type.ts";
import { list, numeric } from "../../kernel-call.ts";
import { lowerDatum } from "../../lower.ts";
import { toRef } from "../../numeric-scale.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { strictly } from "../../strictly.ts";
import { inZone } from "../../zone-bytes.ts";
import { setFunction } from "./set-function.ts";

const series = {
  strict: true,
  volatility: "immutable",
  canFail: true,
  name: setFunction("generate_series"),
} as const;
const NO_STEP: IrFailure = { sqlstate: "22023", message: "step size cannot equal zero" };

const integers = (kind: "int4" | "int8"): ScalarOverload[] =>
  [2, 3].map((count) => ({
    ...series,
    args: Array.from({ length: count }, () => kind),
    result: () => listOf(typeOfKind(kind)),
    doc: "The whole numbers from the first to the second, by a step.",
    lower: (args) => {
      const [first, last, step = constant("i64", 1n)] = args.map((arg) => convert(arg, "i64")) as [IrExpr, IrExpr];
      return list("series", "ref", [first, last, step as IrExpr, constant("i32", kind === "int4" ? 1 : 0)]);
    },
  }));

/** A value that must be finite: what fails otherwise, and the value's name there. */
function notFinite(value: IrExpr, name: string): readonly { readonly when: IrExpr; readonly then: IrExpr }[] {
  const than = (special: string): IrExpr => numeric("numericCompare", "i32", [value, lowerDatum(special, NUMERIC)]);
  const refuse = (what: string): IrExpr => fail("ref", { sqlstate: "22023", message: `${name} cannot be ${what}` });
  return [
    { when: compare("gt", than("Infinity"), constant("i32", 0)), then: refuse("NaN") },
    { when: compare("eq", than("Infinity"), constant("i32", 0)), then: refuse("infinity") },
    { when: compare("eq", than("-Infinity"), constant("i32", 0)), then: refuse("infinity") },
  ];
}

/** Each value is the first plus so many steps: exact, and with the scale that adding them one by one has. */
function numericSeries(first: IrExpr, last: IrExpr, step: IrExpr): IrExpr {
  const zero = numeric("numericFromI64", "ref", [constant("i64", 0n)]);
  return bind("series step", step, (by) =>
    bind("series first", first, (from) => {
      const distance = numeric("numericSubtract", "ref", [last, from]);
      const steps = numeric("asI64", "i64", [
        numeric("numericFloor", "ref", [numeric("numericDivideWhole", "ref", [distance, by])]),
      ]);
      const isBackward = compare("lt", numeric("numericCompare", "i32", [by, zero]), constant("i32", 0));
      const order = numeric("numericCompare", "i32", [from, last]);
      const isEmpty = choose(
        [{ when: isBackward, then: compare("lt", order, constant("i32", 0)) }],
        compare("gt", order, constant("i32", 0)),
      );
      const counted = list("series", "ref", [constant("i64", 0n), steps, constant("i64", 1n), constant("i32", 0)]);
      const values = listMap(counted, { name: "series place", type: "i64" }, ELEMENT_CODES.numeric, (at) => {
        const moved = numeric("numericMultiply", "ref", [numeric("numericFromI64", "ref", [at]), by]);
        const isFirst = compare("eq", at, constant("i64", 0n));
        return choose([{ when: isFirst, then: from }], numeric("numericAdd", "ref", [from, moved]));
      });
      const noStep = compare("eq", numeric("numericCompare", "i32", [by, zero]), constant("i32", 0));
      return choose(
        [
          ...notFinite(from, "start value"),
          ...notFinite(last, "stop value"),
          ...notFinite(by, "step size"),
          { when: noStep, then: fail("ref", NO_STEP) },
          { when: isEmpty, then: listMake(ELEMENT_CODES.numeric, []) },
        ],
        values,
      );
    }),
  );
}

const numerics = (): readonly ScalarOverload[] =>
  [2, 3].map((count) => ({
    ...series,
    args: Array.from({ length: count }, () => "numeric" as const),
    result: () => listOf(NUMERIC),
    doc: "The numbers from the first to the second, by a step.",
    lower: (args, { args: types }) => {
      const one = numeric("numericFromI64", "ref", [constant("i64", 1n)]);
      const numbers = args.map((arg, at) => toRef(arg, types[at] as LogicalType));
      return strictly(numbers, ([first, last, step]) => numericSeries(first as IrExpr, last as IrExpr, step ?? one));
    },
  }));

const moments = (): readonly ScalarOverload[] => [
  {
    ...series,
    args: ["timestamp", "timestamp", "interval"],
    result: () => listOf(typeOfKind("timestamp")),
    doc: "The timestamps from the first to the second, by an interval.",
    lower: (args) => list("timestampSeries", "ref", args),
  },
  {
    ...series,
    args: ["timestamptz", "timestamptz", "interval"],
    implicit: ["zone"],
    result: () => listOf(typeOfKind("timestamptz")),
    doc: "The instants from the first to the second, by an interval of the session's time zone.",
    lower: (args) => inZone(args, 3, (own, table) => list("instantSeries", "ref", [...own.slice(0, 3), table])),
  },
  {
    ...series,
    args: ["timestamptz", "timestamptz", "interval", "text"],
    result: () => listOf(typeOfKind("timestamptz")),
    doc: "The instants from the first to the second, by an interval of a time zone.",
    lower: (args) => inZone(args, 3, (own, table) => list("instantSeries", "ref", [...own.slice(0, 3), table])),
  },
];

export const generateSeries: FunctionFamily = functionFamily([series.name], () => [
  ...integers("int4"),
  ...integers("int8"),
  ...numerics(),
  ...moments(),
]);
