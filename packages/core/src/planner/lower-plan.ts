// Logical nodes to physical ones, one function a node; the larger ones have files of their own. The output has
// no exchanges: place-exchanges.ts adds them where a stage is spread over tasks.
import { unreachable } from "../common/unreachable.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { fieldOf, type Lowered, PlanIds, type PlannerContext, positionsOf } from "./context.ts";
import { lowerAggregate, lowerDistinct } from "./lower-aggregate.ts";
import { lowerCte, lowerCteRef, lowerRecursiveCte } from "./lower-cte.ts";
import { lowerExpr, lowerSortKeys } from "./lower-expr.ts";
import { isOfCalls, lowerCalls } from "./lower-functions.ts";
import { lowerJoin } from "./lower-join.ts";
import { lowerScan, lowerTableFunction, lowerValues } from "./lower-leaf.ts";
import { lowerLimit } from "./lower-limit.ts";
import { lowerSetOperation } from "./lower-set-operation.ts";
import { lowerUnnest } from "./lower-unnest.ts";
import { lowerWindow } from "./lower-window.ts";
import { filterNode, type Lowering, projectNode } from "./lowering.ts";
import { rankLimitOf } from "./rank-limit.ts";

/** The whole plan for one task. */
export function lowerPlan(plan: LogicalPlan, context: PlannerContext, ids: PlanIds): Lowered {
  return loweringOf(context, ids, new Map()).lower(plan);
}

function loweringOf(context: PlannerContext, ids: PlanIds, ctes: Lowering["ctes"]): Lowering {
  const lowering: Lowering = {
    context,
    ids,
    ctes,
    lower: (plan, rowLimit) => lowerNode(lowering, plan, rowLimit),
    within: (cte, open) => loweringOf(context, ids, new Map(ctes).set(cte, open)),
  };
  return lowering;
}

function lowerNode(lowering: Lowering, plan: LogicalPlan, rowLimit: number | undefined): Lowered {
  switch (plan.kind) {
    case "scan":
      return lowerScan(lowering, plan);
    case "values":
      return lowerValues(lowering, plan);
    case "table-function":
      return lowerTableFunction(lowering, plan);
    case "filter": {
      const { plan: input, columns } =
        plan.input.kind === "window"
          ? lowerWindow(lowering, plan.input, rankLimitOf(plan.input, plan.predicate))
          : lowering.lower(plan.input);
      const predicate = lowerExpr(plan.predicate, columns);
      return { plan: filterNode(input, predicate, lowering.context.estimateRows(plan)), columns };
    }
    case "project": {
      if (isOfCalls(plan, lowering)) return lowerCalls(lowering, plan);
      const { plan: input, columns } = lowering.lower(plan.input, rowLimit);
      const outputs = plan.exprs.map(({ output }) => output);
      const exprs = plan.exprs.map(({ expr }) => lowerExpr(expr, columns));
      return { plan: projectNode(input, exprs, outputs.map(fieldOf)), columns: positionsOf(outputs) };
    }
    case "join":
      return lowerJoin(lowering, plan);
    case "aggregate":
      return lowerAggregate(lowering, plan);
    case "distinct":
      return lowerDistinct(lowering, plan);
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
    case "unnest":
      return lowerUnnest(lowering, plan);
    case "window":
      return lowerWindow(lowering, plan);
    case "limit":
      return lowerLimit(lowering, plan);
    case "set-operation":
      return lowerSetOperation(lowering, plan);
    case "cte":
      return lowerCte(lowering, plan, rowLimit);
    case "cte-ref":
      return lowerCteRef(lowering, plan);
    case "recursive-cte":
      return lowerRecursiveCte(lowering, plan, rowLimit);
    default:
      return unreachable(plan);
  }
}
