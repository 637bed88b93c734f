// Small expressions and plans that rules make: conjunctions, filters, projections that keep columns under their own ids.
import type { ColumnId } from "../common/ids.ts";
import type { Constant } from "../expr/expr.ts";
import { rewrite } from "../expr/tree.ts";
import { kept } from "../logical/column-ref.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { factsOf } from "./facts.ts";

const bool = { kind: "bool" } as const;

export const TRUE: Constant = { kind: "constant", value: true, type: bool };
export const FALSE: Constant = { kind: "constant", value: false, type: bool };

export function nullOf(type: LogicalType): Constant {
  return { kind: "constant", value: null, type };
}

export function not(input: LogicalExpr): LogicalExpr {
  return input.kind === "not" ? input.input : { kind: "not", input, type: bool };
}

export function isNull(input: LogicalExpr): LogicalExpr {
  return { kind: "is-null", input, type: bool };
}

/** NULL counts as false: WHERE's reading of a condition. */
export function isTrue(input: LogicalExpr): LogicalExpr {
  return { kind: "coalesce", args: [input, FALSE], type: bool };
}

/** The arguments of nested ANDs, TRUE left out. */
export function conjunctsOf(expr: LogicalExpr): readonly LogicalExpr[] {
  return flatten(expr, "and").filter((arg) => !(arg.kind === "constant" && arg.value === true));
}

export function disjunctsOf(expr: LogicalExpr): readonly LogicalExpr[] {
  return flatten(expr, "or");
}

function flatten(expr: LogicalExpr, kind: "and" | "or"): readonly LogicalExpr[] {
  const found: LogicalExpr[] = [];
  const stack = [expr];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind !== kind) found.push(node);
    else for (let arg = node.args.length - 1; arg >= 0; arg--) stack.push(node.args[arg] as LogicalExpr);
  }
  return found;
}

export function and(args: readonly LogicalExpr[]): LogicalExpr {
  const [first] = args;
  if (first === undefined) return TRUE;
  return args.length === 1 ? first : { kind: "and", args, type: bool };
}

export function or(args: readonly LogicalExpr[]): LogicalExpr {
  const [first] = args;
  if (first === undefined) return FALSE;
  return args.length === 1 ? first : { kind: "or", args, type: bool };
}

/** The plan's rows for which all conjuncts are true. */
export function filtered(input: LogicalPlan, conjuncts: readonly LogicalExpr[]): LogicalPlan {
  return conjuncts.length === 0 ? input : { kind: "filter", input, predicate: and(conjuncts) };
}

/** Exactly these columns of the input, in this order. */
export function narrowed(input: LogicalPlan, columns: readonly OutputColumn[]): LogicalPlan {
  const own = factsOf(input).columns;
  if (own.length === columns.length && own.every((column, at) => column.id === columns[at]?.id)) return input;
  const byId = factsOf(input).byId;
  return { kind: "project", input, exprs: columns.map((column) => kept(byId.get(column.id) ?? column)) };
}

/** The expression with columns replaced; subqueries must have been taken out of it. */
export function substitute(expr: LogicalExpr, by: ReadonlyMap<ColumnId, LogicalExpr>): LogicalExpr {
  if (by.size === 0) return expr;
  return rewrite<LogicalLeaf>(expr, (node) => (node.kind === "column" ? (by.get(node.column) ?? node) : node));
}
