// The types of a query's columns when they become a table's. A numeric that a computation gave a scale has none as
// a column: PostgreSQL keeps only what a column or a cast declared, and later values are not rounded.
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { childrenOf, outputColumnsOf } from "../logical/tree.ts";
import { type LogicalType, NUMERIC } from "../type/logical-type.ts";
import { convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { retype } from "./retype.ts";

/** The plan with its computed numerics without scale. */
export function storedTypes(context: BindContext, plan: LogicalPlan): LogicalPlan {
  const types = outputColumnsOf(plan).map(({ id, type }): LogicalType => {
    if (type.kind !== "numeric" || type.precision === undefined) return type;
    return isDeclared(plan, id) ? type : NUMERIC;
  });
  return retype(context, plan, types, (expr) => convert(context, expr, NUMERIC, "implicit"));
}

/** Whether a column's length or scale stands in a table's definition or a cast. */
function isDeclared(root: LogicalPlan, column: number): boolean {
  let [plan, id]: [LogicalPlan, number] = [root, column];
  for (;;) {
    if (plan.kind === "scan") return true;
    const next: LogicalPlan | undefined = childrenOf(plan).find((child) =>
      outputColumnsOf(child).some((output) => output.id === id),
    );
    const exprs = plan.kind === "project" ? plan.exprs : plan.kind === "aggregate" ? plan.groups : undefined;
    if (exprs !== undefined) {
      const expr: LogicalExpr | undefined = exprs.find(({ output }) => output.id === id)?.expr;
      if (expr?.kind !== "column") return expr?.kind === "cast" && expr.form === "explicit";
      id = expr.column;
      plan = childrenOf(plan)[0] as LogicalPlan;
    } else if (next !== undefined) plan = next;
    else return false;
  }
}
