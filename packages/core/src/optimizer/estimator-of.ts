// Estimates of a whole plan, shared by the rules of one optimization that see the same plan.
import type { LogicalPlan } from "../logical/plan.ts";
import { Estimator } from "./estimate.ts";
import type { RuleContext } from "./rule.ts";

const last = new WeakMap<RuleContext, { readonly plan: LogicalPlan; readonly estimator: Estimator }>();

/** An estimator that has seen the plan from its root: what references to a WITH give follows from its definition. */
export function estimatorOf(plan: LogicalPlan, context: RuleContext): Estimator {
  const known = last.get(context);
  if (known?.plan === plan) return known.estimator;
  const estimator = new Estimator(context);
  estimator.profile(plan);
  last.set(context, { plan, estimator });
  return estimator;
}
