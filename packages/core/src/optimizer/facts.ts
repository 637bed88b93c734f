// What is true of a plan by itself, computed once per node and remembered: the columns it produces and the
// columns it needs from outside. Nodes are immutable, so nothing here ever goes stale.
import type { ColumnId, CteId } from "../common/ids.ts";
import { walk } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan, OutputColumn, Subquery } from "../logical/plan.ts";
import { childrenOf, exprsOf, outputColumnsOver } from "../logical/tree.ts";

export interface PlanFacts {
  readonly columns: readonly OutputColumn[];
  readonly byId: ReadonlyMap<ColumnId, OutputColumn>;
  /** Columns of enclosing queries that the plan refers to. */
  readonly free: ReadonlySet<ColumnId>;
  /** CTEs that it reads without holding their definition. */
  readonly freeCtes: ReadonlySet<CteId>;
}

const known = new WeakMap<LogicalPlan, PlanFacts>();

export function factsOf(plan: LogicalPlan): PlanFacts {
  const found = known.get(plan);
  if (found !== undefined) return found;
  const stack: LogicalPlan[] = [plan];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (known.has(node)) {
      stack.pop();
      continue;
    }
    const waiting = [
      ...childrenOf(node),
      ...exprsOf(node).flatMap((expr) => subqueriesIn(expr).map((sub) => sub.plan)),
    ];
    const missing = waiting.filter((input) => !known.has(input));
    if (missing.length > 0) {
      stack.push(...missing);
      continue;
    }
    known.set(node, computeFacts(node));
    stack.pop();
  }
  return known.get(plan) as PlanFacts;
}

function computeFacts(plan: LogicalPlan): PlanFacts {
  const columns = outputColumnsOver(plan, (input) => factsOf(input).columns);
  const byId = new Map(columns.map((column) => [column.id, column]));
  const free = new Set<ColumnId>();
  const freeCtes = new Set<CteId>();
  for (const expr of exprsOf(plan)) {
    addUsed(expr, free);
    for (const { plan: inner } of subqueriesIn(expr)) for (const cte of factsOf(inner).freeCtes) freeCtes.add(cte);
  }
  for (const child of childrenOf(plan)) for (const { id } of factsOf(child).columns) free.delete(id);
  if (plan.kind === "scan") for (const { id } of columns) free.delete(id);
  for (const child of childrenOf(plan)) {
    for (const id of factsOf(child).free) free.add(id);
    for (const cte of factsOf(child).freeCtes) freeCtes.add(cte);
  }
  if (plan.kind === "join" && plan.lateral) for (const { id } of factsOf(plan.left).columns) free.delete(id);
  if (plan.kind === "cte-ref") freeCtes.add(plan.cte);
  if (plan.kind === "cte" || plan.kind === "recursive-cte") freeCtes.delete(plan.cte);
  return { columns, byId, free, freeCtes };
}

function addUsed(expr: LogicalExpr, into: Set<ColumnId>): void {
  for (const node of walk<LogicalLeaf>(expr)) {
    if (node.kind === "column") into.add(node.column);
    else if (isSubquery(node)) {
      const { free, byId } = factsOf(node.plan);
      for (const id of free) into.add(id);
      if (node.kind === "any-subquery" || node.kind === "all-subquery") {
        for (const id of columnsIn(node.comparison)) if (!byId.has(id)) into.add(id);
      }
    }
  }
}

/** The columns that an expression reads, those that its subqueries take from outside included. */
export function columnsIn(expr: LogicalExpr): ReadonlySet<ColumnId> {
  const used = new Set<ColumnId>();
  addUsed(expr, used);
  return used;
}

export function isSubquery(node: LogicalExpr): node is Subquery {
  switch (node.kind) {
    case "scalar-subquery":
    case "exists-subquery":
    case "any-subquery":
    case "all-subquery":
      return true;
    default:
      return false;
  }
}

/** The subqueries of an expression, those of a comparison's left side included; not those inside their plans. */
export function subqueriesIn(expr: LogicalExpr): readonly Subquery[] {
  const found: Subquery[] = [];
  const waiting: LogicalExpr[] = [expr];
  for (let root = waiting.pop(); root !== undefined; root = waiting.pop()) {
    for (const node of walk<LogicalLeaf>(root)) {
      if (!isSubquery(node)) continue;
      found.push(node);
      if (node.kind === "any-subquery" || node.kind === "all-subquery") waiting.push(node.comparison);
    }
  }
  return found;
}

/** True when every column that the expression reads is one of the plan's. */
export function isOver(expr: LogicalExpr, plan: LogicalPlan): boolean {
  const { byId } = factsOf(plan);
  for (const id of columnsIn(expr)) if (!byId.has(id)) return false;
  return true;
}

/** True when the expression reads a column of the plan. */
export function touches(expr: LogicalExpr, plan: LogicalPlan): boolean {
  const { byId } = factsOf(plan);
  for (const id of columnsIn(expr)) if (byId.has(id)) return true;
  return false;
}
