// Rows for the elements of lists: a table function over its input, whose columns stand before the elements.
import { UNNEST } from "../function/unnest.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { fieldOf, type Lowered } from "./context.ts";
import { lowerExpr } from "./lower-expr.ts";
import type { Lowering } from "./lowering.ts";

type Unnest = Extract<LogicalPlan, { readonly kind: "unnest" }>;

export function lowerUnnest(lowering: Lowering, plan: Unnest): Lowered {
  const input = lowering.lower(plan.input);
  const { fields } = input.plan;
  const outputs = [
    ...plan.lists.map(({ output }) => ({ ...output, nullable: true })),
    ...(plan.ordinality === undefined ? [] : [{ ...plan.ordinality, nullable: plan.outer }]),
  ];
  const node: PhysicalPlan = {
    kind: "table-function",
    overload: plan.outer ? UNNEST.outer : UNNEST.inner,
    args: plan.lists.map(({ expr }) => lowerExpr(expr, input.columns)),
    input: input.plan,
    fields: [...fields, ...outputs.map(fieldOf)],
    estimatedRows: lowering.context.estimateRows(plan),
  };
  const columns = new Map([...input.columns, ...outputs.map(({ id }, at) => [id, fields.length + at] as const)]);
  return { plan: node, columns };
}
