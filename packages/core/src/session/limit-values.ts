// LIMIT and OFFSET with a subquery or a function of the program: the number is a query of its own, run before the plan
// is optimized, because a plan holds numbers there; and so is the value of a subquery in a window frame's offset. Running
// a constant that has no value raises its error. A subquery that depends on an outer row or on a WITH stays for the optimizer and the planner to refuse.

import { replaceTopDown, someNode } from "../expr/tree.ts";
import { offsetsOf } from "../expr/window-frame.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan } from "../logical/plan.ts";
import { exprsOf, mapExprs } from "../logical/tree.ts";
import { factsOf, subqueriesIn } from "../optimizer/facts.ts";
import { nodesOf } from "../optimizer/rewrite-plan.ts";
import type { Datum } from "../type/datum.ts";
import { rewriteEverywhere } from "./rewrite-everywhere.ts";

export interface LimitPorts {
  /** Runs an expression over no columns. */
  readonly evaluate: (expr: LogicalExpr) => Promise<Datum>;
  /** Whether it calls what only a running query can. */
  readonly callsCustom: (expr: LogicalExpr) => boolean;
  /** The value of a constant expression, undefined where that fails. */
  readonly fold: (expr: LogicalExpr) => Datum | undefined;
}

/** The plan with such numbers put in. */
export async function withKnownLimits(plan: LogicalPlan, ports: LimitPorts): Promise<LogicalPlan> {
  const values = new Map<LogicalExpr, LogicalExpr>();
  for (const expr of openLimits(plan, ports)) {
    values.set(expr, { kind: "constant", value: await ports.evaluate(expr), type: expr.type });
  }
  return values.size === 0 ? plan : putIn(plan, values);
}

function openLimits(root: LogicalPlan, { callsCustom, fold }: LimitPorts): readonly LogicalExpr[] {
  const found: LogicalExpr[] = [];
  const fails = (expr: LogicalExpr): boolean => expr.kind !== "constant" && isAlone(expr) && fold(expr) === undefined;
  const waiting = [root];
  for (let plan = waiting.pop(); plan !== undefined; plan = waiting.pop()) {
    for (const node of nodesOf(plan)) {
      if (node.kind === "window") found.push(...inOffsets(node), ...amountsOf(node).filter(fails));
      for (const expr of exprsOf(node)) {
        const subqueries = subqueriesIn(expr);
        const isOpen = node.kind === "limit" && (subqueries.length > 0 || callsCustom(expr) || fails(expr));
        if (isOpen && subqueries.every(isClosed)) found.push(expr);
        else waiting.push(...subqueries.map((subquery) => subquery.plan));
      }
    }
  }
  return found;
}

/** The subqueries of the frames' offsets, but for those of comparisons. */
function inOffsets({ calls }: Extract<LogicalPlan, { readonly kind: "window" }>): readonly LogicalExpr[] {
  const offsets = calls.flatMap(({ frame }) => offsetsOf(frame));
  const exprs = offsets.flatMap(({ amount, range }) => (range === undefined ? [amount] : [amount, range.value]));
  const subqueries = exprs.flatMap(subqueriesIn);
  return subqueries.filter(
    (subquery) => (subquery.kind === "scalar-subquery" || subquery.kind === "exists-subquery") && isClosed(subquery),
  );
}

function amountsOf({ calls }: Extract<LogicalPlan, { readonly kind: "window" }>): readonly LogicalExpr[] {
  return calls.flatMap(({ frame }) => offsetsOf(frame).map(({ amount }) => amount));
}

/** Reads no columns and holds no queries. */
function isAlone(expr: LogicalExpr): boolean {
  return !someNode<LogicalLeaf>(expr, (node) => node.kind === "column" || "plan" in node);
}

function isClosed({ plan }: { readonly plan: LogicalPlan }): boolean {
  const { free, freeCtes } = factsOf(plan);
  return free.size === 0 && freeCtes.size === 0;
}

function putIn(plan: LogicalPlan, values: ReadonlyMap<LogicalExpr, LogicalExpr>): LogicalPlan {
  const known = (expr: LogicalExpr): LogicalExpr => replaceTopDown<LogicalLeaf>(expr, (node) => values.get(node));
  return rewriteEverywhere(plan, (node) =>
    node.kind === "limit" || node.kind === "window" ? mapExprs(node, known) : node,
  );
}
