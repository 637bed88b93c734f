// The rules that a plan may need, in the order in which they run. Those of plans that compute something (general-rules.ts)
// are a part that is loaded with the first of these; those for subqueries and lateral joins, which come before them, are
// another (unnesting.ts): a program's first query seldom has one.
import type { LogicalPlan } from "../logical/plan.ts";
import { isSimple } from "../logical/simple-plan.ts";
import { traitsOf } from "./plan-traits.ts";
import type { Rule } from "./rule.ts";
import { narrowScans } from "./rules/narrow-scans.ts";
import { pruneColumns } from "./rules/prune-columns.ts";
import { pushDownLimits } from "./rules/push-down-limits.ts";
import { removeRedundancy } from "./rules/remove-redundancy.ts";

/** Of the general rules, and in their order, those that may change a plan that computes nothing. */
export const simpleRules: readonly Rule[] = [narrowScans, removeRedundancy, pushDownLimits, pruneColumns];

let general: readonly Rule[] | undefined;
let all: readonly Rule[] | undefined;

/** The rules that this plan may need. */
export async function rulesFor(plan: LogicalPlan): Promise<readonly Rule[]> {
  if (all !== undefined) return all;
  if (general === undefined && isSimple(plan)) return simpleRules;
  general ??= (await import("./general-rules.ts")).generalRules;
  const { hasSubqueries, hasLateralJoins } = traitsOf(plan);
  if (!hasSubqueries && !hasLateralJoins) return general;
  const { unnestingRules } = await import("./unnesting.ts");
  all = [...unnestingRules, ...general];
  return all;
}
