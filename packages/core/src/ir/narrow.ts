// Integer expressions over values that are known to be small, as arithmetic of 64 bits that checks nothing: what is
// computed in 128 bits, or checked, for the sake of what a type allows. A node is rewritten only where its values
// provably fit its own type and 64 bits, so that it could not have failed either. Expressions are as small as whoever
// compiles them asks for: the walk recurses.
import { arithmetic, choose, coalesce, constant, convert, nullOf, unary } from "./build.ts";
import type { IrExpr, IrType } from "./ir.ts";

/** An expression of 64 bits, and the range of its values that are not NULL. */
export interface Narrowed {
  readonly expr: IrExpr;
  readonly low: bigint;
  readonly high: bigint;
}

/** How many bits beside the sign the values of an input have that are not NULL. */
export type BitsOfInput = (input: number) => number;

const WIDTHS = { i32: 31n, i64: 63n, i128: 127n } as const;

/**
 * The expression in 64 bits; undefined where some value might not fit. Inputs of fewer bits never turn an answer into
 * undefined, nor into another expression.
 */
export function narrowed(expr: IrExpr, bitsOf: BitsOfInput): Narrowed | undefined {
  const result = rewrite(expr, bitsOf);
  if (result === undefined) return undefined;
  const limit = limitOf(expr.type) ?? 1n;
  const most = limit < LIMIT_64 ? limit : LIMIT_64;
  return -most <= result.low && result.high < most ? result : undefined;
}

const LIMIT_64 = 1n << 63n;

/** Values of an integer type are below this. */
function limitOf(type: IrType): bigint | undefined {
  return type === "i32" || type === "i64" || type === "i128" ? 1n << WIDTHS[type] : undefined;
}

function rewrite(expr: IrExpr, bitsOf: BitsOfInput): Narrowed | undefined {
  switch (expr.op) {
    case "input": {
      const limit = 1n << BigInt(bitsOf(expr.input));
      return limitOf(expr.type) === undefined
        ? undefined
        : { expr: convert(expr, "i64"), low: -limit, high: limit - 1n };
    }
    case "const": {
      if (limitOf(expr.type) === undefined) return undefined;
      const value = BigInt(expr.value);
      return { expr: constant("i64", value), low: value, high: value };
    }
    case "null":
      return limitOf(expr.type) === undefined ? undefined : { expr: nullOf("i64"), low: 0n, high: 0n };
    case "convert":
      return limitOf(expr.arg.type) === undefined ? asItIs(expr) : narrowed(expr.arg, bitsOf);
    case "arithmetic":
      return rewriteArithmetic(expr, bitsOf);
    case "unary":
      return rewriteUnary(expr, bitsOf);
    case "if": {
      const values = together([...expr.branches.map(({ then }) => then), expr.otherwise], bitsOf);
      if (values === undefined) return undefined;
      const branches = expr.branches.map(({ when }, at) => ({ when, then: values.exprs[at] as IrExpr }));
      return { ...values, expr: choose(branches, values.exprs.at(-1) as IrExpr) };
    }
    case "coalesce": {
      const values = together(expr.args, bitsOf);
      if (values === undefined) return undefined;
      return { ...values, expr: coalesce(values.exprs as [IrExpr, ...IrExpr[]]) };
    }
    default:
      return asItIs(expr);
  }
}

/** A value that is computed as before, of which nothing is known but its type. */
function asItIs(expr: IrExpr): Narrowed | undefined {
  if (expr.type !== "i32") return undefined;
  return { expr: convert(expr, "i64"), low: -(1n << 31n), high: (1n << 31n) - 1n };
}

function rewriteArithmetic(expr: Extract<IrExpr, { op: "arithmetic" }>, bitsOf: BitsOfInput): Narrowed | undefined {
  const { operator } = expr;
  if (operator !== "add" && operator !== "sub" && operator !== "mul") return asItIs(expr);
  const [left, right] = [narrowed(expr.left, bitsOf), narrowed(expr.right, bitsOf)];
  if (left === undefined || right === undefined) return undefined;
  const result = arithmetic(operator, left.expr, right.expr);
  switch (operator) {
    case "add":
      return { expr: result, low: left.low + right.low, high: left.high + right.high };
    case "sub":
      return { expr: result, low: left.low - right.high, high: left.high - right.low };
    case "mul": {
      const corners = [left.low, left.high].flatMap((one) => [one * right.low, one * right.high]);
      return { expr: result, ...spanOf(corners) };
    }
  }
}

function rewriteUnary(expr: Extract<IrExpr, { op: "unary" }>, bitsOf: BitsOfInput): Narrowed | undefined {
  const { operator } = expr;
  if (operator !== "neg" && operator !== "abs") return asItIs(expr);
  const arg = narrowed(expr.arg, bitsOf);
  if (arg === undefined) return undefined;
  const range = { low: -arg.high, high: -arg.low };
  // The smallest integer has no negation: its range ends beyond its type then.
  if (operator === "neg") return { expr: unary(operator, arg.expr), ...range };
  return { expr: unary(operator, arg.expr), ...spanOf([arg.low, arg.high, range.low, range.high]) };
}

function together(
  exprs: readonly IrExpr[],
  bitsOf: BitsOfInput,
): { readonly exprs: readonly IrExpr[]; readonly low: bigint; readonly high: bigint } | undefined {
  const all: Narrowed[] = [];
  for (const expr of exprs) {
    const one = narrowed(expr, bitsOf);
    if (one === undefined) return undefined;
    all.push(one);
  }
  return { exprs: all.map(({ expr }) => expr), ...spanOf(all.flatMap(({ low, high }) => [low, high])) };
}

function spanOf(values: readonly bigint[]): { readonly low: bigint; readonly high: bigint } {
  let [low, high] = [values[0] as bigint, values[0] as bigint];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
