// A value that a subquery in FROM computes moves to where it is asked for, if only guarded places ask: the arguments of
// an aggregate with FILTER, what follows the first condition of CASE and the first argument of COALESCE, AND, OR. There it is computed
// for the rows that get there alone, and an error of another row does not show. PostgreSQL's planner does this to every
// subquery that it pulls up, which makes it part of what a query means.
import type { ColumnId } from "../../common/ids.ts";
import { childrenOf, someNode } from "../../expr/tree.ts";
import { ExtendedFunctions } from "../../function/custom-function.ts";
import { exprCanFail, isVolatile } from "../../function/expr-facts.ts";
import { isKept, kept } from "../../logical/column-ref.ts";
import type { AggregateCall, LogicalExpr, LogicalLeaf, LogicalPlan, WindowCall } from "../../logical/plan.ts";
import { exprsOf, childrenOf as inputsOf, mapExprs } from "../../logical/tree.ts";
import { substitute } from "../build.ts";
import { columnsIn, factsOf } from "../facts.ts";
import { rewritePlan } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";

export const guardedValues: Rule = {
  name: "guarded-values",
  reason: "before the rules that move projections, once references to common table expressions are subqueries",
  required: true,
  concerns: ({ kinds }) => kinds.has("project"),
  rewrite: (plan, context) => rewritePlan(plan, (node) => (endsColumns(node) ? guarded(node, context) : node)),
};

type Of<Kind extends LogicalPlan["kind"]> = Extract<LogicalPlan, { readonly kind: Kind }>;

/** A larger expression stays where it is: each of several uses would compute it. */
const MOST_NODES = 100;

/** Whether nobody above sees the input's columns. Below grouping sets PostgreSQL computes values where they stand. */
function endsColumns(node: LogicalPlan): node is Of<"project"> | Of<"aggregate"> {
  return node.kind === "project" || (node.kind === "aggregate" && node.groupingSets === undefined);
}

/** Whether something that `take` may take from is below. */
function hasComputed(plan: LogicalPlan): boolean {
  const waiting = [plan];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === "project") return true;
    if (node.kind === "filter" || node.kind === "window") waiting.push(node.input);
    else if (node.kind === "join") waiting.push(node.left, node.right);
  }
  return false;
}

function guarded(node: Of<"project"> | Of<"aggregate">, context: RuleContext): LogicalPlan {
  if (!hasComputed(node.input)) return node;
  let result = node;
  // What moved may ask for values of another subquery below.
  for (let moved = true; moved; ) {
    moved = false;
    for (const [column, isGuarded] of usesOfLevel(result)) {
      const taken = isGuarded ? take(result.input, column, context) : undefined;
      if (taken === undefined) continue;
      result = mapExprs({ ...result, input: taken.plan }, replacing(column, taken.expr)) as typeof node;
      moved = true;
      break;
    }
  }
  return result;
}

const replacing = (column: ColumnId, by: LogicalExpr): ((expr: LogicalExpr) => LogicalExpr) => {
  const values = new Map([[column, by]]);
  return (expr) => substitute(expr, values);
};

/** As usesIn, of a node and the windows and filters below it, through which it sees the same columns. */
function usesOfLevel(node: Of<"project"> | Of<"aggregate">): ReadonlyMap<ColumnId, boolean> {
  const uses = new Map<ColumnId, boolean>();
  let at: LogicalPlan = node;
  do {
    usesIn(at, uses);
    at = at.input;
  } while (at.kind === "window" || at.kind === "filter");
  return uses;
}

/** The columns that a node's expressions read: whether each only where it is guarded. */
function usesIn(node: LogicalPlan, uses = new Map<ColumnId, boolean>()): ReadonlyMap<ColumnId, boolean> {
  for (const expr of exprsOf(withoutFilteredValues(node))) addUses(expr, false, uses);
  for (const expr of filteredValues(node)) addUses(expr, true, uses);
  return uses;
}

/** What need not come to all of its parts, but comes to the first. */
const LAZY: ReadonlySet<LogicalExpr["kind"]> = new Set(["case", "coalesce", "and", "or"] as const);

function addUses(root: LogicalExpr, isGuarded: boolean, uses: Map<ColumnId, boolean>): void {
  const stack = [{ expr: root, isGuarded }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { expr, isGuarded } = at;
    if (expr.kind === "column") uses.set(expr.column, isGuarded && uses.get(expr.column) !== false);
    const isLazy = LAZY.has(expr.kind);
    childrenOf<LogicalLeaf>(expr).forEach((child, place) => {
      stack.push({ expr: child, isGuarded: isGuarded || (isLazy && place > 0) });
    });
  }
}

/** The node as if its filtered calls had no arguments. */
function withoutFilteredValues(node: LogicalPlan): LogicalPlan {
  switch (node.kind) {
    case "aggregate": {
      const bare = (call: AggregateCall): AggregateCall =>
        call.filter === undefined ? call : { ...call, args: [], order: [] };
      return { ...node, aggregates: node.aggregates.map(bare) };
    }
    case "window": {
      const bare = (call: WindowCall): WindowCall => (call.filter === undefined ? call : { ...call, args: [] });
      return { ...node, calls: node.calls.map(bare) };
    }
    default:
      return node;
  }
}

function filteredValues(node: LogicalPlan): readonly LogicalExpr[] {
  switch (node.kind) {
    case "aggregate":
      return node.aggregates.flatMap(({ filter, args, order }) =>
        filter === undefined ? [] : [...args, ...order.map(({ expr }) => expr)],
      );
    case "window":
      return node.calls.flatMap(({ filter, args }) => (filter === undefined ? [] : args));
    default:
      return [];
  }
}

/** A plan that no longer computes a column, but has what it is computed from. */
interface Taken {
  readonly plan: LogicalPlan;
  readonly expr: LogicalExpr;
}

/** undefined where the column is no value of a subquery that PostgreSQL pulls up, cannot fail or is asked for unguarded. */
function take(plan: LogicalPlan, column: ColumnId, context: RuleContext): Taken | undefined {
  switch (plan.kind) {
    case "project":
      return isPulledUp(plan, context) ? takeComputed(plan, column, context) : undefined;
    case "filter":
    case "window": {
      if (usesIn(plan).get(column) === false) return undefined;
      const taken = take(plan.input, column, context);
      if (taken === undefined) return undefined;
      const { expr } = taken;
      return { plan: mapExprs({ ...plan, input: taken.plan }, replacing(column, expr)), expr };
    }
    case "join":
      return takeJoined(plan, column, context);
    default:
      return undefined;
  }
}

function takeComputed(plan: Of<"project">, column: ColumnId, context: RuleContext): Taken | undefined {
  const own = plan.exprs.find(({ output }) => output.id === column);
  if (own === undefined) return undefined;
  const rest = { ...plan, exprs: plan.exprs.filter((one) => one !== own) };
  if (own.expr.kind !== "column")
    return isMovable(own.expr, plan.input, context) ? withColumnsOf(rest, own.expr) : undefined;
  const source = own.expr.column;
  if (usesIn(rest).get(source) === false) return undefined;
  const taken = take(plan.input, source, context);
  if (taken === undefined) return undefined;
  const below = mapExprs({ ...rest, input: taken.plan }, replacing(source, taken.expr)) as typeof rest;
  return withColumnsOf(below, taken.expr);
}

function takeJoined(plan: Of<"join">, column: ColumnId, context: RuleContext): Taken | undefined {
  if (usesIn(plan).has(column)) return undefined;
  const { join } = plan;
  const side = factsOf(plan.left).byId.has(column) ? "left" : "right";
  const taken = take(plan[side], column, context);
  if (taken === undefined) return undefined;
  const isKept = join === "inner" || (side === "left" ? join !== "right" && join !== "full" : join === "right");
  // Where an outer join adds NULLs the value is NULL.
  if (!isKept && !isNullOfNulls(taken.expr, context)) return undefined;
  return { plan: { ...plan, [side]: taken.plan }, expr: taken.expr };
}

/** Whether columns that are NULL make the expression NULL. */
function isNullOfNulls(expr: LogicalExpr, { functions }: RuleContext): boolean {
  return !someNode<LogicalLeaf>(expr, (node) => {
    const { kind } = node;
    const isStrict = kind === "call" ? functions.overload(node.overload).strict : kind === "cast" || kind === "not";
    return !isStrict && kind !== "column" && kind !== "constant";
  });
}

function withColumnsOf(plan: Of<"project">, expr: LogicalExpr): Taken {
  const { byId } = factsOf(plan.input);
  const known = new Set(plan.exprs.map(({ output }) => output.id));
  const missing = [...columnsIn(expr)].flatMap((id) => {
    const column = known.has(id) ? undefined : byId.get(id);
    return column === undefined ? [] : [kept(column)];
  });
  return { plan: { ...plan, exprs: [...plan.exprs, ...missing] }, expr };
}

function isMovable(expr: LogicalExpr, input: LogicalPlan, context: RuleContext): boolean {
  const { functions } = context;
  if (columnsIn(expr).size === 0) return false;
  let nodes = 0;
  const isDear = someNode<LogicalLeaf>(expr, (node) => {
    if (++nodes > MOST_NODES) return true;
    // A function of the program may cost more than any: it is not called twice for a row.
    return (
      node.kind === "call" && functions instanceof ExtendedFunctions && functions.custom(node.overload) !== undefined
    );
  });
  if (isDear) return false;
  return exprCanFail(expr, functions) || readsWhatCanFail(expr, input, context);
}

/** Whether something that projections below compute for an expression can fail. */
function readsWhatCanFail(expr: LogicalExpr, input: LogicalPlan, { functions }: RuleContext): boolean {
  const seen = new Set<ColumnId>();
  const open = [{ expr, input }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const column of columnsIn(next.expr)) {
      if (seen.has(column)) continue;
      const made = madeBelow(next.input, column);
      seen.add(column);
      if (made === undefined) continue;
      if (exprCanFail(made.expr, functions)) return true;
      open.push(made);
    }
  }
  return false;
}

/** What a projection below makes of its input as this column. */
function madeBelow(
  plan: LogicalPlan,
  column: ColumnId,
): { readonly expr: LogicalExpr; readonly input: LogicalPlan } | undefined {
  for (let at: LogicalPlan | undefined = plan; at !== undefined; ) {
    if (at.kind === "project") {
      const own = at.exprs.find(({ output }) => output.id === column);
      if (own !== undefined && !isKept(own)) return { expr: own.expr, input: at.input };
    }
    at = inputsOf(at).find((input) => factsOf(input).byId.has(column));
  }
  return undefined;
}

/** PostgreSQL's is_simple_subquery, and that no value of it is volatile. */
function isPulledUp({ input, exprs }: Of<"project">, { functions }: RuleContext): boolean {
  if (exprs.some(({ expr }) => isVolatile(expr, functions))) return false;
  let below = input;
  while (below.kind === "filter") below = below.input;
  return below.kind === "scan" || below.kind === "values" || below.kind === "project" || below.kind === "join";
}
