// + and - over dates, timestamps and intervals, and the functions that make or measure them (PostgreSQL manual,
// section 9.9): months first, cut to the month's last day, then days, then time. A date meets an interval as
// the timestamp of its midnight. Infinities stay infinite; what leaves the range of the type is an error.
import { bind, call, not } from "../../ir/build.ts";
import type { IrExpr, IrType } from "../../ir/ir.ts";
import type { TypeKind } from "../../type/logical-type.ts";
import { type FunctionFamily, functionFamily, parametersNamed, type ScalarOverload } from "../registry.ts";
import { type InfiniteKind, isInfinite } from "./infinity.ts";

const row = { strict: true, volatility: "immutable", canFail: true } as const;

interface KernelRow {
  readonly name: string;
  readonly args: readonly TypeKind[];
  readonly result: TypeKind;
  readonly type: IrType;
  readonly kernel: string;
  /** The kernel takes the arguments the other way round. */
  readonly swapped?: true;
  /** The arguments' names. */
  readonly parameters?: string;
  readonly doc: string;
}

const kernelRows: readonly KernelRow[] = [
  { name: "+", args: ["date", "int4"], result: "date", type: "i32", kernel: "dateAddDays", doc: "Days later." },
  {
    name: "+",
    args: ["int4", "date"],
    result: "date",
    type: "i32",
    kernel: "dateAddDays",
    swapped: true,
    doc: "Days later.",
  },
  { name: "-", args: ["date", "int4"], result: "date", type: "i32", kernel: "dateSubtractDays", doc: "Days earlier." },
  { name: "-", args: ["date", "date"], result: "int4", type: "i32", kernel: "dateDifference", doc: "Days between." },
  {
    name: "+",
    args: ["date", "interval"],
    result: "timestamp",
    type: "i64",
    kernel: "dateAddInterval",
    doc: "The date's midnight, later by an interval.",
  },
  {
    name: "+",
    args: ["interval", "date"],
    result: "timestamp",
    type: "i64",
    kernel: "dateAddInterval",
    swapped: true,
    doc: "The date's midnight, later by an interval.",
  },
  {
    name: "-",
    args: ["date", "interval"],
    result: "timestamp",
    type: "i64",
    kernel: "dateSubtractInterval",
    doc: "The date's midnight, earlier by an interval.",
  },
  {
    name: "+",
    args: ["timestamp", "interval"],
    result: "timestamp",
    type: "i64",
    kernel: "timestampAddInterval",
    doc: "Later by an interval.",
  },
  {
    name: "+",
    args: ["interval", "timestamp"],
    result: "timestamp",
    type: "i64",
    kernel: "timestampAddInterval",
    swapped: true,
    doc: "Later by an interval.",
  },
  {
    name: "-",
    args: ["timestamp", "interval"],
    result: "timestamp",
    type: "i64",
    kernel: "timestampSubtractInterval",
    doc: "Earlier by an interval.",
  },
  {
    name: "-",
    args: ["timestamp", "timestamp"],
    result: "interval",
    type: "i128",
    kernel: "timestampDifference",
    doc: "Days and time between.",
  },
  {
    name: "age",
    args: ["timestamp", "timestamp"],
    result: "interval",
    type: "i128",
    kernel: "age",
    doc: "Years, months, days and time between, counted on the calendar.",
  },
  {
    name: "make_date",
    args: ["int4", "int4", "int4"],
    parameters: "year month day",
    result: "date",
    type: "i32",
    kernel: "makeDate",
    doc: "The date of a year (negative: BC), month and day.",
  },
  {
    name: "make_timestamp",
    args: ["int4", "int4", "int4", "int4", "int4", "float8"],
    parameters: "year month mday hour min sec",
    result: "timestamp",
    type: "i64",
    kernel: "makeTimestamp",
    doc: "The timestamp of a year, month, day, hour, minute and seconds.",
  },
  {
    name: "date_bin",
    args: ["interval", "timestamp", "timestamp"],
    result: "timestamp",
    type: "i64",
    kernel: "binTimestamp",
    doc: "The start of the interval that the second argument lies in, counted from the third.",
  },
];

const isfinite = (kind: InfiniteKind): ScalarOverload => ({
  ...row,
  name: "isfinite",
  args: [kind],
  result: "bool",
  canFail: false,
  doc: "Whether the value is no infinity.",
  lower: ([arg]) => bind("finite", arg as IrExpr, (value) => not(isInfinite(kind, value))),
});

export const dateArithmetic: FunctionFamily = functionFamily(
  ["+", "-", "age", "make_date", "make_timestamp", "date_bin", "isfinite"],
  () => [
    ...kernelRows.map(({ name, args, result, type, kernel, swapped, parameters, doc }): ScalarOverload => {
      const lower = (values: readonly IrExpr[]): IrExpr =>
        call("temporal", kernel, type, swapped === true ? values.toReversed() : values);
      const named = parameters === undefined ? {} : { parameters: parametersNamed(parameters, args.length) };
      return { ...row, name, args, ...named, result, doc, lower };
    }),
    isfinite("date"),
    isfinite("timestamp"),
    { ...isfinite("timestamp"), args: ["timestamptz"] },
    isfinite("interval"),
  ],
);
