// IR expressions to instructions. `emit` leaves an expression's value on the stack and says where its NULL
// flag is. Invariants: a bool that is NULL has the value 0, so that filters and logic need not look at the
// flag; whatever can fail runs only when no operand is NULL, since the value under a NULL is arbitrary.
import { internal } from "../common/error.ts";
import { freeLocals } from "../ir/free-locals.ts";
import type { IrCall, IrExpr, IrType } from "../ir/ir.ts";
import { unreachableOp } from "../ir/tree.ts";
import { emitBytesTest } from "./emit-bytes-test.ts";
import { emitCall } from "./emit-call.ts";
import { type CaseHost, emitCase } from "./emit-case.ts";
import { emitCompare } from "./emit-compare.ts";
import { emitConvert } from "./emit-convert.ts";
import { emitFloatArithmetic } from "./emit-float.ts";
import { emitIntegerArithmetic } from "./emit-integer.ts";
import { emitListMake, emitListMap, emitListTest, type ListHost } from "./emit-list.ts";
import { emitLogic } from "./emit-logic.ts";
import { emitOnce } from "./emit-once.ts";
import { type EmitSite, type Emitted, load, loadConstant, loadZero, valueTypes } from "./emit-site.ts";
import { emitUnary } from "./emit-unary.ts";
import { I32, type Local } from "./wasm-encoder.ts";

const NEVER: Emitted = { isNull: undefined };

/** A value that a name stands for. */
interface Bound {
  readonly value: readonly Local[];
  readonly isNull: Local | undefined;
}

export class ExprEmitter {
  readonly #site: EmitSite;
  /** Locals that hold nothing any more. */
  readonly #free: Local[] = [];
  readonly #bound = new Map<string, Bound>();

  readonly #lists: ListHost;
  readonly #cases: CaseHost;

  constructor(site: EmitSite) {
    this.#site = site;
    this.#lists = {
      site,
      emit: (expr) => this.emit(expr),
      save: (type, name) => this.#save(type, name),
      within: (name, value, isNull, body) => this.#within(name, { value, isNull }, body),
      apart: (expr, given, emit) => {
        this.#callHelper(expr, undefined, given, (emitter, own) => {
          emit(emitter.#lists, own);
          return NEVER;
        });
      },
    };
    this.#cases = {
      site,
      emit: (expr) => this.emit(expr),
      assign: (value, result, isNull) => this.#assign(value, result, isNull),
    };
  }

  emit(expr: IrExpr): Emitted {
    if (!this.#site.scope.isHelper(expr)) return this.#inline(expr);
    return this.#callHelper(expr, expr.type, [], (emitter) => emitter.#inline(expr));
  }

  /**
   * Emits in a function of its own, to which this one's locals are given that the expression reads.
   * @param type of what it leaves on the stack, if anything
   * @param own more locals that are given
   */
  #callHelper(
    expr: IrExpr,
    type: IrType | undefined,
    own: readonly Local[],
    emit: (emitter: ExprEmitter, own: readonly Local[]) => Emitted,
  ): Emitted {
    const bound = [...freeLocals(expr)].flatMap((name) => {
      const found = this.#bound.get(name);
      return found === undefined ? [] : [{ name, ...found }];
    });
    const read = bound.flatMap(({ value, isNull }) => (isNull === undefined ? value : [...value, isNull]));
    const write = (site: EmitSite, params: readonly Local[]): Emitted => {
      const emitter = new ExprEmitter(site);
      let at = own.length;
      for (const { name, value, isNull } of bound) {
        const given = params.slice(at, at + value.length);
        at += value.length;
        emitter.keep(name, given, isNull === undefined ? undefined : params[at++]);
      }
      return emit(emitter, params.slice(0, own.length));
    };
    return this.#site.scope.callHelper({ expr, type, given: [...own, ...read], write });
  }

  #inline(expr: IrExpr): Emitted {
    const body = this.#site.body;
    switch (expr.op) {
      case "input":
        return this.#site.scope.input(expr);
      case "const":
        loadConstant(body, expr.type, expr.value);
        return NEVER;
      case "bytes":
        this.#site.scope.literal(expr.value);
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
          emitUnary(this.#site, expr, arg as Local[]),
        );
      case "compare":
        return this.#normalised(
          this.#strict([expr.left, expr.right], "bool", false, ([left, right]) =>
            emitCompare(this.#site, expr.operator, expr.left.type, left as Local[], right as Local[]),
          ),
        );
      case "convert":
        return this.#strict([expr.arg], expr.type, true, ([arg]) => emitConvert(this.#site, expr, arg as Local[]));
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
        return emitCase(this.#cases, expr);
      case "coalesce":
        return this.#coalesce(expr);
      case "call":
        return this.#call(expr);
      case "bytes-test":
        return this.#normalised(
          this.#strict([expr.arg], "bool", true, ([ref]) =>
            emitBytesTest(this.#site, expr, (ref as Local[])[0] as Local),
          ),
        );
      case "once":
        return emitOnce(this.#cases, expr);
      case "let": {
        const { isNull } = this.emit(expr.value);
        const value = this.#save(expr.value.type, expr.name);
        return this.#within(expr.name, { value, isNull }, () => this.emit(expr.body));
      }
      case "local": {
        const bound = this.#bound.get(expr.name);
        if (bound === undefined) throw internal(`IR local ${expr.name} is not bound`);
        load(body, bound.value);
        return { isNull: bound.isNull };
      }
      case "list-make":
        return emitListMake(this.#lists, expr);
      case "list-map":
        return emitListMap(this.#lists, expr);
      case "list-test":
        return emitListTest(this.#lists, expr);
      case "fail":
        this.#site.scope.fail(expr.failure);
        this.#zero(expr.type);
        return NEVER;
      default:
        return unreachableOp(expr);
    }
  }

  /** Makes a value that lies in locals readable by a name, from here to the end of the row. */
  keep(name: string, value: readonly Local[], isNull: Local | undefined): void {
    this.#bound.set(name, { value, isNull });
  }

  /** Emits what reads a local by this name. */
  #within<Result>(name: string, local: Bound, emit: () => Result): Result {
    const shadowed = this.#bound.get(name);
    this.#bound.set(name, local);
    const emitted = emit();
    if (shadowed !== undefined) this.#bound.set(name, shadowed);
    return emitted;
  }

  /** Moves the value on the stack into new locals. */
  #save(type: IrType, name: string): Local[] {
    const locals = valueTypes(type).map((valueType, part) =>
      this.#site.body.local(part === 0 ? name : `${name}High`, valueType),
    );
    for (const local of locals.toReversed()) this.#site.body.set(local);
    return locals;
  }

  #zero(type: IrType): void {
    loadZero(this.#site.body, type);
  }

  /** NULL when any of the flags is set. */
  #either(flags: readonly (Local | undefined)[]): Local | undefined {
    const present = flags.filter((flag) => flag !== undefined);
    const [first, ...rest] = present;
    if (first === undefined || rest.length === 0) return first;
    const isNull = this.#site.body.local("isNull", I32);
    this.#site.body.get(first);
    for (const flag of rest) this.#site.body.get(flag).op("i32.or");
    this.#site.body.set(isNull);
    return isNull;
  }

  /** Makes the bool on the stack 0 where it is NULL. */
  #normalised(emitted: Emitted): Emitted {
    if (emitted.isNull !== undefined) this.#site.body.get(emitted.isNull).op("i32.eqz", "i32.and");
    return emitted;
  }

  /** NULL if an argument is; otherwise what `compute` leaves on the stack. Guarded when it can fail. */
  #strict(args: readonly IrExpr[], type: IrType, guarded: boolean, compute: (args: Local[][]) => void): Emitted {
    const body = this.#site.body;
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
      body.get(isNull).named("missing").if(valueTypes(type));
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
      return free < 0 ? this.#site.body.local("arg", valueType) : (this.#free.splice(free, 1)[0] as Local);
    });
    for (const local of locals.toReversed()) this.#site.body.set(local);
    return locals;
  }

  #arithmetic(expr: Extract<IrExpr, { op: "arithmetic" }>): Emitted {
    const { type, operator, failure, zero } = expr;
    const guarded = failure !== undefined || zero !== undefined || operator === "div" || operator === "rem";
    return this.#strict([expr.left, expr.right], type, guarded, ([left, right]) => {
      if (type === "f32" || type === "f64") {
        emitFloatArithmetic(this.#site, expr, (left as Local[])[0] as Local, (right as Local[])[0] as Local);
      } else {
        emitIntegerArithmetic(this.#site, expr, left as Local[], right as Local[]);
      }
    });
  }

  #assign(value: IrExpr, result: readonly Local[], isNull: Local | undefined): void {
    const body = this.#site.body;
    const emitted = this.emit(value);
    for (const local of result.toReversed()) body.set(local);
    if (isNull === undefined) return;
    if (emitted.isNull === undefined) body.i32(0);
    else body.get(emitted.isNull);
    body.set(isNull);
  }

  #coalesce(expr: Extract<IrExpr, { op: "coalesce" }>): Emitted {
    const body = this.#site.body;
    const result = valueTypes(expr.type).map((type, part) => body.local(part === 0 ? "first" : "firstHigh", type));
    const isNull = body.local("firstNull", I32);
    body.named("coalesce").block();
    for (const arg of expr.args) {
      this.#assign(arg, result, isNull);
      body.get(isNull).op("i32.eqz").branchIf(0);
    }
    body.op("end");
    load(body, result);
    return { isNull: expr.args.every((arg) => arg.nullable) ? isNull : undefined };
  }

  #call(expr: IrCall): Emitted {
    // Row functions cost more than a branch and must not see the arbitrary bytes under a NULL.
    const emitted = this.#strict(expr.args, expr.type, true, (args) => emitCall(this.#site, expr, args));
    return expr.type === "bool" ? this.#normalised(emitted) : emitted;
  }
}
