// UNION ALL of plans that have the same columns by position.
import { internal } from "../common/error.ts";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { factsOf } from "./facts.ts";
import type { RuleContext } from "./rule.ts";

/** The rows of all `plans` (at least one) under the ids of `columns`. */
export function unionAll(
  context: RuleContext,
  columns: readonly OutputColumn[],
  plans: readonly LogicalPlan[],
): LogicalPlan {
  const [first, ...others] = plans;
  if (first === undefined) throw internal("a union of nothing");
  let plan = first;
  for (const [at, right] of others.entries()) {
    const outputs = at === others.length - 1 ? columns : columns.map((column) => context.fresh(column));
    plan = {
      kind: "set-operation",
      operator: "union",
      all: true,
      left: plan,
      right,
      columns: pairs(outputs, plan, right),
    };
  }
  if (others.length > 0) return plan;
  const own = factsOf(plan).columns;
  const exprs = columns.map((output, at) => {
    const { id, type } = own[at] as OutputColumn;
    return { output, expr: { kind: "column", column: id, type } as const };
  });
  return { kind: "project", input: plan, exprs };
}

type Pairs = Extract<LogicalPlan, { readonly kind: "set-operation" }>["columns"];

function pairs(outputs: readonly OutputColumn[], left: LogicalPlan, right: LogicalPlan): Pairs {
  const [ofLeft, ofRight] = [factsOf(left).columns, factsOf(right).columns];
  return outputs.map((output, at) => ({
    output,
    left: (ofLeft[at] as OutputColumn).id,
    right: (ofRight[at] as OutputColumn).id,
  }));
}
