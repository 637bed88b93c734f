// CASE to instructions. Where every part is cheap and cannot fail, all of them are computed and the first whose
// condition is true is selected: a branch that is guessed wrong costs more. Otherwise control reaches no more than it
// must, as SQL asks for what can fail.
import { isCheap } from "../ir/cheap.ts";
import type { IrExpr } from "../ir/ir.ts";
import { type EmitSite, type Emitted, load, valueTypes } from "./emit-site.ts";
import { I32, type Local } from "./wasm-encoder.ts";

type Case = Extract<IrExpr, { op: "if" }>;

/** Emits the parts of an expression. */
export interface CaseHost {
  readonly site: EmitSite;
  emit(expr: IrExpr): Emitted;
  /** Puts a value and its NULL flag into locals. */
  assign(value: IrExpr, result: readonly Local[], isNull: Local | undefined): void;
}

/** So many branches are computed without being asked for. */
const MOST_BRANCHES = 3;

export function emitCase(host: CaseHost, expr: Case): Emitted {
  const { body } = host.site;
  const result = valueTypes(expr.type).map((type, part) => body.local(part === 0 ? "chosen" : "chosenHigh", type));
  const nullable = expr.otherwise.nullable || expr.branches.some((branch) => branch.then.nullable);
  const isNull = nullable ? body.local("chosenNull", I32) : undefined;
  if (isSelectable(expr)) selectValue(host, expr, result, isNull);
  else branchToValue(host, expr, result, isNull);
  load(body, result);
  return { isNull };
}

function isSelectable({ branches, otherwise }: Case): boolean {
  if (branches.length > MOST_BRANCHES || !isCheap(otherwise)) return false;
  return branches.every(({ when, then }) => isCheap(when) && isCheap(then));
}

function branchToValue(host: CaseHost, expr: Case, result: readonly Local[], isNull: Local | undefined): void {
  const { body } = host.site;
  body.named("case").block();
  for (const branch of expr.branches) {
    host.emit(branch.when);
    body.named("branch").if();
    host.assign(branch.then, result, isNull);
    body.branch(1).op("end");
  }
  host.assign(expr.otherwise, result, isNull);
  body.op("end");
}

/** From the last branch to the first, whose value stays. */
function selectValue(host: CaseHost, expr: Case, result: readonly Local[], isNull: Local | undefined): void {
  const { body } = host.site;
  host.assign(expr.otherwise, result, isNull);
  const value = result.map(({ type }) => body.local("then", type));
  const valueNull = isNull === undefined ? undefined : body.local("thenNull", I32);
  const condition = body.local("when", I32);
  const select = (chosen: Local, before: Local): void => {
    body.get(chosen).get(before).get(condition).op("select").set(before);
  };
  for (const { when, then } of expr.branches.toReversed()) {
    host.assign(then, value, valueNull);
    // A condition that is NULL is 0.
    host.emit(when);
    body.set(condition);
    for (const [part, local] of result.entries()) select(value[part] as Local, local);
    if (isNull !== undefined && valueNull !== undefined) select(valueNull, isNull);
  }
}
