// Lateral joins whose right side becomes independent by pulling its correlated parts up (pull-up.ts): the plans
// a person would write, without a second evaluation of the left side. What stays lateral is left to
// unnest-by-domain.ts.

import { internal } from "../../common/error.ts";
import type { ColumnId } from "../../common/ids.ts";
import { unreachable } from "../../common/unreachable.ts";
import { kept, refTo } from "../../logical/column-ref.ts";
import { canBeNull } from "../../logical/nullability.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../../logical/plan.ts";
import { isNull, isTrue, not, nullOf, substitute, TRUE } from "../build.ts";
import { runDeep } from "../deep.ts";
import { factsOf } from "../facts.ts";
import { rewritePlan } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { areDisjoint } from "../sets.ts";
import { type PullRequest, pullUp, readsDrawn } from "./pull-up.ts";
import { unnestStaticAggregate } from "./unnest-static-aggregate.ts";

export const unnestByPulling: Rule = {
  name: "unnest-by-pulling",
  reason: "bottom-up, before the general way: inner subqueries are then plain joins when outer ones are looked at",
  required: false,
  concerns: ({ hasLateralJoins }) => hasLateralJoins,
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
  if (right === undefined || readsDrawn(node.on, right.computed, context)) return node;
  const on = node.on.map((conjunct) => substitute(conjunct, right.computed));
  const join: Join = { ...node, right: right.plan, on, lateral: false };
  if (node.join === "mark") return markJoin(join, right.predicates, context);
  return withComputed({ ...join, on: [...on, ...right.predicates] }, node, right.computed, context);
}

/**
 * WHERE takes NULL for false, a mark does not: where the mark could become NULL by a pulled condition, the
 * condition is made true or false, or, when the mark never was NULL, the mark is.
 */
function markJoin(join: Join, pulled: readonly LogicalExpr[], context: RuleContext): LogicalPlan {
  const { mark } = join;
  if (mark === undefined) throw internal("a mark join without a mark");
  const [left, right] = [factsOf(join.left).byId, factsOf(join.right).byId];
  const nullable = (id: ColumnId): boolean => (left.get(id) ?? right.get(id))?.nullable ?? true;
  const unknown = pulled.filter((predicate) => canBeNull(predicate, context.functions, nullable));
  if (unknown.length === 0) return { ...join, on: [...join.on, ...pulled] };
  if (mark.nullable) {
    const conditions = pulled.map((predicate) => (unknown.includes(predicate) ? isTrue(predicate) : predicate));
    return { ...join, on: [...join.on, ...conditions] };
  }
  const inner = context.column(mark.name, mark.type, true);
  const input: Join = { ...join, mark: inner, on: [...join.on, ...pulled] };
  const exprs = [...factsOf(join.left).columns.map(kept), { output: mark, expr: isTrue(refTo(inner)) }];
  return { kind: "project", input, exprs };
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
      throw internal(`a lateral ${join.join} join`);
    default:
      return unreachable(join.join);
  }
}
