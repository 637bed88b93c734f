// A limit stops its input early where that cannot change which rows come: below projections, into the sides of
// UNION ALL, and to the left side of joins that keep every left row. Where the node may give more rows than
// its input, the limit stays above as well.
import type { LogicalExpr, LogicalPlan } from "../../logical/plan.ts";
import { childrenOf } from "../../logical/tree.ts";
import { INT8 } from "../../type/logical-type.ts";
import { call, type Deep, mapDeep, runDeep } from "../deep.ts";
import { withInputs } from "../rewrite-plan.ts";
import { constantOf } from "../row-bounds.ts";
import type { Rule, RuleContext } from "../rule.ts";

export const pushDownLimits: Rule = {
  name: "push-down-limits",
  reason: "last but for pruning: limits fence off what other rules could still do",
  required: false,
  concerns: ({ kinds }) => kinds.has("limit"),
  rewrite: (plan, context) => runDeep(push(plan, context)),
};

type Limit = Extract<LogicalPlan, { readonly kind: "limit" }>;

function* push(plan: LogicalPlan, context: RuleContext): Deep<LogicalPlan> {
  const node = plan.kind === "limit" && !plan.withTies ? yield* call(lowered(plan, context)) : plan;
  return withInputs(node, yield* call(mapDeep(childrenOf(node), (input) => push(input, context))));
}

function* lowered(plan: Limit, context: RuleContext): Deep<LogicalPlan> {
  const { input } = plan;
  if (input.kind === "project") return { ...input, input: { ...plan, input: input.input } };
  const rows = rowsAsked(plan, context);
  if (rows === undefined) return plan;
  const first = (side: LogicalPlan): LogicalPlan =>
    side.kind === "limit" ? side : { kind: "limit", input: side, limit: rows, withTies: false };
  if (isUnionAll(input)) return { ...plan, input: yield* call(withMembers(input, first)) };
  if (input.kind === "join" && (input.join === "left" || input.join === "single" || input.join === "mark")) {
    return { ...plan, input: { ...input, left: first(input.left) } };
  }
  return plan;
}

type UnionAll = Extract<LogicalPlan, { readonly kind: "set-operation" }>;

function isUnionAll(plan: LogicalPlan): plan is UnionAll {
  return plan.kind === "set-operation" && plan.operator === "union" && plan.all;
}

/** Only a chain's members change: without anything between its levels it stays one for the planner. */
function* withMembers(plan: UnionAll, change: (member: LogicalPlan) => LogicalPlan): Deep<LogicalPlan> {
  const side = function* (input: LogicalPlan): Deep<LogicalPlan> {
    return isUnionAll(input) ? yield* call(withMembers(input, change)) : change(input);
  };
  return { ...plan, left: yield* call(side(plan.left)), right: yield* call(side(plan.right)) };
}

/** How many of the input's rows suffice, the skipped ones included. */
function rowsAsked({ limit, offset }: Limit, context: RuleContext): LogicalExpr | undefined {
  const count = limit === undefined ? undefined : constantOf(limit, context);
  const skipped = offset === undefined ? 0n : constantOf(offset, context);
  if (typeof count !== "bigint" || (skipped !== null && typeof skipped !== "bigint")) return undefined;
  return { kind: "constant", value: count + (skipped ?? 0n), type: INT8 };
}
