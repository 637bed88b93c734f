// + - * / % and unary minus over smallint, integer and bigint (PostgreSQL manual, section 9.3). Mixed widths
// give the wider type; overflow is an error, division truncates toward zero, the remainder has the dividend's
// sign.
import { arithmetic, convert, unary } from "../../../ir/build.ts";
import type { ArithmeticOperator, IrExpr } from "../../../ir/ir.ts";
import type { Datum } from "../../../type/datum.ts";
import { toSmallint } from "../../cast/machine-casts.ts";
import { DIVISION_BY_ZERO } from "../../failures.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { type IntegerKind, integerKinds, integerRanges } from "../math/integer-kind.ts";

const operators: readonly { readonly symbol: string; readonly ir: ArithmeticOperator; readonly doc: string }[] = [
  { symbol: "+", ir: "add", doc: "Sum." },
  { symbol: "-", ir: "sub", doc: "Difference." },
  { symbol: "*", ir: "mul", doc: "Product." },
  { symbol: "/", ir: "div", doc: "Quotient; of integers it is truncated toward zero." },
  { symbol: "%", ir: "rem", doc: "Remainder, with the sign of the dividend." },
];

function wider(left: IntegerKind, right: IntegerKind): IntegerKind {
  return integerKinds[Math.max(integerKinds.indexOf(left), integerKinds.indexOf(right))] as IntegerKind;
}

function compute(operator: ArithmeticOperator, kind: IntegerKind, args: readonly IrExpr[]): IrExpr {
  const type = kind === "int8" ? "i64" : "i32";
  const [left, right] = args.map((arg) => convert(arg, type)) as [IrExpr, IrExpr];
  const divides = operator === "div" || operator === "rem";
  const result = arithmetic(operator, left, right, {
    failure: integerRanges[kind],
    ...(divides ? { zero: DIVISION_BY_ZERO } : {}),
  });
  // smallint is computed on 32 bits, which cannot overflow, and checked after.
  return kind === "int2" && operator !== "rem" ? toSmallint(result) : result;
}

function negate(kind: IntegerKind, arg: IrExpr): IrExpr {
  const result = unary("neg", arg, integerRanges[kind]);
  return kind === "int2" ? toSmallint(result) : result;
}

const row = { strict: true, volatility: "immutable", canFail: true } as const;

/** A quotient by a constant fails only for 0, and for -1 at the smallest integer; a remainder only for 0. */
const divisionCanFail = ([, divisor]: readonly (Datum | undefined)[]): boolean =>
  (typeof divisor !== "number" && typeof divisor !== "bigint") ||
  divisor === 0 ||
  divisor === 0n ||
  BigInt(divisor) === -1n;

export const integerArithmetic: FunctionFamily = functionFamily(["+", "-", "*", "/", "%"], () => [
  ...operators.flatMap(({ symbol, ir, doc }) =>
    integerKinds.flatMap((left) =>
      integerKinds.flatMap((right): ScalarOverload[] => {
        // PostgreSQL has % only for equal widths; the arguments are widened by implicit casts.
        if (symbol === "%" && left !== right) return [];
        const kind = wider(left, right);
        const canFail = symbol === "/" || symbol === "%" ? divisionCanFail : true;
        return [
          {
            ...row,
            canFail,
            name: symbol,
            args: [left, right],
            result: kind,
            doc,
            lower: (args) => compute(ir, kind, args),
          },
        ];
      }),
    ),
  ),
  ...integerKinds.map(
    (kind): ScalarOverload => ({
      ...row,
      name: "-",
      args: [kind],
      result: kind,
      doc: "Negation.",
      lower: (args) => negate(kind, args[0] as IrExpr),
    }),
  ),
]);
