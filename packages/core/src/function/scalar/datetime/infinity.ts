// The infinities of dates, timestamps and intervals as IR: the extremes of their storage (type/storage.ts).
import { compare, constant, or } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";

export type InfiniteKind = "date" | "timestamp" | "interval";

/** An interval's 16 bytes as an integer. */
const packed = (months: bigint, days: bigint, micros: bigint): bigint =>
  (micros << 64n) | (BigInt.asUintN(32, days) << 32n) | BigInt.asUintN(32, months);

const infinities: Readonly<Record<InfiniteKind, readonly [positive: IrExpr, negative: IrExpr]>> = {
  date: [constant("i32", 2 ** 31 - 1), constant("i32", -(2 ** 31))],
  timestamp: [constant("i64", 2n ** 63n - 1n), constant("i64", -(2n ** 63n))],
  interval: [
    constant("i128", packed(2n ** 31n - 1n, 2n ** 31n - 1n, 2n ** 63n - 1n)),
    constant("i128", packed(-(2n ** 31n), -(2n ** 31n), -(2n ** 63n))),
  ],
};

/** Whether the value is the infinity of this sign. */
export function isInfinity(kind: InfiniteKind, value: IrExpr, sign: 1 | -1): IrExpr {
  return compare("eq", value, infinities[kind][sign === 1 ? 0 : 1]);
}

/** Whether the value is one of the infinities. */
export function isInfinite(kind: InfiniteKind, value: IrExpr): IrExpr {
  return or([isInfinity(kind, value, 1), isInfinity(kind, value, -1)]);
}
