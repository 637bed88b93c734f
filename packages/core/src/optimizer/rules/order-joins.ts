// The order of joins by cost. Each region of joins (join-region.ts) is rebuilt in the cheapest order; regions
// below it, in its relations, are rebuilt first.
import type { LogicalExpr, LogicalPlan } from "../../logical/plan.ts";
import { childrenOf } from "../../logical/tree.ts";
import { filtered, narrowed } from "../build.ts";
import { call, type Deep, mapDeep, runDeep } from "../deep.ts";
import type { Estimator } from "../estimate.ts";
import { estimatorOf } from "../estimator-of.ts";
import { factsOf } from "../facts.ts";
import { withInputs } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { cheapestOrder, type JoinTree } from "./enumerate-joins.ts";
import { JoinGraph } from "./join-graph.ts";
import { type Member, RegionBuilder, startsRegion } from "./join-region.ts";

export const orderJoins: Rule = {
  name: "order-joins",
  reason: "after pushdown, which gives each relation its filters and each join its conditions",
  required: false,
  concerns: ({ kinds }) => kinds.has("join"),
  rewrite: (plan, context) => {
    const estimator = estimatorOf(plan, context);
    return runDeep(order(plan, context, estimator));
  },
};

function* order(plan: LogicalPlan, context: RuleContext, estimator: Estimator): Deep<LogicalPlan> {
  const ordered = startsRegion(plan) ? yield* call(orderRegion(plan, context, estimator)) : undefined;
  if (ordered !== undefined) return ordered;
  const inputs = yield* call(mapDeep(childrenOf(plan), (input) => order(input, context, estimator)));
  const node = withInputs(plan, inputs);
  if (node.kind !== "recursive-cte" || plan.kind !== "recursive-cte") return node;
  // Rounds are matched by position.
  const base = narrowed(node.base, factsOf(plan.base).columns);
  return { ...node, base, step: narrowed(node.step, factsOf(plan.step).columns) };
}

/** undefined when there is nothing to order. */
function* orderRegion(plan: LogicalPlan, context: RuleContext, estimator: Estimator): Deep<LogicalPlan | undefined> {
  const region = yield* call(new RegionBuilder(context).build(plan));
  if (region.members.length < 2) return undefined;
  const members: Member[] = [];
  for (const member of region.members) {
    members.push({ ...member, plan: yield* call(order(member.plan, context, estimator)) });
  }
  const graph = new JoinGraph({ ...region, members }, estimator, context);
  const joined = yield* call(build(graph, cheapestOrder(graph)));
  const result = filtered(joined, graph.constantConditions);
  return region.outputs === undefined ? result : { kind: "project", input: result, exprs: region.outputs };
}

function* build(graph: JoinGraph, tree: JoinTree): Deep<LogicalPlan> {
  if (tree.kind === "leaf") {
    const member = graph.members[tree.member] as Member;
    return filtered(member.plan, member.attach === undefined ? graph.conditionsWithin(tree.member) : []);
  }
  const left = yield* call(build(graph, tree.left));
  const right = yield* call(build(graph, tree.right));
  const attach = graph.attached(tree.right.set)?.attach;
  const conditions = graph.conditionsOf(tree.left.set, tree.right.set);
  if (attach === undefined) return { kind: "join", join: "inner", left, right, on: conditions, lateral: false };
  const own = tree.right.kind === "leaf" ? graph.conditionsWithin(tree.right.member) : [];
  const above: readonly LogicalExpr[] = [...own, ...conditions];
  return filtered({ kind: "join", ...attach, left, right, lateral: false }, above);
}
