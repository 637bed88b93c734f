// A limit below the projections under it, its sort with it: what is correlated only in what is shown then lies
// above the limit.
import type { LogicalPlan } from "../../logical/plan.ts";
import { substitute } from "../build.ts";

type Limit = Extract<LogicalPlan, { readonly kind: "limit" }>;

/** The same rows; the same object when there is no projection to pass. */
export function sinkLimit(plan: Limit): LogicalPlan {
  const { input } = plan;
  if (input.kind === "project") return { ...input, input: sinkLimit({ ...plan, input: input.input }) };
  if (input.kind !== "sort" || input.input.kind !== "project") return plan;
  const project = input.input;
  const values = new Map(project.exprs.map(({ output, expr }) => [output.id, expr]));
  const keys = input.keys.map((key) => ({ ...key, expr: substitute(key.expr, values) }));
  const sort: LogicalPlan = { ...input, input: project.input, keys };
  return { ...project, input: sinkLimit({ ...plan, input: sort }) };
}
