// Logical nodes to physical ones, one function a node: here those of plans that compute nothing (logical/simple-plan.ts), the
// others in lower-general.ts. The output has no exchanges: place-exchanges.ts adds them where a stage is spread over tasks.
import { internal } from "../common/error.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { fieldOf, type Lowered, PlanIds, type PlannerContext, positionsOf } from "./context.ts";
import { lowerExpr, lowerSortKeys } from "./lower-expr.ts";
import { lowerScan, lowerValues } from "./lower-leaf.ts";
import { lowerLimit } from "./lower-limit.ts";
import { type LowerGeneral, type Lowering, projectNode } from "./lowering.ts";

/** The whole plan for one task. @param general absent: for simple plans alone */
export function lowerPlan(
  plan: LogicalPlan,
  context: PlannerContext,
  ids: PlanIds,
  general: LowerGeneral = refuse,
): Lowered {
  return loweringOf({ context, ids, ctes: new Map() }, general).lower(plan);
}

function refuse(_: Lowering, { kind }: LogicalPlan): never {
  throw internal(`what plans a ${kind} was not loaded`);
}

function loweringOf(given: Pick<Lowering, "context" | "ids" | "ctes">, general: LowerGeneral): Lowering {
  const lowering: Lowering = {
    ...given,
    lower: (plan, rowLimit) => lowerNode(lowering, general, plan, rowLimit),
    within: (cte, open) => loweringOf({ ...given, ctes: new Map(given.ctes).set(cte, open) }, general),
  };
  return lowering;
}

function lowerNode(
  lowering: Lowering,
  general: LowerGeneral,
  plan: LogicalPlan,
  rowLimit: number | undefined,
): Lowered {
  switch (plan.kind) {
    case "scan":
      return lowerScan(lowering, plan);
    case "values":
      return lowerValues(lowering, plan);
    case "project": {
      if (isOfCalls(plan, lowering)) return general(lowering, plan, rowLimit);
      const { plan: input, columns } = lowering.lower(plan.input, rowLimit);
      const outputs = plan.exprs.map(({ output }) => output);
      const exprs = plan.exprs.map(({ expr }) => lowerExpr(expr, columns));
      return { plan: projectNode(input, exprs, outputs.map(fieldOf)), columns: positionsOf(outputs) };
    }
    case "sort": {
      const { plan: input, columns } = lowering.lower(plan.input);
      const sorted: Lowered["plan"] = {
        kind: "sort",
        state: lowering.ids.state(),
        input,
        keys: lowerSortKeys(plan.keys, columns),
        ...(rowLimit === undefined ? {} : { limit: rowLimit }),
        fields: input.fields,
        estimatedRows: Math.min(input.estimatedRows, rowLimit ?? Number.POSITIVE_INFINITY),
      };
      return { plan: sorted, columns };
    }
    case "limit":
      return lowerLimit(lowering, plan);
    default:
      return general(lowering, plan, rowLimit);
  }
}

/** Whether the projection is one of calls of the program's functions (lower-functions.ts). */
function isOfCalls({ exprs }: Extract<LogicalPlan, { readonly kind: "project" }>, { context }: Lowering): boolean {
  return exprs.some(({ expr }) => expr.kind === "call" && context.external?.(expr.overload) !== undefined);
}
