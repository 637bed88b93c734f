// pg_size_pretty (PostgreSQL manual, section 9.27.7): a number of bytes in the unit that leaves it a few digits.
import { arithmetic, bind, choose, compare, constant, not, or } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { INT8, type LogicalType } from "../../../type/logical-type.ts";
import { DIVISION_BY_ZERO } from "../../failures.ts";
import { numeric, text, textConstant } from "../../kernel-call.ts";
import { toRef } from "../../numeric-scale.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { asText } from "./written.ts";

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

/** What is less is shown in bytes, and in another unit: there it is counted by halves, to be rounded. */
const MOST_BYTES = 10 * 1024;
const MOST_HALVES = 20 * 1024 - 1;

/** Sizes as one type of numbers. */
interface Sizes {
  /** Whether the size without its sign is less. */
  readonly isLess: (size: IrExpr, limit: number) => IrExpr;
  /** Truncated. */
  readonly shifted: (size: IrExpr, bits: number) => IrExpr;
  readonly halved: (size: IrExpr) => IrExpr;
  readonly shown: (size: IrExpr) => IrExpr;
}

const i64 = (value: number): IrExpr => constant("i64", BigInt(value));
const divided = (left: IrExpr, by: number): IrExpr => arithmetic("div", left, i64(by), { zero: DIVISION_BY_ZERO });

const whole: Sizes = {
  // The least bigint has no other sign.
  isLess: (size, limit) => not(or([compare("ge", size, i64(limit)), compare("le", size, i64(-limit))])),
  shifted: (size, bits) => divided(size, 2 ** bits),
  halved: (size) =>
    divided(arithmetic("add", size, choose([{ when: compare("lt", size, i64(0)), then: i64(-1) }], i64(1))), 2),
  shown: (size) => asText(size, INT8),
};

const number = (value: number): IrExpr => numeric("numericFromI64", "ref", [i64(value)]);
const compared = (left: IrExpr, right: number): IrExpr => numeric("numericCompare", "i32", [left, number(right)]);
const isNegative = (comparison: IrExpr): IrExpr => compare("lt", comparison, constant("i32", 0));

const decimal: Sizes = {
  isLess: (size, limit) => isNegative(compared(numeric("numericAbs", "ref", [size]), limit)),
  shifted: (size, bits) => numeric("numericDivideWhole", "ref", [size, number(2 ** bits)]),
  halved: (size) => {
    const step = choose([{ when: isNegative(compared(size, 0)), then: number(-1) }], number(1));
    return numeric("numericDivideWhole", "ref", [numeric("numericAdd", "ref", [size, step]), number(2)]);
  },
  shown: (size) => numeric("numericToText", "ref", [size]),
};

/** The size as it is counted for a unit; from there on upwards. */
function inUnit(sizes: Sizes, size: IrExpr, unit: number): IrExpr {
  const name = textConstant(` ${UNITS[unit]}`);
  const own = text("concat", "ref", [sizes.shown(unit === 0 ? size : sizes.halved(size)), name]);
  if (unit === UNITS.length - 1) return own;
  const larger = bind(`size${unit + 1}`, sizes.shifted(size, unit === 0 ? 9 : 10), (next) =>
    inUnit(sizes, next, unit + 1),
  );
  return choose([{ when: sizes.isLess(size, unit === 0 ? MOST_BYTES : MOST_HALVES), then: own }], larger);
}

const row = {
  name: "pg_size_pretty",
  result: "text",
  strict: true,
  volatility: "immutable",
  canFail: false,
  doc: "A number of bytes in the unit that fits it: kB is 1,024 of them.",
} as const;

export const pgSizePretty: FunctionFamily = functionFamily(["pg_size_pretty"], (): readonly ScalarOverload[] => [
  { ...row, args: ["int8"], lower: ([size]) => bind("size0", size as IrExpr, (own) => inUnit(whole, own, 0)) },
  {
    ...row,
    args: ["numeric"],
    lower: ([size], { args: [type] }) =>
      bind("size0", toRef(size as IrExpr, type as LogicalType), (own) => inUnit(decimal, own, 0)),
  },
]);
