// IR expressions to instructions. `emit` leaves an expression's value on the stack and says where its NULL
// flag is. Invariants: a bool that is NULL has the value 0, so that filters and logic need not look at the
// flag; whatever can fail runs only when no operand is NULL, since the value under a NULL is arbitrary.
import { internal } from "../common/error.ts";
import type { CompareOperator, IrCall, IrExpr, IrFailure, IrType } from "../ir/ir.ts";
import { unreachableOp } from "../ir/tree.ts";
import { statusPlace } from "../kernel/library.ts";
import { emitLogic } from "./emit-logic.ts";
import { emitAddSub, emitMultiply, emitMultiplyWide, type Int128Functions } from "./int128.ts";
import {
  F32,
  F64,
  type FunctionBody,
  type FunctionRef,
  I32,
  I64,
  type Local,
  type PlainInstruction,
  type ValueType,
} from "./wasm-encoder.ts";

/** What the surrounding function provides. */
export interface EmitScope {
  /** Loads a column's value, and says where its NULL flag is. */
  input(expr: Extract<IrExpr, { op: "input" }>): Emitted;
  /** The address on the stack of the ref of constant bytes, to be loaded as i64. */
  literal(value: Uint8Array): void;
  /** Ends the function, reporting the failure. */
  fail(failure: IrFailure): void;
  /** Ends the function: the call answered the status. Its first two arguments are kept for the message. */
  failCall(call: IrCall, status: Local, args: readonly (readonly Local[])[]): void;
  /** Leaves the address of a 16-byte scratch slot, new at each call, on the stack. */
  scratch(): () => void;
  imported(module: string, name: string): FunctionRef;
  readonly int128: Int128Functions;
}

/** Where an emitted expression's NULL flag (1 = NULL) is; undefined when it cannot be NULL. */
export interface Emitted {
  readonly isNull: Local | undefined;
}

/** The WebAssembly types that hold a value. */
export function valueTypes(type: IrType): readonly ValueType[] {
  switch (type) {
    case "bool":
    case "i32":
      return [I32];
    case "i64":
    case "ref":
      return [I64];
    case "f32":
      return [F32];
    case "f64":
      return [F64];
    case "i128":
      return [I64, I64];
  }
}

/** Signature of a row function: i128 by address, an i128 result through a last address parameter. */
export function callSignature(args: readonly IrType[], result: IrType): { params: ValueType[]; results: ValueType[] } {
  const params = args.map((type) => (type === "i128" ? I32 : (valueTypes(type)[0] as ValueType)));
  if (result !== "i128") return { params, results: [...valueTypes(result)] };
  return { params: [...params, I32], results: [I32] };
}

const NEVER: Emitted = { isNull: undefined };

export class ExprEmitter {
  readonly #body: FunctionBody;
  readonly #scope: EmitScope;
  /** Locals that hold nothing any more. */
  readonly #free: Local[] = [];
  readonly #bound = new Map<string, { readonly value: readonly Local[]; readonly isNull: Local | undefined }>();

  constructor(body: FunctionBody, scope: EmitScope) {
    this.#body = body;
    this.#scope = scope;
  }

  emit(expr: IrExpr): Emitted {
    const body = this.#body;
    switch (expr.op) {
      case "input":
        return this.#scope.input(expr);
      case "const":
        this.#constant(expr.type, expr.value);
        return NEVER;
      case "bytes":
        this.#scope.literal(expr.value);
        return NEVER;
      case "null": {
        this.#zero(expr.type);
        const isNull = body.local("isNull", I32);
        body.i32(1).set(isNull);
        return { isNull };
      }
      case "arithmetic":
        return this.#arithmetic(expr);
      case "unary":
        return this.#strict([expr.arg], expr.type, expr.failure !== undefined, ([arg]) =>
          this.#unary(expr, arg as Local[]),
        );
      case "compare":
        return this.#normalised(
          this.#strict([expr.left, expr.right], "bool", false, ([left, right]) =>
            this.#compare(expr.operator, expr.left.type, left as Local[], right as Local[]),
          ),
        );
      case "convert":
        return this.#strict([expr.arg], expr.type, true, ([arg]) => this.#convert(expr, arg as Local[]));
      case "and":
      case "or":
        return emitLogic(body, (arg) => this.emit(arg), expr.op, expr.args);
      case "not": {
        const { isNull } = this.emit(expr.arg);
        body.op("i32.eqz");
        return this.#normalised({ isNull });
      }
      case "is-null": {
        const { isNull } = this.emit(expr.arg);
        for (const _ of valueTypes(expr.arg.type)) body.op("drop");
        if (isNull === undefined) body.i32(0);
        else body.get(isNull);
        return NEVER;
      }
      case "if":
        return this.#if(expr);
      case "coalesce":
        return this.#coalesce(expr);
      case "call":
        return this.#call(expr);
      case "bytes-test":
        return this.#normalised(
          this.#strict([expr.arg], "bool", true, ([ref]) => this.#bytesTest(expr, (ref as Local[])[0] as Local)),
        );
      case "once":
        return this.#once(expr);
      case "let": {
        const { isNull } = this.emit(expr.value);
        const value = this.#save(expr.value.type, expr.name);
        const shadowed = this.#bound.get(expr.name);
        this.#bound.set(expr.name, { value, isNull });
        const emitted = this.emit(expr.body);
        if (shadowed !== undefined) this.#bound.set(expr.name, shadowed);
        return emitted;
      }
      case "local": {
        const bound = this.#bound.get(expr.name);
        if (bound === undefined) throw internal(`IR local ${expr.name} is not bound`);
        this.#load(bound.value);
        return { isNull: bound.isNull };
      }
      case "fail":
        this.#scope.fail(expr.failure);
        this.#zero(expr.type);
        return NEVER;
      default:
        return unreachableOp(expr);
    }
  }

  /** Moves the value on the stack into new locals. */
  #save(type: IrType, name: string): Local[] {
    const locals = valueTypes(type).map((valueType, part) =>
      this.#body.local(part === 0 ? name : `${name}High`, valueType),
    );
    for (const local of locals.toReversed()) this.#body.set(local);
    return locals;
  }

  #load(locals: readonly Local[]): void {
    for (const local of locals) this.#body.get(local);
  }

  #zero(type: IrType): void {
    this.#constant(type, type === "i64" || type === "ref" || type === "i128" ? 0n : 0);
  }

  #constant(type: IrType, value: number | bigint): void {
    const body = this.#body;
    switch (type) {
      case "bool":
      case "i32":
        body.i32(Number(value));
        return;
      case "i64":
      case "ref":
        body.i64(BigInt(value));
        return;
      case "f32":
        body.f32(Number(value));
        return;
      case "f64":
        body.f64(Number(value));
        return;
      case "i128":
        body.i64(BigInt(value)).i64(BigInt(value) >> 64n);
    }
  }

  /** NULL when any of the flags is set. */
  #either(flags: readonly (Local | undefined)[]): Local | undefined {
    const present = flags.filter((flag) => flag !== undefined);
    const [first, ...rest] = present;
    if (first === undefined || rest.length === 0) return first;
    const isNull = this.#body.local("isNull", I32);
    this.#body.get(first);
    for (const flag of rest) this.#body.get(flag).op("i32.or");
    this.#body.set(isNull);
    return isNull;
  }

  /** Makes the bool on the stack 0 where it is NULL. */
  #normalised(emitted: Emitted): Emitted {
    if (emitted.isNull !== undefined) this.#body.get(emitted.isNull).op("i32.eqz", "i32.and");
    return emitted;
  }

  /** NULL if an argument is; otherwise what `compute` leaves on the stack. Guarded when it can fail. */
  #strict(args: readonly IrExpr[], type: IrType, guarded: boolean, compute: (args: Local[][]) => void): Emitted {
    const body = this.#body;
    const flags: (Local | undefined)[] = [];
    const values: Local[][] = [];
    const saved: Local[] = [];
    for (const arg of args) {
      const bound = arg.op === "local" ? this.#bound.get(arg.name) : undefined;
      if (bound !== undefined) {
        flags.push(bound.isNull);
        values.push([...bound.value]);
        continue;
      }
      flags.push(this.emit(arg).isNull);
      const value = this.#saveBriefly(arg.type);
      values.push(value);
      saved.push(...value);
    }
    const isNull = this.#either(flags);
    if (isNull === undefined || !guarded) {
      compute(values);
    } else {
      body.get(isNull).if(valueTypes(type));
      this.#zero(type);
      body.op("else");
      compute(values);
      body.op("end");
    }
    // The result is on the stack: nobody reads the arguments again.
    this.#free.push(...saved);
    return { isNull };
  }

  /** As #save, in locals that are given back to #free. */
  #saveBriefly(type: IrType): Local[] {
    const locals = valueTypes(type).map((valueType) => {
      const free = this.#free.findIndex((local) => local.type === valueType);
      return free < 0 ? this.#body.local("arg", valueType) : (this.#free.splice(free, 1)[0] as Local);
    });
    for (const local of locals.toReversed()) this.#body.set(local);
    return locals;
  }

  /** Fails when the condition on the stack holds. */
  #failIf(failure: IrFailure): void {
    this.#body.if();
    this.#scope.fail(failure);
    this.#body.op("end");
  }

  #arithmetic(expr: Extract<IrExpr, { op: "arithmetic" }>): Emitted {
    const { type, operator, failure, zero } = expr;
    const guarded = failure !== undefined || zero !== undefined || operator === "div" || operator === "rem";
    return this.#strict([expr.left, expr.right], type, guarded, ([left, right]) => {
      switch (type) {
        case "f32":
        case "f64":
          this.#floatArithmetic(expr, (left as Local[])[0] as Local, (right as Local[])[0] as Local);
          return;
        case "i128":
          this.#wideArithmetic(expr, left as Local[], right as Local[]);
          return;
        case "bool":
        case "i32":
          this.#arithmetic32(operator, (left as Local[])[0] as Local, (right as Local[])[0] as Local, failure, zero);
          return;
        case "i64":
        case "ref":
          this.#arithmetic64(operator, (left as Local[])[0] as Local, (right as Local[])[0] as Local, failure, zero);
      }
    });
  }

  #floatArithmetic(expr: Extract<IrExpr, { op: "arithmetic" }>, left: Local, right: Local): void {
    const body = this.#body;
    const { operator, failure, zero } = expr;
    if (operator !== "add" && operator !== "sub" && operator !== "mul" && operator !== "div") {
      throw internal(`IR ${operator} on ${expr.type}`);
    }
    const type = expr.type as "f32" | "f64";
    const constant = (value: number): FunctionBody => (type === "f32" ? body.f32(value) : body.f64(value));
    if (operator === "div" && zero !== undefined) {
      body.get(right);
      constant(0).op(`${type}.eq`).get(left).get(left).op(`${type}.eq`, "i32.and");
      this.#failIf(zero);
    }
    body.get(left).get(right).op(`${type}.${operator}`);
    if (failure === undefined) return;
    const result = body.local("result", left.type);
    body.set(result);
    const finite = (local: Local): void => {
      body.get(local).op(`${type}.abs`);
      constant(Number.POSITIVE_INFINITY).op(`${type}.lt`);
    };
    // Almost every result is an ordinary number, about which nothing more has to be asked.
    finite(result);
    body.op("i32.eqz").if();
    finite(left), finite(right);
    body.op("i32.and");
    this.#failIf(failure);
    body.op("end");
    if (operator === "mul" || operator === "div") {
      body.get(result);
      constant(0).op(`${type}.eq`).if();
      body.get(left);
      constant(0).op(`${type}.ne`);
      if (operator === "mul") {
        body.get(right);
        constant(0).op(`${type}.ne`, "i32.and");
      } else {
        finite(left), finite(right);
        body.op("i32.and", "i32.and");
      }
      this.#failIf(expr.vanished ?? failure);
      body.op("end");
    }
    body.get(result);
  }

  #arithmetic32(operator: string, left: Local, right: Local, failure?: IrFailure, zero?: IrFailure): void {
    const body = this.#body;
    if (operator === "div" || operator === "rem") {
      this.#zeroCheck(right, zero);
      this.#divideGuarded(operator, left, right, failure);
      return;
    }
    if (failure !== undefined && (operator === "add" || operator === "sub" || operator === "mul")) {
      const wide = body.local("wide", I64);
      body.get(left).op("i64.extend_i32_s").get(right).op("i64.extend_i32_s", `i64.${operator}`);
      body.tee(wide).get(wide).op("i64.extend32_s", "i64.ne");
      this.#failIf(failure);
      body.get(wide).op("i32.wrap_i64");
      return;
    }
    body.get(left).get(right).op(integerInstruction("i32", operator));
  }

  #zeroCheck(divisor: Local, zero: IrFailure | undefined): void {
    if (zero === undefined) throw internal("IR division without a failure for zero");
    this.#body.get(divisor).op(divisor.type === I32 ? "i32.eqz" : "i64.eqz");
    this.#failIf(zero);
  }

  /** The smallest integer divided by -1 overflows, and traps: it fails, wraps, or has remainder 0. */
  #divideGuarded(operator: "div" | "rem", left: Local, right: Local, failure?: IrFailure): void {
    const body = this.#body;
    const prefix = left.type === I32 ? "i32" : "i64";
    if (operator === "rem") {
      // WebAssembly defines this remainder as 0.
      body.get(left).get(right).op(`${prefix}.rem_s`);
      return;
    }
    const constant = (value: bigint): FunctionBody => (prefix === "i32" ? body.i32(Number(value)) : body.i64(value));
    body.get(right);
    constant(-1n).op(`${prefix}.eq`).if([left.type]);
    if (failure !== undefined) {
      body.get(left);
      constant(-(2n ** (prefix === "i32" ? 31n : 63n))).op(`${prefix}.eq`);
      this.#failIf(failure);
    }
    constant(0n).get(left).op(`${prefix}.sub`, "else").get(left).get(right).op(`${prefix}.div_s`, "end");
  }

  #arithmetic64(operator: string, left: Local, right: Local, failure?: IrFailure, zero?: IrFailure): void {
    const body = this.#body;
    if (operator === "div" || operator === "rem") {
      this.#zeroCheck(right, zero);
      this.#divideGuarded(operator, left, right, failure);
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
      body.op("i32.and").if([I32]);
      body.i32(0).op("else");
      const high = body.local("high", I64);
      body.get(left).get(right).call(this.#scope.int128.multiplyWide).set(high).op("drop");
      body.get(high).get(result).i64(63n).op("i64.shr_s", "i64.ne", "end");
    }
    this.#failIf(failure);
    body.get(result);
  }

  #wideArithmetic(expr: Extract<IrExpr, { op: "arithmetic" }>, left: Local[], right: Local[]): void {
    const body = this.#body;
    const [a, b] = [left as [Local, Local], right as [Local, Local]];
    const result: [Local, Local] = [body.local("low", I64), body.local("high", I64)];
    if (expr.operator === "add" || expr.operator === "sub") {
      emitAddSub(body, expr.operator, a, b, result, expr.failure !== undefined);
      if (expr.failure !== undefined) this.#failIf(expr.failure);
    } else if (expr.operator === "mul") {
      if (isWidened(expr.left) && isWidened(expr.right)) {
        emitMultiplyWide(body, this.#scope.int128, a[0], b[0], result);
      } else {
        const overflow = body.local("overflow", I32);
        emitMultiply(body, this.#scope.int128, a, b, result, overflow);
        if (expr.failure !== undefined) {
          body.get(overflow);
          this.#failIf(expr.failure);
        }
      }
    } else {
      throw internal(`IR ${expr.operator} on i128: lower it to a row function`);
    }
    this.#load(result);
  }

  #unary(expr: Extract<IrExpr, { op: "unary" }>, arg: Local[]): void {
    const body = this.#body;
    const { operator, type, failure } = expr;
    const [low, high] = arg as [Local, Local];
    if (type === "f32" || type === "f64") {
      if (operator === "not-bits") throw internal(`IR not-bits on ${type}`);
      body.get(low).op(`${type}.${operator}`);
      return;
    }
    if (type === "i128") {
      if (operator !== "neg" && operator !== "abs") throw internal(`IR ${operator} on i128`);
      const zero: [Local, Local] = [body.local("zeroLow", I64), body.local("zeroHigh", I64)];
      const result: [Local, Local] = [body.local("low", I64), body.local("high", I64)];
      body.i64(0n).set(zero[0]).i64(0n).set(zero[1]);
      emitAddSub(body, "sub", zero, [low, high], result, failure !== undefined);
      if (failure !== undefined) this.#failIf(failure);
      if (operator === "abs") {
        for (const [part, original] of [low, high].entries()) {
          body
            .get(result[part] as Local)
            .get(original)
            .get(high)
            .i64(0n)
            .op("i64.lt_s", "select");
        }
      } else {
        this.#load(result);
      }
      return;
    }
    const prefix = type === "i64" || type === "ref" ? "i64" : "i32";
    const constant = (value: bigint): FunctionBody => (prefix === "i32" ? body.i32(Number(value)) : body.i64(value));
    if (operator === "not-bits") {
      body.get(low);
      constant(-1n).op(`${prefix}.xor`);
      return;
    }
    if (operator !== "neg" && operator !== "abs") throw internal(`IR ${operator} on ${type}`);
    if (failure !== undefined) {
      body.get(low);
      constant(-(2n ** (prefix === "i32" ? 31n : 63n))).op(`${prefix}.eq`);
      this.#failIf(failure);
    }
    constant(0n).get(low).op(`${prefix}.sub`);
    if (operator === "abs") {
      body.get(low).get(low);
      constant(0n).op(`${prefix}.lt_s`, "select");
    }
  }

  #compare(operator: CompareOperator, type: IrType, left: Local[], right: Local[]): void {
    const body = this.#body;
    const [leftLow, leftHigh] = left as [Local, Local];
    const [rightLow, rightHigh] = right as [Local, Local];
    switch (type) {
      case "bool":
      case "i32":
        body.get(leftLow).get(rightLow).op(integerCompare("i32", operator));
        return;
      case "i64":
        body.get(leftLow).get(rightLow).op(integerCompare("i64", operator));
        return;
      case "f32":
      case "f64":
        this.#compareFloats(operator, type, leftLow, rightLow);
        return;
      case "i128":
        if (operator === "eq" || operator === "ne") {
          body.get(leftLow).get(rightLow).op("i64.xor").get(leftHigh).get(rightHigh).op("i64.xor", "i64.or", "i64.eqz");
          if (operator === "ne") body.op("i32.eqz");
          return;
        }
        body.get(leftHigh).get(rightHigh).op("i64.eq").if([I32]);
        body.get(leftLow).get(rightLow).op(unsignedCompare(operator), "else");
        body.get(leftHigh).get(rightHigh).op(integerCompare("i64", operator), "end");
        return;
      case "ref":
        throw internal("IR compare on refs: lower it to a row function");
    }
  }

  #compareFloats(operator: CompareOperator, type: "f32" | "f64", left: Local, right: Local): void {
    const body = this.#body;
    const isNaN = (local: Local): FunctionBody => body.get(local).get(local).op(`${type}.ne`);
    const direct = (name: "eq" | "lt" | "gt", a: Local, b: Local): FunctionBody =>
      body.get(a).get(b).op(`${type}.${name}`);
    const less = (a: Local, b: Local): void => {
      // a < b, or b is NaN and a is not.
      direct("lt", a, b);
      isNaN(b), isNaN(a).op("i32.eqz", "i32.and", "i32.or");
    };
    switch (operator) {
      case "eq":
      case "ne":
        direct("eq", left, right);
        isNaN(left), isNaN(right).op("i32.and", "i32.or");
        if (operator === "ne") body.op("i32.eqz");
        return;
      case "lt":
        less(left, right);
        return;
      case "gt":
        less(right, left);
        return;
      case "le":
        less(right, left);
        body.op("i32.eqz");
        return;
      case "ge":
        less(left, right);
        body.op("i32.eqz");
    }
  }

  #convert(expr: Extract<IrExpr, { op: "convert" }>, arg: Local[]): void {
    const body = this.#body;
    const { type: to, failure } = expr;
    const from = expr.arg.type;
    const [low, high] = arg as [Local, Local];
    const fromInt32 = from === "i32" || from === "bool";
    if (from === to || (fromInt32 && (to === "i32" || to === "bool"))) {
      this.#load(arg);
    } else if ((from === "f32" || from === "f64") && (to === "i32" || to === "i64")) {
      const value = body.local("rounded", F64);
      body.get(low);
      if (from === "f32") body.op("f64.promote_f32");
      body.op("f64.nearest").tee(value);
      const limit = to === "i32" ? 2 ** 31 : 2 ** 63;
      body.f64(-limit).op("f64.ge").get(value).f64(limit).op("f64.lt", "i32.and", "i32.eqz");
      this.#failIf(failure ?? { sqlstate: "22003", message: "value out of range" });
      body.get(value).op(to === "i32" ? "i32.trunc_f64_s" : "i64.trunc_f64_s");
    } else if (from === "f32" && to === "f64") {
      body.get(low).op("f64.promote_f32");
    } else if (from === "f64" && to === "f32") {
      body.get(low).op("f32.demote_f64");
    } else if (fromInt32 && (to === "f32" || to === "f64")) {
      body.get(low).op(`${to}.convert_i32_s`);
    } else if (from === "i64" && (to === "f32" || to === "f64")) {
      body.get(low).op(`${to}.convert_i64_s`);
    } else if (fromInt32 && to === "i64") {
      body.get(low).op("i64.extend_i32_s");
    } else if (fromInt32 && to === "i128") {
      const wide = body.local("wide", I64);
      body.get(low).op("i64.extend_i32_s").tee(wide).get(wide).i64(63n).op("i64.shr_s");
    } else if (from === "i64" && to === "i128") {
      body.get(low).get(low).i64(63n).op("i64.shr_s");
    } else if (from === "i64" && to === "i32") {
      if (failure !== undefined) {
        body.get(low).get(low).op("i64.extend32_s", "i64.ne");
        this.#failIf(failure);
      }
      body.get(low).op("i32.wrap_i64");
    } else if (from === "i128" && to === "i64") {
      if (failure !== undefined) {
        body.get(high).get(low).i64(63n).op("i64.shr_s", "i64.ne");
        this.#failIf(failure);
      }
      body.get(low);
    } else {
      throw internal(`IR convert from ${from} to ${to}: lower it to a row function`);
    }
  }

  #if(expr: Extract<IrExpr, { op: "if" }>): Emitted {
    const body = this.#body;
    const result = valueTypes(expr.type).map((type, part) => body.local(part === 0 ? "chosen" : "chosenHigh", type));
    const nullable = expr.otherwise.nullable || expr.branches.some((branch) => branch.then.nullable);
    const isNull = nullable ? body.local("chosenNull", I32) : undefined;
    const keep = (value: IrExpr): void => {
      this.#assign(value, result, isNull);
    };
    body.block();
    for (const branch of expr.branches) {
      this.emit(branch.when);
      body.if();
      keep(branch.then);
      body.branch(1).op("end");
    }
    keep(expr.otherwise);
    body.op("end");
    this.#load(result);
    return { isNull };
  }

  #assign(value: IrExpr, result: readonly Local[], isNull: Local | undefined): void {
    const body = this.#body;
    const emitted = this.emit(value);
    for (const local of result.toReversed()) body.set(local);
    if (isNull === undefined) return;
    if (emitted.isNull === undefined) body.i32(0);
    else body.get(emitted.isNull);
    body.set(isNull);
  }

  #coalesce(expr: Extract<IrExpr, { op: "coalesce" }>): Emitted {
    const body = this.#body;
    const result = valueTypes(expr.type).map((type, part) => body.local(part === 0 ? "first" : "firstHigh", type));
    const isNull = body.local("firstNull", I32);
    body.block();
    for (const arg of expr.args) {
      this.#assign(arg, result, isNull);
      body.get(isNull).op("i32.eqz").branchIf(0);
    }
    body.op("end");
    this.#load(result);
    return { isNull: expr.args.every((arg) => arg.nullable) ? isNull : undefined };
  }

  #call(expr: Extract<IrExpr, { op: "call" }>): Emitted {
    const body = this.#body;
    const target = this.#scope.imported(expr.module, expr.name);
    // Row functions cost more than a branch and must not see the arbitrary bytes under a NULL.
    const emitted = this.#strict(expr.args, expr.type, true, (args) => {
      const slots = args.map((locals, position) => {
        if (expr.args[position]?.type !== "i128") return undefined;
        const address = this.#scope.scratch();
        for (const [part, local] of locals.entries()) {
          address();
          body.get(local).at("i64.store", part * 8);
        }
        return address;
      });
      for (const [position, locals] of args.entries()) {
        const address = slots[position];
        if (address === undefined) this.#load(locals);
        else address();
      }
      const out = expr.type === "i128" ? this.#scope.scratch() : undefined;
      out?.();
      body.call(target);
      this.#checkStatus(expr, out === undefined ? (valueTypes(expr.type)[0] as ValueType) : I32, args);
      if (out !== undefined) {
        out();
        body.at("i64.load", 0);
        out();
        body.at("i64.load", 8);
      }
    });
    return expr.type === "bool" ? this.#normalised(emitted) : emitted;
  }

  /** With the call's result on the stack: ends the function if it failed, else leaves the value (of 16 bytes: nothing). */
  #checkStatus(expr: IrCall, resultType: ValueType, args: readonly Local[][]): void {
    const body = this.#body;
    const kind = resultKind(expr.type);
    const place = statusPlace(expr.module, expr.name, kind);
    if (place === "nowhere") {
      if (kind === "wide") body.op("drop");
      return;
    }
    const status = body.local("status", I32);
    if (place === "module") {
      if (kind === "wide") body.op("drop");
      body.call(this.#scope.imported(expr.module, TAKE_STATUS)).tee(status).if();
      this.#scope.failCall(expr, status, args);
      body.op("end");
      return;
    }
    const result = body.local("answer", resultType);
    body.set(result).get(result);
    if (resultType === I32) body.i32(0).op("i32.lt_s").if().get(result);
    else body.i64(0n).op("i64.lt_s").if().get(result).op("i32.wrap_i64");
    body.set(status);
    this.#scope.failCall(expr, status, args);
    body.op("end");
    if (kind !== "wide") body.get(result);
  }

  /** Compares whole words; bytes past a short text are read (every buffer is padded) and masked. */
  #bytesTest(expr: Extract<IrExpr, { op: "bytes-test" }>, ref: Local): void {
    const body = this.#body;
    const { value, test } = expr;
    body.get(ref).i64(32n).op("i64.shr_u", "i32.wrap_i64").i32(value.length);
    body.op(test === "equal" ? "i32.eq" : "i32.ge_u").if([I32]);
    const address = body.local("address", I32);
    body.get(ref).op("i32.wrap_i64").set(address);
    const words = wordsOf(value);
    body.i64(0n);
    for (const { offset, word, mask } of words) {
      body.get(address).at("i64.load", offset).i64(word).op("i64.xor");
      if (mask !== undefined) body.i64(mask).op("i64.and");
      body.op("i64.or");
    }
    body.op("i64.eqz", "else").i32(0).op("end");
  }

  #once(expr: Extract<IrExpr, { op: "once" }>): Emitted {
    const body = this.#body;
    // Locals are 0 when the function begins: at each batch.
    const known = body.local("known", I32);
    const kept = valueTypes(expr.type).map((type, part) => body.local(part === 0 ? "kept" : "keptHigh", type));
    const isNull = expr.nullable ? body.local("keptNull", I32) : undefined;
    body.get(known).op("i32.eqz").if();
    this.#assign(expr.value, kept, isNull);
    body.i32(1).set(known).op("end");
    this.#load(kept);
    return { isNull };
  }
}

/** The name by which every module of the kernel library exports its status. */
export const TAKE_STATUS = "takeStatus";

/** How a result travels: statuses go by it (kernel/library.ts). */
export function resultKind(type: IrType): "ref" | "wide" | "value" {
  return type === "ref" ? "ref" : type === "i128" ? "wide" : "value";
}

interface Word {
  readonly offset: number;
  readonly word: bigint;
  readonly mask: bigint | undefined;
}

/** The 8-byte words that cover a constant; the last one overlaps its neighbour rather than reach past the end. */
function wordsOf(value: Uint8Array): readonly Word[] {
  const wordAt = (offset: number): bigint => {
    let word = 0n;
    for (let byte = 7; byte >= 0; byte--) word = (word << 8n) | BigInt(value[offset + byte] ?? 0);
    return BigInt.asIntN(64, word);
  };
  if (value.length === 0) return [];
  if (value.length < 8) {
    const mask = (1n << BigInt(value.length * 8)) - 1n;
    return [{ offset: 0, word: wordAt(0), mask: BigInt.asIntN(64, mask) }];
  }
  const words: Word[] = [];
  for (let offset = 0; offset + 8 <= value.length; offset += 8)
    words.push({ offset, word: wordAt(offset), mask: undefined });
  if (value.length % 8 !== 0) words.push({ offset: value.length - 8, word: wordAt(value.length - 8), mask: undefined });
  return words;
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

function integerCompare(prefix: "i32" | "i64", operator: CompareOperator): PlainInstruction {
  return operator === "eq" || operator === "ne" ? `${prefix}.${operator}` : `${prefix}.${operator}_s`;
}

function unsignedCompare(operator: "lt" | "le" | "gt" | "ge"): PlainInstruction {
  return `i64.${operator}_u`;
}
