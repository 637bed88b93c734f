// now() and its like in a plan that is about to run: the moment when its statement began, the same everywhere in it.
// Defaults of columns and views are bound long before: they hold the calls until then.
import { CLOCK_OVERLOAD } from "../function/scalar/datetime/clock-timestamp.ts";
import { NOW_OVERLOADS } from "../function/scalar/datetime/statement-moment.ts";
import { SETTING_OVERLOADS } from "../function/scalar/session/setting-overloads.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { areDisjoint } from "../optimizer/sets.ts";
import { TIMESTAMPTZ } from "../type/logical-type.ts";
import { callsIn } from "./expr-nodes.ts";
import { rewriteExprsEverywhere } from "./rewrite-everywhere.ts";

export interface TimedPlan {
  readonly plan: LogicalPlan;
  /** It has calls of current_setting(), which are the session's to answer. */
  readonly asksForSettings: boolean;
}

/** The plan with moments, in microseconds, put in: when the statement began, and what time it is. */
export function withStatementTime(plan: LogicalPlan, began: bigint, now: bigint): TimedPlan {
  const calls = callsIn(plan);
  const asksForSettings = !areDisjoint(calls, SETTING_OVERLOADS);
  if (!calls.has(CLOCK_OVERLOAD) && areDisjoint(calls, NOW_OVERLOADS)) return { plan, asksForSettings };
  const timed = rewriteExprsEverywhere(plan, (node) => {
    if (node.kind !== "call") return node;
    if (node.overload === CLOCK_OVERLOAD) return { kind: "constant", value: now, type: TIMESTAMPTZ };
    return NOW_OVERLOADS.has(node.overload) ? { kind: "constant", value: began, type: TIMESTAMPTZ } : node;
  });
  return { plan: timed, asksForSettings };
}
