// now() and its like in a plan that is about to run: the moment when its statement began, the same everywhere in it.
// Defaults of columns and views are bound long before: they hold the calls until then.
import { CLOCK_OVERLOAD, NOW_OVERLOADS } from "../function/scalar/now.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { TIMESTAMPTZ } from "../type/logical-type.ts";
import { rewriteExprsEverywhere } from "./rewrite-everywhere.ts";

/** The plan with moments, in microseconds, put in: when the statement began, and what time it is. */
export function withStatementTime(plan: LogicalPlan, began: bigint, now: bigint): LogicalPlan {
  return rewriteExprsEverywhere(plan, (node) => {
    if (node.kind !== "call" || node.args.length > 0) return node;
    if (node.overload === CLOCK_OVERLOAD) return { kind: "constant", value: now, type: TIMESTAMPTZ };
    return NOW_OVERLOADS.has(node.overload) ? { kind: "constant", value: began, type: TIMESTAMPTZ } : node;
  });
}
