// The optimized logical plan becomes the stage graph that a runtime runs: lower it for one task, spread it over
// `partitions` tasks, cut it at the exchanges. Pure; the order of the three is all that is decided here, and whether a plan
// needs the part that simple ones do without.
import { internal } from "../common/error.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { isSimple } from "../logical/simple-plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import type { StageGraph } from "../physical/fragment.ts";
import { fieldOf, PlanIds, type PlannerContext } from "./context.ts";
import { cutStages } from "./cut-stages.ts";
import type { GeneralPlanner } from "./general.ts";
import { lowerPlan } from "./lower-plan.ts";
import { selectColumns } from "./lowering.ts";

let loaded: GeneralPlanner | undefined;

/** What planning this plan takes beyond what is always there; undefined for nothing. */
export async function generalPlannerFor(plan: LogicalPlan, partitions: number): Promise<GeneralPlanner | undefined> {
  if (loaded === undefined && partitions === 1 && isSimple(plan)) return undefined;
  loaded ??= (await import("./general.ts")).generalPlanner;
  return loaded;
}

/**
 * @param plan optimized: no subqueries inside expressions, nothing correlated
 * @param general absent: for simple plans and one task
 * @throws FfqError UNSUPPORTED for what no operator does yet, DATA for a negative LIMIT
 */
export function planQuery(plan: LogicalPlan, context: PlannerContext, general?: GeneralPlanner): StageGraph {
  const { partitions } = context;
  const ids = new PlanIds();
  const outputs = outputColumnsOf(plan);
  const root = lowerPlan(plan, context, ids, general?.lower);
  const lowered = selectColumns(
    root,
    outputs.map(({ id }) => id),
    outputs.map(fieldOf),
  );
  if (partitions === 1) return cutStages(lowered, partitions, ids);
  if (general === undefined) throw internal("what places exchanges was not loaded");
  return cutStages(general.placeExchanges(lowered, { ...context, ids }), partitions, ids);
}
