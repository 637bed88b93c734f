// The optimizer: one ordered list of rules, each with the reason for its place. What they make of a plan is verified at
// the end; where that finds a defect they run again, each under guard. A rule that breaks the plan is an error that
// names it, never a wrong answer.
import type { LogicalPlan } from "../logical/plan.ts";
import { narrowed } from "./build.ts";
import { factsOf } from "./facts.ts";
import { largestIds } from "./largest-ids.ts";
import { traitsOf } from "./plan-traits.ts";
import { type OptimizerContext, type Rule, type RuleName, ruleContext } from "./rule.ts";
import { hoistSubqueries } from "./rules/hoist-subqueries.ts";
import { inlineCtes } from "./rules/inline-ctes.ts";
import { lateralUnnest } from "./rules/lateral-unnest.ts";
import { limitsWithTies } from "./rules/limits-with-ties.ts";
import { mergeWindows } from "./rules/merge-windows.ts";
import { narrowScans } from "./rules/narrow-scans.ts";
import { nullArguments } from "./rules/null-arguments.ts";
import { orderJoins } from "./rules/order-joins.ts";
import { pruneColumns } from "./rules/prune-columns.ts";
import { pushDownLimits } from "./rules/push-down-limits.ts";
import { pushDownPredicates } from "./rules/push-down-predicates.ts";
import { reduceAggregates } from "./rules/reduce-aggregates.ts";
import { removeRedundancy } from "./rules/remove-redundancy.ts";
import { shareSubplans } from "./rules/share-subplans.ts";
import { simplifyExpressions } from "./rules/simplify-expressions.ts";
import { unnestByDomain } from "./rules/unnest-by-domain.ts";
import { unnestByPulling } from "./rules/unnest-by-pulling.ts";
import { verify } from "./verify.ts";

/** The last of these rules after which no plan may hold a subquery or a lateral join. */
const UNNESTED = "unnest-by-domain";

/** Every rule, in the order in which they run. */
export const rules: readonly Rule[] = [
  hoistSubqueries,
  lateralUnnest,
  unnestByPulling,
  unnestByDomain,
  narrowScans,
  nullArguments,
  limitsWithTies,
  mergeWindows,
  inlineCtes,
  simplifyExpressions,
  pushDownPredicates,
  reduceAggregates,
  orderJoins,
  removeRedundancy,
  shareSubplans,
  pushDownLimits,
  pruneColumns,
];

/** An equal plan without subqueries and correlated columns that should run faster. */
export function optimize(plan: LogicalPlan, context: OptimizerContext, list: readonly Rule[] = rules): LogicalPlan {
  try {
    const optimal = runRules(plan, context, { list, guarded: false });
    verify("(all)", plan, optimal, { unnested: true });
    return optimal;
  } catch (thrown) {
    // Names the rule, if what it made is the cause.
    runRules(plan, context, { list, guarded: true });
    throw thrown;
  }
}

/** `guarded`: every rule's plan is verified. */
function runRules(
  plan: LogicalPlan,
  context: OptimizerContext,
  { list, guarded }: { readonly list: readonly Rule[]; readonly guarded: boolean },
): LogicalPlan {
  const own = ruleContext(context, largestIds(plan));
  const now = (): number => context.now?.() ?? 0;
  let current = plan;
  let traits = traitsOf(plan);
  let unnested = false;
  for (const rule of list) {
    if (!rule.required && context.disabled?.has(rule.name as RuleName)) continue;
    const start = now();
    const isConcerned = rule.concerns?.(traits) ?? true;
    const after = isConcerned ? narrowed(rule.rewrite(current, own), factsOf(current).columns) : current;
    const changed = after !== current;
    unnested ||= rule.name === UNNESTED;
    if (guarded && (changed || rule.name === UNNESTED)) verify(rule.name, current, after, { unnested });
    context.trace?.({ rule: rule.name, changed, milliseconds: now() - start, plan: after });
    current = after;
    if (changed) traits = traitsOf(current);
  }
  return current;
}
