// Lateral joins with the elements of the left side's own lists: unnest calls for each row of its input, so that the left
// side becomes that input. It is how such a join is meant, and the general way (unnest-by-domain.ts) would look lists up
// by their values.

import { kept } from "../../logical/column-ref.ts";
import type { LogicalPlan, OutputColumn } from "../../logical/plan.ts";
import { filtered, narrowed } from "../build.ts";
import { factsOf } from "../facts.ts";
import { rewritePlan } from "../rewrite-plan.ts";
import type { Rule } from "../rule.ts";
import { areDisjoint } from "../sets.ts";

export const lateralUnnest: Rule = {
  name: "lateral-unnest",
  reason: "before the rules that make lateral joins independent: these need not be joins at all",
  required: true,
  concerns: ({ hasLateralJoins }) => hasLateralJoins,
  rewrite: (plan) => rewritePlan(plan, (node) => (node.kind === "join" && node.lateral ? overLeft(node) : node)),
};

type Join = Extract<LogicalPlan, { readonly kind: "join" }>;

function overLeft(node: Join): LogicalPlan {
  const { left, right } = node;
  const columns = factsOf(left).columns;
  if (areDisjoint(factsOf(right).free, new Set(factsOf(left).byId.keys()))) return node;
  if (node.join === "inner") {
    const over = rebased(right, left, columns, false);
    return over === undefined ? node : narrowed(filtered(over, node.on), factsOf(node).columns);
  }
  if (node.join !== "left" || node.on.some((expr) => expr.kind !== "constant" || expr.value !== true)) return node;
  const over = isElementsOnly(right) ? rebased(right, left, columns, true) : undefined;
  return over === undefined ? node : narrowed(over, factsOf(node).columns);
}

/** The right side with the left one in the place of the row without columns that it begins with; undefined for others. */
function rebased(
  plan: LogicalPlan,
  left: LogicalPlan,
  columns: readonly OutputColumn[],
  outer: boolean,
): LogicalPlan | undefined {
  if (isOneRow(plan)) return left;
  if (plan.kind !== "project" && plan.kind !== "filter" && plan.kind !== "unnest") return undefined;
  const input = rebased(plan.input, left, columns, outer);
  if (input === undefined) return undefined;
  switch (plan.kind) {
    case "project":
      return { ...plan, input, exprs: [...columns.map(kept), ...plan.exprs] };
    case "filter":
      return { ...plan, input };
    case "unnest":
      return { ...plan, input, outer: plan.outer || outer };
  }
}

function isOneRow(plan: LogicalPlan): boolean {
  return plan.kind === "values" && plan.columns.length === 0 && plan.rows.length === 1;
}

/** One unnest, and nothing above it that could make something of NULL. */
function isElementsOnly(plan: LogicalPlan): boolean {
  if (plan.kind === "project") {
    return plan.exprs.every(({ expr }) => expr.kind === "column") && isElementsOnly(plan.input);
  }
  return plan.kind === "unnest" && isOneRow(plan.input);
}
