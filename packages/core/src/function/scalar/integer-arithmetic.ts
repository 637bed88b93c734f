// + - * / % and unary minus over smallint, integer and bigint (PostgreSQL manual, section 9.3). Mixed widths
// give the wider type; overflow is an error, division truncates toward zero, the remainder has the dividend's
// sign.
import { arithmetic, bind, choose, compare, constant, convert, fail, or, unary } from "../../ir/build.ts";
import type { ArithmeticOperator, IrExpr, IrFailure } from "../../ir/ir.ts";
import type { Datum } from "../../type/datum.ts";
import { BIGINT_RANGE, DIVISION_BY_ZERO, INTEGER_RANGE, SMALLINT_RANGE } from "../failures.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

type IntegerKind = "int2" | "int4" | "int8";
const kinds: readonly IntegerKind[] = ["int2", "int4", "int8"];
const failures: Readonly<Record<IntegerKind, IrFailure>> = {
  int2: SMALLINT_RANGE,
  int4: INTEGER_RANGE,
  int8: BIGINT_RANGE,
};

const operators: readonly { readonly symbol: string; readonly ir: ArithmeticOperator; readonly doc: string }[] = [
  { symbol: "+", ir: "add", doc: "Sum." },
  { symbol: "-", ir: "sub", doc: "Difference." },
  { symbol: "*", ir: "mul", doc: "Product." },
  { symbol: "/", ir: "div", doc: "Quotient; of integers it is truncated toward zero." },
  { symbol: "%", ir: "rem", doc: "Remainder, with the sign of the dividend." },
];

function wider(left: IntegerKind, right: IntegerKind): IntegerKind {
  return kinds[Math.max(kinds.indexOf(left), kinds.indexOf(right))] as IntegerKind;
}

/** smallint is computed on 32 bits, which cannot overflow, and checked after. */
function withinSmallint(value: IrExpr): IrExpr {
  return bind("small", value, (small) => {
    const outside = or([compare("lt", small, constant("i32", -32768)), compare("gt", small, constant("i32", 32767))]);
    return choose([{ when: outside, then: fail("i32", SMALLINT_RANGE) }], small);
  });
}

function compute(operator: ArithmeticOperator, kind: IntegerKind, args: readonly IrExpr[]): IrExpr {
  const type = kind === "int8" ? "i64" : "i32";
  const [left, right] = args.map((arg) => convert(arg, type)) as [IrExpr, IrExpr];
  const divides = operator === "div" || operator === "rem";
  const result = arithmetic(operator, left, right, {
    failure: failures[kind],
    ...(divides ? { zero: DIVISION_BY_ZERO } : {}),
  });
  return kind === "int2" && operator !== "rem" ? withinSmallint(result) : result;
}

function negate(kind: IntegerKind, arg: IrExpr): IrExpr {
  const result = unary("neg", arg, failures[kind]);
  return kind === "int2" ? withinSmallint(result) : result;
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
    kinds.flatMap((left) =>
      kinds.flatMap((right): ScalarOverload[] => {
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
  ...kinds.map(
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
