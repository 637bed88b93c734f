// What is true of a plan and of an expression by itself, computed once and remembered: the columns it produces, the
// columns it needs from outside, the subqueries in it. Both are immutable, so nothing here ever goes stale; rules keep
// the nodes that they do not change, and most expressions of those that they make.
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

const known = new WeakMap<LogicalPlan, ComputedFacts>();

export function factsOf(plan: LogicalPlan): PlanFacts {
  return known.get(plan) ?? computeUpTo(plan);
}

/** What a plan reads from outside. */
type Outside = Pick<PlanFacts, "free" | "freeCtes">;

/** What is asked of few plans is found when it is: many are a rule's, and the next one changes them. */
class ComputedFacts implements PlanFacts {
  readonly columns: readonly OutputColumn[];
  readonly #plan: LogicalPlan;
  #byId: ReadonlyMap<ColumnId, OutputColumn> | undefined;
  outside: Outside | undefined;

  constructor(plan: LogicalPlan, columns: readonly OutputColumn[]) {
    this.#plan = plan;
    this.columns = columns;
  }

  get byId(): ReadonlyMap<ColumnId, OutputColumn> {
    this.#byId ??= new Map(this.columns.map((column) => [column.id, column]));
    return this.#byId;
  }

  get free(): ReadonlySet<ColumnId> {
    return (this.outside ?? outsideUpTo(this.#plan)).free;
  }

  get freeCtes(): ReadonlySet<CteId> {
    return (this.outside ?? outsideUpTo(this.#plan)).freeCtes;
  }
}

/** The columns of the plan, and of the inputs that are not known yet: these first. */
function computeUpTo(plan: LogicalPlan): ComputedFacts {
  const stack: LogicalPlan[] = [plan];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (!known.has(node)) {
      const before = stack.length;
      for (const child of childrenOf(node)) if (!known.has(child)) stack.push(child);
      if (stack.length > before) continue;
      known.set(node, new ComputedFacts(node, outputColumnsOver(node, columnsOf)));
    }
    stack.pop();
  }
  return known.get(plan) as ComputedFacts;
}

function columnsOf(input: LogicalPlan): readonly OutputColumn[] {
  return (known.get(input) as ComputedFacts).columns;
}

/** Likewise what they read from outside, those in expressions included. */
function outsideUpTo(plan: LogicalPlan): Outside {
  const stack: LogicalPlan[] = [plan];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    const facts = factsOf(node) as ComputedFacts;
    if (facts.outside === undefined) {
      const before = stack.length;
      const pushUnknown = (one: LogicalPlan): void => {
        if ((factsOf(one) as ComputedFacts).outside === undefined) stack.push(one);
      };
      childrenOf(node).forEach(pushUnknown);
      for (const expr of exprsOf(node)) for (const inner of subqueriesIn(expr)) pushUnknown(inner.plan);
      if (stack.length > before) continue;
      facts.outside = outsideOf(node);
    }
    stack.pop();
  }
  return factsOf(plan);
}

const NOTHING: ReadonlySet<never> = new Set();

function outsideOf(plan: LogicalPlan): Outside {
  const free = new Set<ColumnId>();
  // Made for plans with WITH alone.
  let freeCtes: Set<CteId> | undefined;
  const children = childrenOf(plan);
  for (const expr of exprsOf(plan)) {
    addColumnsIn(expr, free);
    for (const { plan: inner } of subqueriesIn(expr)) freeCtes = withAll(freeCtes, factsOf(inner).freeCtes);
  }
  for (const child of children) remove(free, factsOf(child).columns);
  if (plan.kind === "scan") remove(free, factsOf(plan).columns);
  for (const child of children) {
    for (const id of factsOf(child).free) free.add(id);
    freeCtes = withAll(freeCtes, factsOf(child).freeCtes);
  }
  if (plan.kind === "join" && plan.lateral) remove(free, factsOf(plan.left).columns);
  if (plan.kind === "cte-ref") freeCtes = withAll(freeCtes, [plan.cte]);
  if (plan.kind === "cte" || plan.kind === "recursive-cte") freeCtes?.delete(plan.cte);
  return { free: free.size === 0 ? NOTHING : free, freeCtes: freeCtes ?? NOTHING };
}

function withAll(ctes: Set<CteId> | undefined, others: Iterable<CteId>): Set<CteId> | undefined {
  if (others === NOTHING) return ctes;
  const all = ctes ?? new Set<CteId>();
  for (const cte of others) all.add(cte);
  return all;
}

function remove(from: Set<ColumnId>, columns: readonly OutputColumn[]): void {
  for (let at = 0; from.size > 0 && at < columns.length; at++) from.delete((columns[at] as OutputColumn).id);
}

/** What an expression itself holds: subqueries in the comparison of another one not among them. */
interface ExprFacts {
  readonly columns: readonly ColumnId[];
  readonly subqueries: readonly Subquery[];
  /** With what its subqueries take from outside; found when first asked for. */
  all: ReadonlySet<ColumnId> | undefined;
}

const knownExprs = new WeakMap<LogicalExpr, ExprFacts>();

function exprFactsOf(expr: LogicalExpr): ExprFacts {
  const found = knownExprs.get(expr);
  if (found !== undefined) return found;
  const columns: ColumnId[] = [];
  const subqueries: Subquery[] = [];
  walk<LogicalLeaf>(expr, (node) => {
    if (node.kind === "column") columns.push(node.column);
    else if (isSubquery(node)) subqueries.push(node);
  });
  const facts = { columns, subqueries, all: undefined };
  knownExprs.set(expr, facts);
  return facts;
}

/** Adds what columnsIn gives: nothing is remembered of a column by itself. */
export function addColumnsIn(expr: LogicalExpr, into: Set<ColumnId>): void {
  if (expr.kind === "column") into.add(expr.column);
  else if (expr.kind !== "constant") for (const id of columnsIn(expr)) into.add(id);
}

/** The columns that an expression reads, those that its subqueries take from outside included. */
export function columnsIn(expr: LogicalExpr): ReadonlySet<ColumnId> {
  const facts = exprFactsOf(expr);
  facts.all ??= allColumns(facts);
  return facts.all;
}

function allColumns({ columns, subqueries }: ExprFacts): ReadonlySet<ColumnId> {
  const used = new Set(columns);
  for (const node of subqueries) {
    const { free, byId } = factsOf(node.plan);
    for (const id of free) used.add(id);
    if (node.kind !== "any-subquery" && node.kind !== "all-subquery") continue;
    for (const id of columnsIn(node.comparison)) if (!byId.has(id)) used.add(id);
  }
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
  if (expr.kind === "column" || expr.kind === "constant") return [];
  const own = exprFactsOf(expr).subqueries;
  if (own.length === 0) return own;
  const found: Subquery[] = [];
  const waiting: LogicalExpr[] = [expr];
  for (let root = waiting.pop(); root !== undefined; root = waiting.pop()) {
    for (const node of exprFactsOf(root).subqueries) {
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
