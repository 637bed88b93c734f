// What a compiled function does with a row: writes its values, keeps its number or adds it to sums.
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { IrExpr, IrFunction } from "../ir/ir.ts";
import { resultName } from "../ir/share-results.ts";
import { ExprEmitter } from "./emit-expr.ts";
import { type ValueLocals, valueTypes } from "./emit-site.ts";
import { loadSlotAddress, storeOf } from "./emit-slot.ts";
import type { FunctionScope, OutputLocals } from "./function-scope.ts";
import { UpdateWriter } from "./update-writer.ts";
import { I32, type Local } from "./wasm-encoder.ts";

/** Emits what is done for each row, and behind the loop. */
export interface RowWriter {
  row(): void;
  finish(): void;
}

/** How many outputs the call block has for a function. */
export function outputsOf({ kind, exprs }: IrFunction): number {
  switch (kind) {
    case "filter":
      return 1;
    case "project":
      return exprs.length;
    case "update":
      return exprs.length + 2;
    default:
      return unreachable(kind);
  }
}

/** A filter's rows are known by what it writes: only what its earlier expressions let through is counted. */
export function countsOf({ kind, exprs }: IrFunction): number {
  return kind === "filter" ? exprs.length - 1 : 0;
}

/** Opens the outputs. @param written counts the rows that were written or taken */
export function rowWriterOf(fn: IrFunction, scope: FunctionScope, written: Local): RowWriter {
  switch (fn.kind) {
    case "filter":
      return filterWriter(fn.exprs, scope, written);
    case "project":
      return projectWriter(fn.exprs, scope, written);
    case "update":
      return updateWriter(fn, scope, written);
    default:
      return unreachable(fn);
  }
}

/** The row number is always written, and kept by advancing past it: of one expression without a branch. */
function filterWriter(exprs: readonly IrExpr[], scope: FunctionScope, written: Local): RowWriter {
  const { body } = scope;
  const { data } = scope.openOutput(0, false);
  const earlier = exprs.slice(0, -1);
  const last = exprs.at(-1);
  if (last === undefined) throw internal("a filter without a predicate");
  const counts = earlier.map(() => body.local("count", I32));
  return {
    row(): void {
      const emitter = new ExprEmitter({ body, scope });
      body.get(data).get(written).i32(2).op("i32.shl", "i32.add").get(scope.row).at("i32.store");
      if (counts.length > 0) body.named("conjuncts").block();
      for (const [position, count] of counts.entries()) {
        emitter.emit(earlier[position] as IrExpr);
        body.op("i32.eqz").branchIf(0);
        body.get(count).i32(1).op("i32.add").set(count);
      }
      emitter.emit(last);
      body.get(written).op("i32.add").set(written);
      if (counts.length > 0) body.op("end");
    },
    finish(): void {
      for (const [position, count] of counts.entries()) scope.storeCount(position, count);
    },
  };
}

function projectWriter(exprs: readonly IrExpr[], scope: FunctionScope, written: Local): RowWriter {
  const outputs = exprs.map((expr, position) => scope.openOutput(position, expr.nullable));
  return {
    row(): void {
      const emitter = new ExprEmitter({ body: scope.body, scope });
      for (const [position, expr] of exprs.entries()) {
        const value = evaluate(scope, emitter, expr, position);
        writeOutput(scope, expr, value, outputs[position] as OutputLocals, written);
      }
      advance(scope, written);
    },
    finish: () => undefined,
  };
}

function updateWriter(
  fn: Extract<IrFunction, { readonly kind: "update" }>,
  scope: FunctionScope,
  written: Local,
): RowWriter {
  const { exprs, updates, marksAll, grouped } = fn;
  const states = exprs.map((expr, position) => scope.openOutput(position, marksAll || expr.nullable));
  const groups = grouped ? scope.openOutput(exprs.length, false).data : undefined;
  const hasParts = updates.some(({ state }) => state === "part");
  const parts = hasParts ? scope.openOutput(exprs.length + 1, false).data : undefined;
  const writer = new UpdateWriter({ body: scope.body, scope }, updates, { states, groups, parts });
  return {
    row(): void {
      const emitter = new ExprEmitter({ body: scope.body, scope });
      writer.begin(scope.row);
      for (const [position, expr] of exprs.entries()) writer.take(position, evaluate(scope, emitter, expr, position));
      advance(scope, written);
    },
    finish: () => writer.finish(),
  };
}

function advance({ body }: FunctionScope, written: Local): void {
  body.get(written).i32(1).op("i32.add").set(written);
}

/** The expression's value in locals, which later expressions may read. */
function evaluate({ body }: FunctionScope, emitter: ExprEmitter, expr: IrExpr, position: number): ValueLocals {
  const { isNull } = emitter.emit(expr);
  const values = valueTypes(expr.type).map((type) => body.local("out", type));
  for (const local of values.toReversed()) body.set(local);
  emitter.keep(resultName(position), values, isNull);
  return { values, isNull };
}

function writeOutput(
  { body }: FunctionScope,
  { type }: IrExpr,
  { values, isNull }: ValueLocals,
  { data, validity }: OutputLocals,
  written: Local,
): void {
  for (const [part, local] of values.entries()) {
    loadSlotAddress(body, data, written, type);
    body.get(local).at(storeOf(type), part * 8);
  }
  if (validity === undefined) return;
  body.get(validity).get(written).op("i32.add");
  if (isNull === undefined) body.i32(1);
  else body.get(isNull).op("i32.eqz");
  body.at("i32.store8");
}
