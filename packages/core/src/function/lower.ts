// Bound expressions to IR, through each function's registry row. Leaves are input positions; how an input lies
// (nullable or not) is the caller's knowledge. Interval and variable numeric constants become the bytes that
// the kernels read.
import { internal, unsupported } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import { isOnce } from "../expr/drawn-once.ts";
import type { Case, Cast, InList, InputRef, PhysicalExpr } from "../expr/expr.ts";
import { childrenOf } from "../expr/tree.ts";
import * as build from "../ir/build.ts";
import { cheapFirst } from "../ir/cheap.ts";
import type { IrExpr, IrType } from "../ir/ir.ts";
import { bytesOfText as textBytesOf } from "../type/bytes-text.ts";
import type { Datum } from "../type/datum.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { isOneOf } from "./in-list.ts";
import { irTypeOf } from "./ir-type.ts";
import { numericDigits } from "./numeric-digits.ts";
import type { FunctionRegistry } from "./registry.ts";

/** Casts as rows: what computes a value of one type from another's. */
export interface CastLowering {
  /** undefined when there is no such cast. */
  lower(cast: Cast<unknown>, from: LogicalType, arg: IrExpr): IrExpr | undefined;
}

export interface LowerContext {
  readonly registry: FunctionRegistry;
  readonly casts: CastLowering;
  /** Equality of two values of a type, as IR. */
  equals(type: LogicalType, left: IrExpr, right: IrExpr): IrExpr;
  /**
   * How the compiled function sees the column at this position: which of its inputs, whether it can be NULL, and
   * the type of its slots where that is narrower than the column's.
   */
  input(position: number): { readonly slot: number; readonly nullable: boolean; readonly stored?: IrType };
  /** Values that are drawn once, by the overload of their readers, where they have been. */
  readonly values?: ReadonlyMap<string, IrExpr>;
}

/** How many calls of volatile functions were lowered, and what was made of them. */
let drawnCalls = 0;
const drawn = new WeakSet<IrExpr>();

/** @throws FfqError UNSUPPORTED for a cast that is not there, INTERNAL for a plan that no binder makes */
export function lower(expr: PhysicalExpr, context: LowerContext): IrExpr {
  const before = drawnCalls;
  const ir = lowerNode(expr, context);
  if (drawnCalls > before) drawn.add(ir);
  return ir;
}

/** What functions and casts make of their arguments may read them several times: what is drawn is drawn once. */
function overValues(args: readonly IrExpr[], make: (values: readonly IrExpr[]) => IrExpr): IrExpr {
  const at = args.findIndex((arg) => drawn.has(arg));
  if (at < 0) return make(args);
  return build.bind(`drawn ${at}`, args[at] as IrExpr, (value) => overValues(args.with(at, value), make));
}

function lowerNode(expr: PhysicalExpr, context: LowerContext): IrExpr {
  switch (expr.kind) {
    case "input": {
      const { slot, nullable, stored } = context.input(expr.index);
      const type = irTypeOf(expr.type);
      return build.convert({ op: "input", type: stored ?? type, nullable, input: slot }, type);
    }
    case "constant":
      return lowerDatum(expr.value, expr.type);
    case "call": {
      const known = context.values?.get(expr.overload);
      if (known !== undefined) return known;
      const overload = context.registry.overload(expr.overload);
      const args = expr.args.map((arg) => lower(arg, context));
      const types = { args: expr.args.map((arg) => arg.type), result: expr.type };
      if (overload.volatility === "volatile") drawnCalls++;
      return overValues(args, (values) => overload.lower(values, types));
    }
    case "cast": {
      return overValues([lower(expr.input, context)], ([arg]) => {
        const result = context.casts.lower(expr, expr.input.type, arg as IrExpr);
        if (result === undefined) throw unsupported(`a cast from ${expr.input.type.kind} to ${expr.type.kind}`);
        return result;
      });
    }
    case "and":
      return build.and(cheapFirst(expr.args.map((arg) => lower(arg, context))));
    case "or":
      return build.or(cheapFirst(expr.args.map((arg) => lower(arg, context))));
    case "not":
      return build.not(lower(expr.input, context));
    case "is-null":
      return build.isNull(lower(expr.input, context));
    case "case":
      return lowerCase(expr, context);
    case "coalesce": {
      const [first, ...rest] = expr.args.map((arg) => lower(arg, context));
      if (first === undefined) throw internal("COALESCE without arguments");
      return build.coalesce([first, ...rest]);
    }
    case "in-list":
      return lowerInList(expr, context);
    default:
      return unreachable(expr);
  }
}

/** What its first condition reads is drawn once, for what else reads it there: nothing of a CASE comes before that condition. */
function lowerCase(expr: Case<InputRef>, context: LowerContext): IrExpr {
  const [first] = expr.branches;
  const reader = first === undefined ? undefined : readerIn(first.when, context.values);
  if (reader !== undefined) {
    const [value] = reader.args;
    return build.bind(reader.overload, lower(value as PhysicalExpr, context), (local) =>
      lowerCase(expr, { ...context, values: new Map(context.values).set(reader.overload, local) }),
    );
  }
  const branches = expr.branches.map(({ when, then }) => ({ when: lower(when, context), then: lower(then, context) }));
  return build.choose(branches, lower(expr.otherwise, context));
}

/** The reader of a value that has not been drawn: in the expression itself, not in a CASE of its own. */
function readerIn(
  root: PhysicalExpr,
  known: ReadonlyMap<string, IrExpr> | undefined,
): Extract<PhysicalExpr, { readonly kind: "call" }> | undefined {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "case") continue;
    if (node.kind !== "call" || !isOnce(node.overload)) open.push(...childrenOf(node));
    else if (known?.has(node.overload) !== true) return node;
  }
  return undefined;
}

function lowerInList(expr: InList<InputRef>, context: LowerContext): IrExpr {
  const { input, values, hasNull } = expr;
  return build.bind("needle", lower(input, context), (needle) => {
    const constants = values.map((value) => lowerDatum(value, input.type));
    const found = isOneOf(needle, constants, input.type, (type, left, right) => context.equals(type, left, right));
    return hasNull ? build.or([found, build.nullOf("bool")]) : found;
  });
}

/** A constant's IR. */
export function lowerDatum(value: Datum, type: LogicalType): IrExpr {
  const irType = irTypeOf(type);
  if (value === null) return build.nullOf(irType);
  switch (typeof value) {
    case "boolean":
      return build.constant("bool", value ? 1 : 0);
    case "number":
    case "bigint":
      if (irType === "ref") throw internal(`a number as a constant of ${type.kind}`);
      return build.constant(irType, value);
    case "string":
      return { op: "bytes", type: "ref", nullable: false, value: textBytes(value, type) };
    case "object": {
      if (value instanceof Uint8Array) return { op: "bytes", type: "ref", nullable: false, value };
      // Months in the low 32 bits, days above them, microseconds in the high half (type/storage.ts).
      const low = BigInt.asUintN(32, BigInt(value.months)) | (BigInt.asUintN(32, BigInt(value.days)) << 32n);
      return build.constant("i128", (value.micros << 64n) | low);
    }
    default:
      throw internal(`a constant of JavaScript type ${typeof value}`);
  }
}

function textBytes(value: string, type: LogicalType): Uint8Array {
  if (type.kind === "numeric") return numericDigits(value);
  if (type.kind === "bytea") return textBytesOf(value);
  return new TextEncoder().encode(value);
}
