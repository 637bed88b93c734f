// The optimizer: one ordered list of rules (unnesting.ts, general-rules.ts), each with the reason for its place. What they make of a plan is verified at
// the end; where that finds a defect they run again, each under guard. A rule that breaks the plan is an error that
// names it, never a wrong answer.
import type { LogicalPlan } from "../logical/plan.ts";
import { narrowed } from "./build.ts";
import { factsOf } from "./facts.ts";
import { largestIds } from "./largest-ids.ts";
import { type PlanTraits, traitsOf } from "./plan-traits.ts";
import { type OptimizerContext, type Rule, type RuleName, ruleContext } from "./rule.ts";
import { verify } from "./verify.ts";

/** The last of these rules after which no plan may hold a subquery or a lateral join. */
const UNNESTED = "unnest-by-domain";

/**
 * An equal plan without subqueries and correlated columns that should run faster.
 * @param list the rules, in their order; a plan that needs one which is not among them is found to be broken
 */
export function optimize(plan: LogicalPlan, context: OptimizerContext, list: readonly Rule[]): LogicalPlan {
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
  let traits: PlanTraits | undefined;
  let unnested = list.every(({ name }) => name !== UNNESTED);
  for (const rule of list) {
    if (!rule.required && context.disabled?.has(rule.name as RuleName)) continue;
    context.check?.();
    const start = now();
    const isConcerned = rule.concerns === undefined || rule.concerns((traits ??= traitsOf(current)));
    const after = isConcerned ? narrowed(rule.rewrite(current, own), factsOf(current).columns) : current;
    const changed = after !== current;
    unnested ||= rule.name === UNNESTED;
    if (guarded && (changed || rule.name === UNNESTED)) verify(rule.name, current, after, { unnested });
    context.trace?.({ rule: rule.name, changed, milliseconds: now() - start, plan: after });
    current = after;
    if (changed) traits = undefined;
  }
  return current;
}
