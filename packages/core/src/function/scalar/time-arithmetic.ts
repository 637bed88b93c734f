// + and - over times of day (PostgreSQL manual, section 9.9): they go around the clock, a time with time zone keeps its
// offset, and a date with a time is a timestamp.
import type { IrExpr, IrType } from "../../ir/ir.ts";
import type { TypeKind } from "../../type/logical-type.ts";
import { temporal } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

interface KernelRow {
  readonly name: "+" | "-";
  readonly args: readonly [TypeKind, TypeKind];
  readonly result: TypeKind;
  readonly type: IrType;
  readonly kernel: string;
  /** There is the same with its arguments the other way round. */
  readonly commutes?: true;
  readonly doc: string;
}

const rows: readonly KernelRow[] = [
  {
    name: "+",
    args: ["time", "interval"],
    result: "time",
    type: "i64",
    kernel: "timeAddInterval",
    commutes: true,
    doc: "Later by an interval, around the clock.",
  },
  {
    name: "-",
    args: ["time", "interval"],
    result: "time",
    type: "i64",
    kernel: "timeSubtractInterval",
    doc: "Earlier by an interval, around the clock.",
  },
  {
    name: "-",
    args: ["time", "time"],
    result: "interval",
    type: "i128",
    kernel: "timeDifference",
    doc: "Time between.",
  },
  {
    name: "+",
    args: ["timetz", "interval"],
    result: "timetz",
    type: "i64",
    kernel: "timetzAddInterval",
    commutes: true,
    doc: "Later by an interval, around the clock.",
  },
  {
    name: "-",
    args: ["timetz", "interval"],
    result: "timetz",
    type: "i64",
    kernel: "timetzSubtractInterval",
    doc: "Earlier by an interval, around the clock.",
  },
  {
    name: "+",
    args: ["date", "time"],
    result: "timestamp",
    type: "i64",
    kernel: "dateAddTime",
    commutes: true,
    doc: "The date at a time of day.",
  },
  {
    name: "+",
    args: ["date", "timetz"],
    result: "timestamptz",
    type: "i64",
    kernel: "dateAddTimetz",
    commutes: true,
    doc: "The date at a time of day.",
  },
];

const row = { strict: true, volatility: "immutable", canFail: true } as const;

export const timeArithmetic: FunctionFamily = functionFamily(["+", "-"], () =>
  rows.flatMap(({ name, args, result, type, kernel, commutes, doc }): readonly ScalarOverload[] => {
    const lower = (values: readonly IrExpr[]): IrExpr => temporal(kernel, type, values);
    const plain: ScalarOverload = { ...row, name, args, result, doc, lower };
    if (commutes !== true) return [plain];
    return [plain, { ...plain, args: args.toReversed(), lower: (values) => lower(values.toReversed()) }];
  }),
);
