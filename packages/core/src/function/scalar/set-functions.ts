// Set-returning functions (PostgreSQL manual, section 9.26), as functions whose value is the list of what they return:
// the binder puts an unnest over each. What they are called here is setFunction(name).
import { bind, choose, compare, constant, convert, fail, nullOf } from "../../ir/build.ts";
import type { IrExpr, IrFailure } from "../../ir/ir.ts";
import { listMake, listMap } from "../../ir/list.ts";
import { ELEMENT_CODES } from "../../type/element-code.ts";
import { type LogicalType, listOf, NUMERIC, TEXT, typeOfKind } from "../../type/logical-type.ts";
import { list, numeric } from "../kernel-call.ts";
import { sameAsFirst, unlessNull } from "../list-ir.ts";
import { lowerDatum } from "../lower.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { splitText } from "../split-ir.ts";
import { inZone } from "../zone-bytes.ts";
import { toRef } from "./numeric-scale.ts";

/** By what name the registry has the list that a set-returning function makes. */
export function setFunction(name: string): string {
  return `ffq:set:${name}`;
}

const row = { strict: true, volatility: "immutable", canFail: true } as const;
const series = { ...row, name: setFunction("generate_series") } as const;
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
      const [first, last, step] = args.map((arg, at) => toRef(arg, types[at] as LogicalType));
      const one = numeric("numericFromI64", "ref", [constant("i64", 1n)]);
      return unlessNull(args, numericSeries(first as IrExpr, last as IrExpr, step ?? one));
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

const subscripts = (): readonly ScalarOverload[] =>
  [2, 3].map((count) => ({
    ...row,
    name: setFunction("generate_subscripts"),
    args: (["list", "int4", "bool"] as const).slice(0, count),
    result: () => listOf(typeOfKind("int4")),
    canFail: false,
    doc: "The subscripts of a dimension, descending if asked.",
    lower: ([array, dimension, reverse = constant("bool", 0)]) =>
      list("subscripts", "ref", [array as IrExpr, dimension as IrExpr, reverse]),
  }));

const elements: ScalarOverload = {
  ...row,
  name: setFunction("unnest"),
  args: ["list"],
  result: sameAsFirst,
  canFail: false,
  doc: "The elements of an array.",
  lower: ([array]) => array as IrExpr,
};

/** The parts of a text between delimiters: see string_to_array. */
const parts = (): readonly ScalarOverload[] =>
  [2, 3].map((count) => ({
    ...row,
    name: setFunction("string_to_table"),
    args: Array.from({ length: count }, () => "text" as const),
    strict: false,
    canFail: false,
    result: () => listOf(TEXT),
    doc: "The parts of a text between delimiters.",
    lower: ([text, delimiter, nulls]) => splitText(text as IrExpr, delimiter as IrExpr, nulls ?? nullOf("ref")),
  }));

export const setFunctions: FunctionFamily = functionFamily(
  ["ffq:set:unnest", "ffq:set:generate_series", "ffq:set:generate_subscripts", "ffq:set:string_to_table"],
  () => [elements, ...integers("int4"), ...integers("int8"), ...numerics(), ...moments(), ...subscripts(), ...parts()],
);
