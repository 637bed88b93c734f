// Bit operators of integers (PostgreSQL manual, section 9.3): & | # ~ << >>. Shifts take the count modulo the width.
import { arithmetic, convert, unary } from "../../../ir/build.ts";
import type { ArithmeticOperator, IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { type IntegerKind, integerKinds } from "../math/integer-kind.ts";

const row = { strict: true, volatility: "immutable" } as const;

const bitOperators: readonly { readonly symbol: string; readonly ir: ArithmeticOperator; readonly doc: string }[] = [
  { symbol: "&", ir: "and", doc: "Bits set in both." },
  { symbol: "|", ir: "or", doc: "Bits set in either." },
  { symbol: "#", ir: "xor", doc: "Bits set in one of both." },
];

const shifts: readonly { readonly symbol: string; readonly ir: "shl" | "shr"; readonly doc: string }[] = [
  { symbol: "<<", ir: "shl", doc: "Bits moved up." },
  { symbol: ">>", ir: "shr", doc: "Bits moved down; the sign stays." },
];

/** smallint is computed on 32 bits: what is shifted out of 16 goes. */
function shift(operator: "shl" | "shr", kind: IntegerKind, value: IrExpr, count: IrExpr): IrExpr {
  const shifted = arithmetic(operator, value, convert(count, kind === "int8" ? "i64" : "i32"));
  if (kind !== "int2" || operator === "shr") return shifted;
  const sixteen: IrExpr = { op: "const", type: "i32", nullable: false, value: 16 };
  return arithmetic("shr", arithmetic("shl", shifted, sixteen), sixteen);
}

export const integerBits: FunctionFamily = functionFamily(["&", "|", "#", "<<", ">>", "~"], () =>
  integerKinds.flatMap((kind): ScalarOverload[] => [
    ...bitOperators.map(
      ({ symbol, ir, doc }): ScalarOverload => ({
        ...row,
        name: symbol,
        args: [kind, kind],
        result: kind,
        canFail: false,
        doc,
        lower: ([left, right]) => arithmetic(ir, left as IrExpr, right as IrExpr),
      }),
    ),
    ...shifts.map(
      ({ symbol, ir, doc }): ScalarOverload => ({
        ...row,
        name: symbol,
        args: [kind, "int4"],
        result: kind,
        canFail: false,
        doc,
        lower: ([value, count]) => shift(ir, kind, value as IrExpr, count as IrExpr),
      }),
    ),
    {
      ...row,
      name: "~",
      args: [kind],
      result: kind,
      canFail: false,
      doc: "Bits not set.",
      lower: ([value]) => unary("not-bits", value as IrExpr),
    },
  ]),
);
