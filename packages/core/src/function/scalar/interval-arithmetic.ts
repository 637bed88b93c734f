// Arithmetic and comparison of intervals (PostgreSQL manual, section 9.9). Intervals compare as PostgreSQL orders
// them, a month being 30 days and a day 24 hours; fractions of a product or quotient cascade downwards only.
import { call, compare, constant } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { comparisonOperators } from "./comparison.ts";

const row = { result: "interval", strict: true, volatility: "immutable", canFail: true } as const;
const temporal =
  (name: string) =>
  (args: readonly IrExpr[]): IrExpr =>
    call("temporal", name, "i128", args);

const arithmetic = (): readonly ScalarOverload[] => [
  { ...row, name: "+", args: ["interval", "interval"], doc: "Sum.", lower: temporal("intervalAdd") },
  { ...row, name: "-", args: ["interval", "interval"], doc: "Difference.", lower: temporal("intervalSubtract") },
  { ...row, name: "*", args: ["interval", "float8"], doc: "Multiple.", lower: temporal("intervalMultiply") },
  {
    ...row,
    name: "*",
    args: ["float8", "interval"],
    doc: "Multiple.",
    lower: ([by, interval]) => call("temporal", "intervalMultiply", "i128", [interval as IrExpr, by as IrExpr]),
  },
  { ...row, name: "/", args: ["interval", "float8"], doc: "Quotient.", lower: temporal("intervalDivide") },
  { ...row, name: "-", args: ["interval"], doc: "Negation.", lower: temporal("intervalNegate") },
];

/** The cast to `interval day to minute` and its like, by the number of the last field. */
const keep: ScalarOverload = {
  ...row,
  name: "interval",
  args: ["interval", "int4"],
  canFail: false,
  doc: "The interval without what lies below a field: 1 year, 2 month, 3 day, 4 hour, 5 minute.",
  lower: temporal("intervalKeep"),
};

const comparisons = (): readonly ScalarOverload[] =>
  comparisonOperators.map(({ symbol, ir, doc }) => ({
    ...row,
    name: symbol,
    args: ["interval", "interval"],
    result: "bool",
    canFail: false,
    doc,
    lower: (args) => compare(ir, call("temporal", "intervalCompare", "i32", args), constant("i32", 0)),
  }));

const justify = (name: string, kernel: string, doc: string): ScalarOverload => ({
  ...row,
  name,
  args: ["interval"],
  doc,
  lower: temporal(kernel),
});

export const intervalFunctions: FunctionFamily = functionFamily(
  [
    "+",
    "-",
    "*",
    "/",
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "interval",
    "justify_hours",
    "justify_days",
    "justify_interval",
  ],
  () => [
    ...arithmetic(),
    ...comparisons(),
    keep,
    justify("justify_hours", "justifyHours", "24 hours become a day."),
    justify("justify_days", "justifyDays", "30 days become a month."),
    justify(
      "justify_interval",
      "justifyInterval",
      "Both of justify_hours and justify_days, with one sign for all parts.",
    ),
  ],
);
