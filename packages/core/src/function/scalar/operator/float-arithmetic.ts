// + - * / and unary minus over real and double precision (PostgreSQL manual, section 9.3): IEEE 754, but a
// result that overflows or underflows is an error, and so is division by zero. real with double precision
// gives double precision.
import { arithmetic, convert, unary } from "../../../ir/build.ts";
import type { ArithmeticOperator, IrExpr } from "../../../ir/ir.ts";
import { DIVISION_BY_ZERO, FLOAT_OVERFLOW, FLOAT_UNDERFLOW } from "../../failures.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

type FloatKind = "float4" | "float8";
const kinds: readonly FloatKind[] = ["float4", "float8"];

const operators: readonly { readonly symbol: string; readonly ir: ArithmeticOperator; readonly doc: string }[] = [
  { symbol: "+", ir: "add", doc: "Sum." },
  { symbol: "-", ir: "sub", doc: "Difference." },
  { symbol: "*", ir: "mul", doc: "Product." },
  { symbol: "/", ir: "div", doc: "Quotient." },
];

function compute(operator: ArithmeticOperator, kind: FloatKind, args: readonly IrExpr[]): IrExpr {
  const type = kind === "float8" ? "f64" : "f32";
  const [left, right] = args.map((arg) => convert(arg, type)) as [IrExpr, IrExpr];
  const zero = operator === "div" ? { zero: DIVISION_BY_ZERO } : {};
  return arithmetic(operator, left, right, { failure: FLOAT_OVERFLOW, vanished: FLOAT_UNDERFLOW, ...zero });
}

const row = { strict: true, volatility: "immutable" } as const;

export const floatArithmetic: FunctionFamily = functionFamily(["+", "-", "*", "/"], () => [
  ...operators.flatMap(({ symbol, ir, doc }) =>
    kinds.flatMap((left) =>
      kinds.map((right): ScalarOverload => {
        const kind = left === "float4" && right === "float4" ? "float4" : "float8";
        const lower = (args: readonly IrExpr[]): IrExpr => compute(ir, kind, args);
        return { ...row, name: symbol, args: [left, right], result: kind, canFail: true, doc, lower };
      }),
    ),
  ),
  ...kinds.map(
    (kind): ScalarOverload => ({
      ...row,
      name: "-",
      args: [kind],
      result: kind,
      canFail: false,
      doc: "Negation.",
      lower: (args) => unary("neg", args[0] as IrExpr),
    }),
  ),
]);
