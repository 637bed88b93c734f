// Constructors of IR nodes that compute what follows from the arguments (type, nullability), so that functions
// are written as the formula they are. Nothing here decides semantics.
import type { ArithmeticOperator, CompareOperator, IrExpr, IrFailure, IrType, UnaryOperator } from "./ir.ts";

const anyNullable = (args: readonly IrExpr[]): boolean => args.some((arg) => arg.nullable);

/** A constant of a type that is not made of bytes. */
export function constant(type: Exclude<IrType, "ref">, value: number | bigint): IrExpr {
  return { op: "const", type, nullable: false, value };
}

export function nullOf(type: IrType): IrExpr {
  return { op: "null", type, nullable: true };
}

/** What can go wrong: overflow, division by zero, underflow of floats. */
export interface ArithmeticFailures {
  readonly failure?: IrFailure;
  readonly zero?: IrFailure;
  readonly vanished?: IrFailure;
}

export function arithmetic(
  operator: ArithmeticOperator,
  left: IrExpr,
  right: IrExpr,
  failures: ArithmeticFailures = {},
): IrExpr {
  return {
    op: "arithmetic",
    type: left.type,
    nullable: left.nullable || right.nullable,
    operator,
    left,
    right,
    ...failures,
  };
}

export function unary(operator: UnaryOperator, arg: IrExpr, failure?: IrFailure): IrExpr {
  const failures = failure === undefined ? {} : { failure };
  return { op: "unary", type: arg.type, nullable: arg.nullable, operator, arg, ...failures };
}

/** Values of 128 bits that were widened from 64 are compared as they were. */
export function compare(operator: CompareOperator, left: IrExpr, right: IrExpr): IrExpr {
  const [narrowLeft, narrowRight] = [beforeWidening(left), beforeWidening(right)];
  if (narrowLeft !== undefined && narrowRight !== undefined) return compare(operator, narrowLeft, narrowRight);
  return { op: "compare", type: "bool", nullable: left.nullable || right.nullable, operator, left, right };
}

/** The 64 bits that a value of 128 was made from; undefined when it may need more. */
export function beforeWidening(expr: IrExpr): IrExpr | undefined {
  if (expr.type !== "i128") return undefined;
  if (expr.op === "convert" && expr.arg.type === "i64") return expr.arg;
  if (expr.op !== "const" || BigInt.asIntN(64, BigInt(expr.value)) !== expr.value) return undefined;
  return constant("i64", expr.value);
}

/** The argument itself when it has the type already. */
export function convert(arg: IrExpr, type: IrType, failure?: IrFailure): IrExpr {
  if (arg.type === type) return arg;
  return { op: "convert", type, nullable: arg.nullable, arg, ...(failure === undefined ? {} : { failure }) };
}

export function and(args: readonly IrExpr[]): IrExpr {
  const [only] = args;
  if (only !== undefined && args.length === 1) return only;
  return { op: "and", type: "bool", nullable: anyNullable(args), args };
}

export function or(args: readonly IrExpr[]): IrExpr {
  const [only] = args;
  if (only !== undefined && args.length === 1) return only;
  return { op: "or", type: "bool", nullable: anyNullable(args), args };
}

export function not(arg: IrExpr): IrExpr {
  return { op: "not", type: "bool", nullable: arg.nullable, arg };
}

export function isNull(arg: IrExpr): IrExpr {
  return { op: "is-null", type: "bool", nullable: false, arg };
}

export function choose(
  branches: readonly { readonly when: IrExpr; readonly then: IrExpr }[],
  otherwise: IrExpr,
): IrExpr {
  const nullable = otherwise.nullable || branches.some((branch) => branch.then.nullable);
  return { op: "if", type: otherwise.type, nullable, branches, otherwise };
}

export function coalesce(args: readonly [IrExpr, ...IrExpr[]]): IrExpr {
  return { op: "coalesce", type: args[0].type, nullable: args.every((arg) => arg.nullable), args };
}

/** A row function of the kernel library: `call("text", "equals", "bool", [a, b])`. */
export function call(module: string, name: string, type: IrType, args: readonly IrExpr[]): IrExpr {
  return { op: "call", type, nullable: anyNullable(args), module, name, args };
}

/** Whether a ref's bytes are, or begin with, constant ones. */
export function bytesTest(test: "equal" | "prefix", arg: IrExpr, value: Uint8Array): IrExpr {
  return { op: "bytes-test", type: "bool", nullable: arg.nullable, test, arg, value };
}

/** Evaluates an expression over constants once per batch. */
export function once(value: IrExpr): IrExpr {
  return { op: "once", type: value.type, nullable: value.nullable, value };
}

/** Evaluates `value` once for a body that reads it several times. */
export function bind(name: string, value: IrExpr, body: (local: IrExpr) => IrExpr): IrExpr {
  const inner = body({ op: "local", type: value.type, nullable: value.nullable, name });
  return { op: "let", type: inner.type, nullable: inner.nullable, name, value, body: inner };
}

export function fail(type: IrType, failure: IrFailure): IrExpr {
  return { op: "fail", type, nullable: false, failure };
}
