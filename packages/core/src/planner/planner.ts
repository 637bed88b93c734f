// The optimized logical plan becomes the stage graph that a runtime runs: lower it for one task, spread it over
// `partitions` tasks, cut it at the exchanges. Pure; the order of the three is all that is decided here.
import type { LogicalPlan } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import type { StageGraph } from "../physical/fragment.ts";
import { fieldOf, PlanIds, type PlannerContext } from "./context.ts";
import { cutStages } from "./cut-stages.ts";
import { lowerPlan } from "./lower-plan.ts";
import { selectColumns } from "./lowering.ts";
import { placeExchanges } from "./place-exchanges.ts";

/**
 * @param plan optimized: no subqueries inside expressions, nothing correlated
 * @throws FfqError UNSUPPORTED for what no operator does yet, DATA for a negative LIMIT
 */
export function planQuery(plan: LogicalPlan, context: PlannerContext): StageGraph {
  const ids = new PlanIds();
  const outputs = outputColumnsOf(plan);
  const root = lowerPlan(plan, context, ids);
  const lowered = selectColumns(
    root,
    outputs.map(({ id }) => id),
    outputs.map(fieldOf),
  );
  const placed = context.partitions > 1 ? placeExchanges(lowered, { ...context, ids }) : lowered;
  return cutStages(placed, context.partitions, ids);
}
