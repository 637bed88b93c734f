// The nodes of plans that compute something, each to the file that knows it.
import { unreachable } from "../common/unreachable.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { Lowered } from "./context.ts";
import { lowerAggregate, lowerDistinct } from "./lower-aggregate.ts";
import { lowerCte, lowerCteRef, lowerRecursiveCte } from "./lower-cte.ts";
import { lowerExpr } from "./lower-expr.ts";
import { lowerCalls } from "./lower-functions.ts";
import { lowerJoin } from "./lower-join.ts";
import { lowerTableFunction } from "./lower-leaf.ts";
import { lowerSetOperation } from "./lower-set-operation.ts";
import { lowerUnnest } from "./lower-unnest.ts";
import { lowerWindow } from "./lower-window.ts";
import { filterNode, type GeneralNode, type Lowering } from "./lowering.ts";
import { rankLimitOf } from "./rank-limit.ts";

export function lowerGeneral(lowering: Lowering, plan: GeneralNode, rowLimit: number | undefined): Lowered {
  switch (plan.kind) {
    case "table-function":
      return lowerTableFunction(lowering, plan);
    case "filter":
      return lowerFilter(lowering, plan);
    case "project":
      return lowerCalls(lowering, plan);
    case "join":
      return lowerJoin(lowering, plan);
    case "aggregate":
      return lowerAggregate(lowering, plan);
    case "distinct":
      return lowerDistinct(lowering, plan);
    case "unnest":
      return lowerUnnest(lowering, plan);
    case "window":
      return lowerWindow(lowering, plan);
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

function lowerFilter(lowering: Lowering, plan: Extract<LogicalPlan, { readonly kind: "filter" }>): Lowered {
  const { plan: input, columns } =
    plan.input.kind === "window"
      ? lowerWindow(lowering, plan.input, rankLimitOf(plan.input, plan.predicate))
      : lowering.lower(plan.input);
  const predicate = lowerExpr(plan.predicate, columns);
  return { plan: filterNode(input, predicate, lowering.context.estimateRows(plan)), columns };
}
