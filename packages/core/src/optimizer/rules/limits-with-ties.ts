// FETCH FIRST n ROWS WITH TIES: the rows whose rank in the order is at most n, in that order.
import { unsupported } from "../../common/error.ts";
import type { LogicalPlan } from "../../logical/plan.ts";
import { numberedRows, wantedRows } from "../number-rows.ts";
import { rewritePlan } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";

export const limitsWithTies: Rule = {
  name: "limits-with-ties",
  reason: "after unnesting, which counts rows per key; before other rules come between a limit and its sort",
  required: true,
  concerns: ({ kinds }) => kinds.has("limit"),
  rewrite: (plan, context) =>
    rewritePlan(plan, (node) => (node.kind === "limit" && node.withTies ? ranked(node, context) : node)),
};

function ranked(plan: Extract<LogicalPlan, { readonly kind: "limit" }>, context: RuleContext): LogicalPlan {
  const wanted = wantedRows(plan, context);
  const { input: sort } = plan;
  if (sort.kind !== "sort") throw unsupported("FETCH FIRST WITH TIES over this query");
  const input = numberedRows(sort.input, { partitionBy: [], orderBy: sort.keys }, wanted, context);
  return { ...sort, input };
}
