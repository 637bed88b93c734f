// Integer arithmetic to instructions: 32, 64 and 128 bits, wrapping or checked. What traps in WebAssembly (division
// by zero, the smallest integer by -1) is decided before it runs.
import { internal } from "../common/error.ts";
import type { IrExpr, IrFailure } from "../ir/ir.ts";
import { type EmitSite, failIf, load } from "./emit-site.ts";
import { emitAddSub, emitMultiply, emitMultiplyWide } from "./int128.ts";
import { type FunctionBody, I32, I64, type Local, type PlainInstruction } from "./wasm-encoder.ts";

type Arithmetic = Extract<IrExpr, { op: "arithmetic" }>;

/** Leaves the result on the stack. The arguments lie in locals: one each, or the two halves of 128 bits. */
export function emitIntegerArithmetic(site: EmitSite, expr: Arithmetic, left: Local[], right: Local[]): void {
  const { operator, failure, zero } = expr;
  const [a, b] = [left[0] as Local, right[0] as Local];
  switch (expr.type) {
    case "i128":
      arithmetic128(site, expr, left, right);
      return;
    case "bool":
    case "i32":
      arithmetic32(site, operator, a, b, failure, zero);
      return;
    case "i64":
    case "ref":
      arithmetic64(site, operator, a, b, failure, zero);
      return;
    case "f32":
    case "f64":
      throw internal(`IR ${expr.type} is no integer`);
  }
}

function arithmetic32(
  site: EmitSite,
  operator: string,
  left: Local,
  right: Local,
  failure?: IrFailure,
  zero?: IrFailure,
): void {
  const { body } = site;
  if (operator === "div" || operator === "rem") {
    failIfZero(site, right, zero);
    divideGuarded(site, operator, left, right, failure);
    return;
  }
  if (failure !== undefined && (operator === "add" || operator === "sub" || operator === "mul")) {
    const wide = body.local("wide", I64);
    body.get(left).op("i64.extend_i32_s").get(right).op("i64.extend_i32_s", `i64.${operator}`);
    body.tee(wide).get(wide).op("i64.extend32_s", "i64.ne");
    failIf(site, failure);
    body.get(wide).op("i32.wrap_i64");
    return;
  }
  body.get(left).get(right).op(integerInstruction("i32", operator));
}

function arithmetic64(
  site: EmitSite,
  operator: string,
  left: Local,
  right: Local,
  failure?: IrFailure,
  zero?: IrFailure,
): void {
  const { body } = site;
  if (operator === "div" || operator === "rem") {
    failIfZero(site, right, zero);
    divideGuarded(site, operator, left, right, failure);
    return;
  }
  if (failure === undefined || (operator !== "add" && operator !== "sub" && operator !== "mul")) {
    body.get(left).get(right).op(integerInstruction("i64", operator));
    return;
  }
  const result = body.local("result", I64);
  body.get(left).get(right).op(`i64.${operator}`).set(result);
  if (operator === "add") {
    body.get(left).get(result).op("i64.xor").get(right).get(result).op("i64.xor", "i64.and").i64(0n).op("i64.lt_s");
  } else if (operator === "sub") {
    body.get(left).get(right).op("i64.xor").get(left).get(result).op("i64.xor", "i64.and").i64(0n).op("i64.lt_s");
  } else {
    // Two 32-bit factors cannot overflow; otherwise the high half must be the sign of the low one.
    const isSmall = (local: Local): void => {
      body.get(local).get(local).op("i64.extend32_s", "i64.eq");
    };
    isSmall(left), isSmall(right);
    body.op("i32.and").named("small").if([I32]);
    body.i32(0).op("else");
    const high = body.local("high", I64);
    body.get(left).get(right).call(site.scope.int128.multiplyWide).set(high).op("drop");
    body.get(high).get(result).i64(63n).op("i64.shr_s", "i64.ne", "end");
  }
  failIf(site, failure);
  body.get(result);
}

function arithmetic128(
  site: EmitSite,
  expr: Extract<IrExpr, { op: "arithmetic" }>,
  left: Local[],
  right: Local[],
): void {
  const { body } = site;
  const [a, b] = [left as [Local, Local], right as [Local, Local]];
  const result: [Local, Local] = [body.local("low", I64), body.local("high", I64)];
  if (expr.operator === "add" || expr.operator === "sub") {
    emitAddSub(body, expr.operator, a, b, result, expr.failure !== undefined);
    if (expr.failure !== undefined) failIf(site, expr.failure);
  } else if (expr.operator === "mul") {
    if (isWidened(expr.left) && isWidened(expr.right)) {
      emitMultiplyWide(body, site.scope.int128, a[0], b[0], result);
    } else {
      const overflow = body.local("overflow", I32);
      emitMultiply(body, site.scope.int128, a, b, result, overflow);
      if (expr.failure !== undefined) {
        body.get(overflow);
        failIf(site, expr.failure);
      }
    }
  } else {
    throw internal(`IR ${expr.operator} on i128: lower it to a row function`);
  }
  load(body, result);
}

function failIfZero(site: EmitSite, divisor: Local, zero: IrFailure | undefined): void {
  if (zero === undefined) throw internal("IR division without a failure for zero");
  site.body.get(divisor).op(divisor.type === I32 ? "i32.eqz" : "i64.eqz");
  failIf(site, zero);
}

/** The smallest integer divided by -1 overflows, and traps: it fails, wraps, or has remainder 0. */
function divideGuarded(site: EmitSite, operator: "div" | "rem", left: Local, right: Local, failure?: IrFailure): void {
  const { body } = site;
  const prefix = left.type === I32 ? "i32" : "i64";
  if (operator === "rem") {
    // WebAssembly defines this remainder as 0.
    body.get(left).get(right).op(`${prefix}.rem_s`);
    return;
  }
  const constant = (value: bigint): FunctionBody => (prefix === "i32" ? body.i32(Number(value)) : body.i64(value));
  body.get(right);
  constant(-1n).op(`${prefix}.eq`).named("minusOne").if([left.type]);
  if (failure !== undefined) {
    body.get(left);
    constant(-(2n ** (prefix === "i32" ? 31n : 63n))).op(`${prefix}.eq`);
    failIf(site, failure);
  }
  constant(0n).get(left).op(`${prefix}.sub`, "else").get(left).get(right).op(`${prefix}.div_s`, "end");
}

function isWidened(expr: IrExpr): boolean {
  if (expr.op === "const") return BigInt.asIntN(64, BigInt(expr.value)) === BigInt(expr.value);
  return expr.op === "convert" && (expr.arg.type === "i64" || expr.arg.type === "i32");
}

function integerInstruction(prefix: "i32" | "i64", operator: string): PlainInstruction {
  switch (operator) {
    case "add":
    case "sub":
    case "mul":
    case "and":
    case "or":
    case "xor":
    case "shl":
      return `${prefix}.${operator}`;
    case "shr":
      return `${prefix}.shr_s`;
    default:
      throw internal(`IR ${operator} on ${prefix}`);
  }
}
