// Functions and bit operators of integers (PostgreSQL manual, section 9.3): abs, mod, & | # ~ << >>. What a
// type's smallest value has no counterpart for is an error; shifts take the count modulo the width.
import { arithmetic, convert, unary } from "../../ir/build.ts";
import type { ArithmeticOperator, IrExpr, IrFailure } from "../../ir/ir.ts";
import { toSmallint } from "../cast/machine-casts.ts";
import { BIGINT_RANGE, DIVISION_BY_ZERO, INTEGER_RANGE, SMALLINT_RANGE } from "../failures.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

type IntegerKind = "int2" | "int4" | "int8";
const kinds: readonly IntegerKind[] = ["int2", "int4", "int8"];
const ranges: Readonly<Record<IntegerKind, IrFailure>> = {
  int2: SMALLINT_RANGE,
  int4: INTEGER_RANGE,
  int8: BIGINT_RANGE,
};

const row = { strict: true, volatility: "immutable" } as const;

const absolute = (name: string, kind: IntegerKind): ScalarOverload => ({
  ...row,
  name,
  args: [kind],
  result: kind,
  canFail: true,
  doc: "Absolute value.",
  lower: ([value]) => {
    const result = unary("abs", value as IrExpr, ranges[kind]);
    return kind === "int2" ? toSmallint(result) : result;
  },
});

const modulo = (kind: IntegerKind): ScalarOverload => ({
  ...row,
  name: "mod",
  args: [kind, kind],
  result: kind,
  canFail: true,
  doc: "Remainder, with the sign of the dividend.",
  lower: ([left, right]) => arithmetic("rem", left as IrExpr, right as IrExpr, { zero: DIVISION_BY_ZERO }),
});

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

export const integerFunctions: FunctionFamily = functionFamily(
  ["abs", "@", "mod", "&", "|", "#", "<<", ">>", "~"],
  () =>
    kinds.flatMap((kind): ScalarOverload[] => [
      absolute("abs", kind),
      absolute("@", kind),
      modulo(kind),
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
