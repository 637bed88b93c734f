// How many rows a plan can have whatever its data: what scalar subqueries are simplified by.
import type { PhysicalExpr } from "../expr/expr.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import type { Datum } from "../type/datum.ts";
import { columnsIn, subqueriesIn } from "./facts.ts";
import type { OptimizerContext } from "./rule.ts";

export interface RowBounds {
  readonly atLeast: 0 | 1;
  /** Only "at most one" is of interest. */
  readonly atMostOne: boolean;
}

const ANY: RowBounds = { atLeast: 0, atMostOne: false };

/** True when there is one row even for no input: an aggregate without grouping. */
export function isStatic(plan: LogicalPlan): plan is Extract<LogicalPlan, { readonly kind: "aggregate" }> {
  return plan.kind === "aggregate" && plan.groups.length === 0 && plan.groupingSets === undefined;
}

export function rowBounds(plan: LogicalPlan, context: OptimizerContext): RowBounds {
  let atLeast: 0 | 1 = 1;
  let atMostOne = false;
  const result = (bounds: RowBounds): RowBounds => ({
    atLeast: atLeast === 1 ? bounds.atLeast : 0,
    atMostOne: atMostOne || bounds.atMostOne,
  });
  for (let node = plan; ; ) {
    switch (node.kind) {
      case "project":
      case "sort":
      case "window":
      case "distinct":
        node = node.input;
        continue;
      case "cte":
        node = node.body;
        continue;
      case "filter":
        atLeast = 0;
        node = node.input;
        continue;
      case "limit": {
        const { limit, withTies } = node;
        atMostOne ||= limit !== undefined && !withTies && isNumber(constantOf(limit, context), (count) => count <= 1n);
        atLeast = 0;
        node = node.input;
        continue;
      }
      case "aggregate":
        return isStatic(node) ? result({ atLeast: 1, atMostOne: true }) : result(ANY);
      case "values":
        return result({ atLeast: node.rows.length === 0 ? 0 : 1, atMostOne: node.rows.length <= 1 });
      case "join":
        if (node.join !== "single" && node.join !== "mark") return result(ANY);
        node = node.left;
        continue;
      case "scan":
      case "table-function":
      case "unnest":
      case "set-operation":
      case "cte-ref":
      case "recursive-cte":
        return result(ANY);
    }
  }
}

/** The value of an expression that reads nothing; undefined when it does, or cannot be evaluated. */
export function constantOf(expr: LogicalExpr, context: Pick<OptimizerContext, "fold">): Datum | undefined {
  if (expr.kind === "constant") return expr.value;
  if (columnsIn(expr).size > 0 || subqueriesIn(expr).length > 0) return undefined;
  return context.fold(expr as PhysicalExpr);
}

/** A limit that leaves a row when there is one: known to be at least 1 (or NULL), without an offset. */
export function isAtLeastOne(
  { limit, offset }: Extract<LogicalPlan, { readonly kind: "limit" }>,
  context: OptimizerContext,
): boolean {
  const skipped = offset === undefined ? null : constantOf(offset, context);
  if (skipped !== null && !isNumber(skipped, (value) => value === 0n)) return false;
  const count = limit === undefined ? null : constantOf(limit, context);
  return count === null || isNumber(count, (value) => value >= 1n);
}

export function isNumber(value: Datum | undefined, test: (value: bigint) => boolean): boolean {
  return (typeof value === "bigint" || typeof value === "number") && test(BigInt(value));
}
