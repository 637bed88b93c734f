// AND, OR, NOT, CASE and COALESCE with constants or repetitions among their arguments, in three-valued logic.
import { exprKey } from "../../expr/key.ts";
import { isVolatile } from "../../function/expr-facts.ts";
import type { FunctionRegistry } from "../../function/registry.ts";
import type { LogicalExpr } from "../../logical/plan.ts";
import type { Datum } from "../../type/datum.ts";
import { sameType } from "../../type/logical-type.ts";
import { and, conjunctsOf, FALSE, not, or, TRUE } from "../build.ts";
import { negatedComparison } from "./compare-constant.ts";

const isValue = (expr: LogicalExpr, value: boolean | null): boolean => expr.kind === "constant" && expr.value === value;

/** Without arguments that decide nothing; the deciding one alone when there is one. */
export function simplifyLogic(kind: "and" | "or", args: readonly LogicalExpr[]): LogicalExpr {
  const decides = kind === "or";
  const kept: LogicalExpr[] = [];
  for (const arg of args) {
    if (isValue(arg, decides)) return decides ? TRUE : FALSE;
    if (!isValue(arg, !decides)) kept.push(arg);
  }
  return kind === "and" ? and(kept) : or(kept);
}

export function simplifyNot(input: LogicalExpr): LogicalExpr {
  if (input.kind === "constant") return input.value === null ? input : input.value === true ? FALSE : TRUE;
  if (input.kind === "not") return input.input;
  if (input.kind === "and" || input.kind === "or") {
    return { ...input, kind: input.kind === "and" ? "or" : "and", args: input.args.map(simplifyNot) };
  }
  return negatedComparison(input) ?? not(input);
}

export function simplifyCase(expr: Extract<LogicalExpr, { readonly kind: "case" }>): LogicalExpr {
  const branches: (typeof expr.branches)[number][] = [];
  for (const branch of expr.branches) {
    if (isValue(branch.when, true)) {
      return branches.length === 0 ? branch.then : { ...expr, branches, otherwise: branch.then };
    }
    if (branch.when.kind !== "constant") branches.push(branch);
  }
  if (branches.length === 0) return expr.otherwise;
  return branches.length === expr.branches.length ? expr : { ...expr, branches };
}

export function simplifyCoalesce(expr: Extract<LogicalExpr, { readonly kind: "coalesce" }>): LogicalExpr {
  const args: LogicalExpr[] = [];
  for (const arg of expr.args) {
    if (arg.kind === "constant" && arg.value === null) continue;
    args.push(arg);
    if (arg.kind === "constant") break;
  }
  const [first] = args;
  if (first === undefined) return { kind: "constant", value: null, type: expr.type };
  if (args.length === 1) return first;
  return args.length === expr.args.length ? expr : { ...expr, args };
}

/** An OR's alternatives: without repetitions, equalities with constants together, what all of them ask for in front. */
export function simplifyAlternatives(alternatives: readonly LogicalExpr[], functions: FunctionRegistry): LogicalExpr {
  const merged = mergeEqualities(withoutRepetitions(alternatives, functions), functions);
  if (merged.length < 2) return or(merged);
  const common = commonConjuncts(merged, functions);
  if (common.size === 0) return or(merged);
  const [first] = merged as [LogicalExpr];
  const shared = conjunctsOf(first).filter((conjunct) => common.has(exprKey(conjunct)));
  const rests = merged.map((one) => and(conjunctsOf(one).filter((conjunct) => !common.has(exprKey(conjunct)))));
  return simplifyLogic("and", [...withoutRepetitions(shared, functions), simplifyLogic("or", rests)]);
}

/** Equal ones once, unless each time that they are computed gives another value. */
export function withoutRepetitions(exprs: readonly LogicalExpr[], functions: FunctionRegistry): readonly LogicalExpr[] {
  if (exprs.length < 2) return exprs;
  const seen = new Map<string, LogicalExpr>();
  const kept: LogicalExpr[] = [];
  for (const expr of exprs) {
    const key = exprKey(expr);
    const same = seen.get(key);
    if (same !== undefined && (same === expr || !isVolatile(expr, functions))) continue;
    if (same === undefined) seen.set(key, expr);
    kept.push(expr);
  }
  return kept.length === exprs.length ? exprs : kept;
}

function commonConjuncts(alternatives: readonly LogicalExpr[], functions: FunctionRegistry): ReadonlySet<string> {
  let common: Set<string> | undefined;
  for (const alternative of alternatives) {
    const conjuncts = conjunctsOf(alternative).filter((conjunct) => !isVolatile(conjunct, functions));
    const keys = new Set(conjuncts.map((conjunct) => exprKey(conjunct)));
    common = common === undefined ? keys : new Set([...common].filter((key) => keys.has(key)));
    if (common.size === 0) return common;
  }
  return common ?? new Set();
}

type InList = Extract<LogicalExpr, { readonly kind: "in-list" }>;

/** `x = 1 OR x IN (2, 3)` as `x IN (1, 2, 3)`. */
function mergeEqualities(alternatives: readonly LogicalExpr[], functions: FunctionRegistry): readonly LogicalExpr[] {
  const lists = new Map<string, { readonly at: number; readonly list: InList; count: number; values: Datum[] }>();
  const result: (LogicalExpr | undefined)[] = [];
  for (const alternative of alternatives) {
    const list = asList(alternative);
    if (list === undefined || isVolatile(list.input, functions)) {
      result.push(alternative);
      continue;
    }
    const key = `${exprKey(list.input)} ${list.hasNull}`;
    const known = lists.get(key);
    if (known === undefined) {
      lists.set(key, { at: result.length, list, count: 1, values: [...list.values] });
      result.push(alternative);
    } else {
      known.count++;
      known.values.push(...list.values.filter((value) => !known.values.includes(value)));
    }
  }
  for (const { at, list, count, values } of lists.values()) if (count > 1) result[at] = { ...list, values };
  return result as LogicalExpr[];
}

/** An equality with a constant of the same type, or a list, over the same machine values that IN compares. */
function asList(expr: LogicalExpr): InList | undefined {
  if (expr.kind === "in-list") return expr;
  if (expr.kind !== "call" || !expr.overload.startsWith("=(")) return undefined;
  const [left, right] = expr.args;
  if (left === undefined || right === undefined) return undefined;
  const [input, constant] = right.kind === "constant" ? [left, right] : [right, left];
  if (constant.kind !== "constant" || input.kind === "constant" || constant.value === null) return undefined;
  if (typeof constant.value === "object" || !sameType(input.type, constant.type)) return undefined;
  return { kind: "in-list", input, values: [constant.value], hasNull: false, type: { kind: "bool" } };
}
