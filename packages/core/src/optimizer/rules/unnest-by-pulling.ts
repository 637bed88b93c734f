// Lateral joins whose right side becomes independent by pulling its correlated parts up (pull-up.ts): the plans
// a person would write, without a second evaluation of the left side. What stays lateral is left to
// unnest-by-domain.ts.

import type { ColumnId } from "../../common/ids.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../../logical/plan.ts";
import { isNull, isTrue, kept, not, nullOf, refTo, substitute, TRUE } from "../build.ts";
import { runDeep } from "../deep.ts";
import { factsOf } from "../facts.ts";
import { canBeNull } from "../nullability.ts";
import { rewritePlan } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { areDisjoint } from "../sets.ts";
import { type PullRequest, pullUp } from "./pull-up.ts";
import { unnestStaticAggregate } from "./unnest-static-aggregate.ts";

export const unnestByPulling: Rule = {
  name: "unnest-by-pulling",
  reason: "bottom-up, before the general way: inner subqueries are then plain joins when outer ones are looked at",
  required: false,
  rewrite: (plan, context) =>
    rewritePlan(plan, (node) => (node.kind === "join" && node.lateral ? independent(node, context) : node)),
};

export type Join = Extract<LogicalPlan, { readonly kind: "join" }>;

function independent(node: Join, context: RuleContext): LogicalPlan {
  const outer = new Set(factsOf(node.left).byId.keys());
  if (areDisjoint(factsOf(node.right).free, outer)) return { ...node, lateral: false };
  const setOnly = node.join === "semi" || node.join === "anti" || node.join === "mark";
  const request: PullRequest = { context, outer, setOnly, anyRow: setOnly && node.on.length === 0 };
  const one = unnestStaticAggregate(node, request);
  if (one !== undefined) return one;
  const right = runDeep(pullUp(node.right, request));
  if (right === undefined) return node;
  const on = node.on.map((conjunct) => substitute(conjunct, right.computed));
  const pulled = right.predicates.map((predicate) => asCondition(node, right.plan, predicate, context));
  return withComputed(
    { ...node, right: right.plan, on: [...on, ...pulled], lateral: false },
    node,
    right.computed,
    context,
  );
}

/** WHERE takes NULL for false, a mark that can be NULL does not. */
function asCondition(node: Join, right: LogicalPlan, predicate: LogicalExpr, context: RuleContext): LogicalExpr {
  if (node.mark === undefined || !node.mark.nullable) return predicate;
  const [left, own] = [factsOf(node.left).byId, factsOf(right).byId];
  const nullable = (id: ColumnId): boolean => (left.get(id) ?? own.get(id))?.nullable ?? true;
  return canBeNull(predicate, context.functions, nullable) ? isTrue(predicate) : predicate;
}

/** Projections over both sides, above the join; NULL where an outer join found nothing. */
function withComputed(
  join: Join,
  before: Join,
  computed: ReadonlyMap<ColumnId, LogicalExpr>,
  context: RuleContext,
): LogicalPlan {
  if (computed.size === 0) return join;
  const columns = factsOf(before).columns;
  const value = (wrap: (expr: LogicalExpr) => LogicalExpr): readonly NamedExpr[] =>
    columns.map((column) => {
      const expr = computed.get(column.id);
      return expr === undefined ? kept(column) : { output: column, expr: wrap(expr) };
    });
  switch (join.join) {
    case "semi":
    case "anti":
    case "mark":
      return join;
    case "inner":
      return { kind: "project", input: join, exprs: value((expr) => expr) };
    case "left":
    case "single": {
      const matched: OutputColumn = context.column("matched", TRUE.type, false);
      const exprs = [...factsOf(join.right).columns.map(kept), { output: matched, expr: TRUE }];
      const input: Join = { ...join, right: { kind: "project", input: join.right, exprs } };
      const when = not(isNull(refTo(matched)));
      return {
        kind: "project",
        input,
        exprs: value((then) => ({
          kind: "case",
          branches: [{ when, then }],
          otherwise: nullOf(then.type),
          type: then.type,
        })),
      };
    }
    case "right":
    case "full":
      throw new Error("a right or full join is never lateral");
    default:
      return unreachable(join.join);
  }
}
