// AND and OR to instructions, three-valued. Neighbouring cheap arguments that cannot fail are computed without
// branches, a few at a time: where a filter keeps some rows and not others, a branch that is guessed wrong costs
// more than several comparisons. The other arguments run only while the answer is open: they may fail where an
// earlier one protects them.

import { isCheap } from "../ir/cheap.ts";
import type { IrExpr } from "../ir/ir.ts";
import type { Emitted } from "./emit-site.ts";
import { type FunctionBody, I32, type Local } from "./wasm-encoder.ts";

type Operator = "and" | "or";
type Emit = (expr: IrExpr) => Emitted;

/** Arguments computed together without branches. */
const MOST_AT_ONCE = 6;

/** Leaves the value on the stack, 0 where it is NULL. */
export function emitLogic(body: FunctionBody, emit: Emit, op: Operator, args: readonly IrExpr[]): Emitted {
  const units = unitsOf(args);
  const [only] = units;
  if (only !== undefined && units.length === 1 && only.length > 1) return emitTogether(body, emit, op, only);
  return emitInTurn(
    body,
    emit,
    op,
    units,
    args.some((arg) => arg.nullable),
  );
}

/** Runs of cheap arguments in groups, the others alone; in their order. */
function unitsOf(args: readonly IrExpr[]): readonly (readonly IrExpr[])[] {
  const units: IrExpr[][] = [];
  let run: IrExpr[] | undefined;
  for (const arg of args) {
    const cheap = isCheap(arg);
    if (cheap && run !== undefined && run.length < MOST_AT_ONCE) {
      run.push(arg);
      continue;
    }
    const unit = [arg];
    units.push(unit);
    run = cheap ? unit : undefined;
  }
  return units;
}

function emitTogether(body: FunctionBody, emit: Emit, op: Operator, args: readonly IrExpr[]): Emitted {
  const isNullable = args.some((arg) => arg.nullable);
  const value = body.local(op, I32);
  const anyNull = isNullable ? body.local("anyNull", I32) : undefined;
  // Some argument decides the answer, whatever is NULL beside it.
  const decided = isNullable && op === "and" ? body.local("decided", I32) : undefined;
  body.i32(op === "and" ? 1 : 0).set(value);
  for (const local of [anyNull, decided]) if (local !== undefined) body.i32(0).set(local);
  const one = body.local("value", I32);
  for (const arg of args) {
    const { isNull } = emit(arg);
    body
      .tee(one)
      .get(value)
      .op(op === "and" ? "i32.and" : "i32.or")
      .set(value);
    if (isNull !== undefined && anyNull !== undefined) body.get(anyNull).get(isNull).op("i32.or").set(anyNull);
    if (decided === undefined) continue;
    body.get(one);
    if (isNull !== undefined) body.get(isNull).op("i32.or");
    body.op("i32.eqz").get(decided).op("i32.or").set(decided);
  }
  if (anyNull !== undefined) {
    body
      .get(anyNull)
      .get(decided ?? value)
      .op("i32.eqz", "i32.and")
      .set(anyNull);
  }
  body.get(value);
  return { isNull: anyNull };
}

function emitInTurn(
  body: FunctionBody,
  emit: Emit,
  op: Operator,
  units: readonly (readonly IrExpr[])[],
  isNullable: boolean,
): Emitted {
  const result = body.local(op, I32);
  const anyNull = isNullable ? body.local("anyNull", I32) : undefined;
  body.i32(op === "and" ? 1 : 0).set(result);
  if (anyNull !== undefined) body.i32(0).set(anyNull);
  body.named(op).block();
  const value = body.local("value", I32);
  for (const unit of units) {
    const [first] = unit;
    const { isNull } = unit.length === 1 ? emit(first as IrExpr) : emitTogether(body, emit, op, unit);
    body.set(value);
    decideOrGoOn(body, op, value, isNull, { result, anyNull });
  }
  body.op("end");
  body.get(result);
  if (op === "and" && anyNull !== undefined) body.get(anyNull).op("i32.eqz", "i32.and");
  return { isNull: anyNull };
}

/** Leaves the block with the answer if the value decides it, else notes that it was NULL. */
function decideOrGoOn(
  body: FunctionBody,
  op: Operator,
  value: Local,
  isNull: Local | undefined,
  { result, anyNull }: { readonly result: Local; readonly anyNull: Local | undefined },
): void {
  body.get(value);
  if (op === "and") {
    // Definitely false: value 0 and not NULL.
    body.op("i32.eqz");
    if (isNull !== undefined) body.get(isNull).op("i32.eqz", "i32.and");
  }
  body.named("decided").if();
  body.i32(op === "and" ? 0 : 1).set(result);
  if (anyNull !== undefined) body.i32(0).set(anyNull);
  body.branch(1).op("end");
  if (isNull !== undefined && anyNull !== undefined) body.get(anyNull).get(isNull).op("i32.or").set(anyNull);
}
