// Estimates of a whole plan, shared by the rules of one optimization: all of them by rules that see the same plan, those
// of the parts that a rule has left as they were by all rules.
import type { LogicalPlan } from "../logical/plan.ts";
import { Estimator } from "./estimate.ts";
import type { RuleContext } from "./rule.ts";
import { SharedProfiles } from "./shared-profiles.ts";

interface Estimates {
  readonly plan: LogicalPlan;
  readonly estimator: Estimator;
  readonly shared: SharedProfiles;
}

const last = new WeakMap<RuleContext, Estimates>();

/** An estimator that has seen the plan from its root: what references to a WITH give follows from its definition. */
export function estimatorOf(plan: LogicalPlan, context: RuleContext): Estimator {
  const known = last.get(context);
  if (known?.plan === plan) return known.estimator;
  const shared = known?.shared ?? context.profiles ?? new SharedProfiles();
  const estimator = new Estimator(context, shared);
  estimator.profile(plan);
  last.set(context, { plan, estimator, shared });
  return estimator;
}
