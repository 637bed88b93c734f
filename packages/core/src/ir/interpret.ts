// Runs IR in JavaScript, one row at a time: constant folding, and the emitter's twin in differential tests.
// It is the readable statement of what IR means; it is never used on rows of a query.
import { FfqError, internal } from "../common/error.ts";
import { ListView, writeList } from "../type/list-value.ts";
import type { CompareOperator, IrCall, IrExpr, IrFailure, IrType, UnaryOperator } from "./ir.ts";
import { readSlot, writeSlot } from "./slot-value.ts";
import { unreachableOp } from "./tree.ts";

/** bool, i32, f32, f64: number. i64, i128, ref: bigint. NULL: null. */
export type IrValue = number | bigint | null;

/** What an expression reaches outside itself. */
export interface IrHost {
  readonly inputs: readonly IrValue[];
  /** Calls a row function of the kernel library; i128 values are bigint. @throws FfqError DATA when it fails */
  call(expr: IrCall, args: readonly (number | bigint)[]): number | bigint;
  /** The ref of constant bytes. */
  bytes(value: Uint8Array): bigint;
  /** The bytes of a ref. */
  read(ref: bigint): Uint8Array;
}

/** @throws FfqError DATA with the failure's SQLSTATE where emitted code would report it */
export function interpret(expr: IrExpr, host: IrHost): IrValue {
  return evaluate(expr, host, new Map());
}

type Locals = ReadonlyMap<string, IrValue>;

function evaluate(expr: IrExpr, host: IrHost, locals: Locals): IrValue {
  switch (expr.op) {
    case "input":
      return host.inputs[expr.input] as IrValue;
    case "const":
      return expr.type === "f32" ? Math.fround(expr.value as number) : expr.value;
    case "bytes":
      return host.bytes(expr.value);
    case "null":
      return null;
    case "arithmetic": {
      const left = evaluate(expr.left, host, locals);
      const right = evaluate(expr.right, host, locals);
      if (left === null || right === null) return null;
      return arithmetic(expr, left, right);
    }
    case "unary": {
      const arg = evaluate(expr.arg, host, locals);
      return arg === null ? null : unary(expr.operator, expr.type, arg, expr.failure);
    }
    case "compare": {
      const left = evaluate(expr.left, host, locals);
      const right = evaluate(expr.right, host, locals);
      if (left === null || right === null) return null;
      return compare(expr.operator, order(left, right)) ? 1 : 0;
    }
    case "convert": {
      const arg = evaluate(expr.arg, host, locals);
      return arg === null ? null : convert(arg, expr.arg.type, expr.type, expr.failure);
    }
    case "and":
    case "or": {
      const decisive = expr.op === "and" ? 0 : 1;
      let sawNull = false;
      for (const arg of expr.args) {
        const value = evaluate(arg, host, locals);
        if (value === decisive) return decisive;
        if (value === null) sawNull = true;
      }
      return sawNull ? null : 1 - decisive;
    }
    case "not": {
      const arg = evaluate(expr.arg, host, locals);
      return arg === null ? null : 1 - (arg as number);
    }
    case "is-null":
      return evaluate(expr.arg, host, locals) === null ? 1 : 0;
    case "if": {
      for (const branch of expr.branches) {
        if (evaluate(branch.when, host, locals) === 1) return evaluate(branch.then, host, locals);
      }
      return evaluate(expr.otherwise, host, locals);
    }
    case "coalesce": {
      for (const arg of expr.args) {
        const value = evaluate(arg, host, locals);
        if (value !== null) return value;
      }
      return null;
    }
    case "call": {
      const args: (number | bigint)[] = [];
      for (const arg of expr.args) {
        const value = evaluate(arg, host, locals);
        if (value === null) return null;
        args.push(value);
      }
      return host.call(expr, args);
    }
    case "bytes-test": {
      const ref = evaluate(expr.arg, host, locals);
      return ref === null ? null : bytesTest(expr.test, host.read(ref as bigint), expr.value);
    }
    case "once":
      return evaluate(expr.value, host, locals);
    case "let":
      return evaluate(expr.body, host, new Map(locals).set(expr.name, evaluate(expr.value, host, locals)));
    case "local": {
      const value = locals.get(expr.name);
      if (value === undefined) throw internal(`IR local ${expr.name} is not bound`);
      return value;
    }
    case "list-make": {
      const values = expr.elements.map((element) => evaluate(element, host, locals));
      const slots = values.map((value, at) => slotBytes(value, (expr.elements[at] as IrExpr).type, host));
      return host.bytes(writeList(expr.code, slots));
    }
    case "list-map": {
      const list = listOf(expr.list, host, locals);
      if (list === null) return null;
      const values = elementsOf(list, expr.element, host).map((element) =>
        evaluate(expr.body, host, new Map(locals).set(expr.name, element)),
      );
      const slots = values.map((value) => slotBytes(value, expr.body.type, host));
      return host.bytes(writeList(expr.code, slots, list.dimensions));
    }
    case "list-test": {
      const list = listOf(expr.list, host, locals);
      if (list === null) return null;
      const decisive = expr.quantifier === "any" ? 1 : 0;
      let sawNull = false;
      for (const element of elementsOf(list, expr.element, host)) {
        const value = evaluate(expr.body, host, new Map(locals).set(expr.name, element));
        if (value === decisive) return decisive;
        if (value === null) sawNull = true;
      }
      return sawNull ? null : 1 - decisive;
    }
    case "fail":
      throw failed(expr.failure);
    default:
      return unreachableOp(expr);
  }
}

function listOf(expr: IrExpr, host: IrHost, locals: Locals): ListView | null {
  const ref = evaluate(expr, host, locals);
  return ref === null ? null : new ListView(host.read(ref as bigint));
}

function elementsOf(list: ListView, type: IrType, host: IrHost): IrValue[] {
  return Array.from({ length: list.count }, (_, at) =>
    list.isNull(at) ? null : readSlot(list.element(at), type, (bytes) => host.bytes(bytes)),
  );
}

function slotBytes(value: IrValue, type: IrType, host: IrHost): Uint8Array | null {
  if (value === null) return null;
  return type === "ref" ? host.read(value as bigint) : writeSlot(value, type);
}

function bytesTest(test: "equal" | "prefix", bytes: Uint8Array, value: Uint8Array): number {
  if (test === "equal" && bytes.length !== value.length) return 0;
  return value.every((byte, position) => bytes[position] === byte) ? 1 : 0;
}

function failed(failure: IrFailure): FfqError {
  return new FfqError("DATA", failure.message, { sqlstate: failure.sqlstate });
}

const bitsOf = { bool: 32, i32: 32, i64: 64, i128: 128 } as const;
type IntegerType = keyof typeof bitsOf;

const isFloat = (type: IrType): type is "f32" | "f64" => type === "f32" || type === "f64";

/** Wraps to the type's width, or fails when the exact value does not fit. */
function fit(exact: bigint, type: IrType, failure: IrFailure | undefined): number | bigint {
  const bits = bitsOf[type as IntegerType];
  const wrapped = BigInt.asIntN(bits, exact);
  if (wrapped !== exact && failure !== undefined) throw failed(failure);
  return bits === 32 ? Number(wrapped) : wrapped;
}

function arithmetic(
  expr: Extract<IrExpr, { op: "arithmetic" }>,
  left: number | bigint,
  right: number | bigint,
): number | bigint {
  if (isFloat(expr.type)) {
    return floatArithmetic(expr, left as number, right as number);
  }
  const [a, b] = [BigInt(left), BigInt(right)];
  switch (expr.operator) {
    case "add":
      return fit(a + b, expr.type, expr.failure);
    case "sub":
      return fit(a - b, expr.type, expr.failure);
    case "mul":
      return fit(a * b, expr.type, expr.failure);
    case "div":
    case "rem":
      if (b === 0n)
        throw expr.zero === undefined ? internal("IR division by zero without a failure") : failed(expr.zero);
      return expr.operator === "div" ? fit(a / b, expr.type, expr.failure) : fit(a % b, expr.type, undefined);
    case "and":
      return fit(a & b, expr.type, undefined);
    case "or":
      return fit(a | b, expr.type, undefined);
    case "xor":
      return fit(a ^ b, expr.type, undefined);
    case "shl":
      return fit(a << (b & BigInt(bitsOf[expr.type as IntegerType] - 1)), expr.type, undefined);
    case "shr":
      return fit(a >> (b & BigInt(bitsOf[expr.type as IntegerType] - 1)), expr.type, undefined);
  }
}

function floatArithmetic(expr: Extract<IrExpr, { op: "arithmetic" }>, a: number, b: number): number {
  const round = expr.type === "f32" ? Math.fround : (exact: number): number => exact;
  const finite = Number.isFinite(a) && Number.isFinite(b);
  const check = (result: number, underflow: boolean): number => {
    const { failure, vanished } = expr;
    if (failure === undefined) return result;
    if (finite && !Number.isFinite(result)) throw failed(failure);
    if (underflow && result === 0) throw failed(vanished ?? failure);
    return result;
  };
  switch (expr.operator) {
    case "add":
      return check(round(a + b), false);
    case "sub":
      return check(round(a - b), false);
    case "mul":
      return check(round(a * b), a !== 0 && b !== 0);
    case "div":
      if (b === 0 && expr.zero !== undefined && !Number.isNaN(a)) throw failed(expr.zero);
      return check(round(a / b), finite && a !== 0);
    default:
      throw internal(`IR ${expr.operator} on ${expr.type}`);
  }
}

function unary(
  operator: UnaryOperator,
  type: IrType,
  arg: number | bigint,
  failure: IrFailure | undefined,
): number | bigint {
  if (!isFloat(type)) {
    const value = BigInt(arg);
    if (operator === "neg") return fit(-value, type, failure);
    if (operator === "abs") return fit(value < 0n ? -value : value, type, failure);
    if (operator === "not-bits") return fit(~value, type, undefined);
    throw internal(`IR ${operator} on ${type}`);
  }
  const value = arg as number;
  const round = type === "f32" ? Math.fround : (result: number): number => result;
  switch (operator) {
    case "neg":
      return -value;
    case "abs":
      return Math.abs(value);
    case "sqrt":
      return round(Math.sqrt(value));
    case "floor":
      return Math.floor(value);
    case "ceil":
      return Math.ceil(value);
    case "trunc":
      return Math.trunc(value);
    case "nearest":
      return roundHalfEven(value);
    case "not-bits":
      throw internal(`IR not-bits on ${type}`);
  }
}

function roundHalfEven(value: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 52) return value;
  const floor = Math.floor(value);
  const rest = value - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  const result = up ? floor + 1 : floor;
  return result === 0 && (value < 0 || Object.is(value, -0)) ? -0 : result;
}

/** -1, 0 or 1; NaN is above everything and equals itself. */
function order(left: number | bigint, right: number | bigint): number {
  const leftNaN = Number.isNaN(left);
  const rightNaN = Number.isNaN(right);
  if (leftNaN || rightNaN) return Number(leftNaN) - Number(rightNaN);
  return left < right ? -1 : left > right ? 1 : 0;
}

function compare(operator: CompareOperator, sign: number): boolean {
  switch (operator) {
    case "eq":
      return sign === 0;
    case "ne":
      return sign !== 0;
    case "lt":
      return sign < 0;
    case "le":
      return sign <= 0;
    case "gt":
      return sign > 0;
    case "ge":
      return sign >= 0;
  }
}

function convert(value: number | bigint, from: IrType, to: IrType, failure: IrFailure | undefined): number | bigint {
  if (isFloat(to)) {
    // BigInt to number rounds half to even, as the instructions do.
    const exact = Number(value);
    return to === "f32" ? narrowFloat(value, exact) : exact;
  }
  if (!isFloat(from)) return fit(BigInt(value), to, failure);
  const rounded = roundHalfEven(value as number);
  if (!Number.isFinite(rounded))
    throw failure === undefined ? internal("IR conversion of a non-finite float") : failed(failure);
  return fit(BigInt(rounded), to, failure ?? { sqlstate: "22003", message: "value out of range" });
}

/** An i64 becomes f32 in one rounding, not through f64. */
function narrowFloat(value: number | bigint, exact: number): number {
  if (typeof value === "number" || Number.isSafeInteger(exact)) return Math.fround(exact);
  const near = Math.fround(exact);
  const [down, up] = [neighbour(near, -1), neighbour(near, 1)];
  const distance = (candidate: number): bigint => {
    const gap = BigInt(candidate) - value;
    return gap < 0n ? -gap : gap;
  };
  let best = near;
  for (const candidate of [down, up]) if (distance(candidate) < distance(best)) best = candidate;
  return best;
}

function neighbour(value: number, step: number): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value < 0 ? -step : step));
  return bits.getFloat32(0);
}
