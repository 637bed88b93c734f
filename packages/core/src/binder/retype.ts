// A query's columns given other types: what INSERT and set operations ask of the queries below them. Literals
// without a type become constants of the wanted one.
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { type LogicalType, sameType } from "../type/logical-type.ts";
import type { BindContext } from "./context.ts";

/** Casts an expression to the type that its column is to have. */
type CastColumn = (expr: LogicalExpr, position: number) => LogicalExpr;

/** The plan with columns of these types, by position. Where no type changes it is the plan itself. */
export function retype(
  context: BindContext,
  plan: LogicalPlan,
  types: readonly LogicalType[],
  cast: CastColumn,
): LogicalPlan {
  const columns = outputColumnsOf(plan);
  const changes = (position: number): boolean =>
    !sameType((columns[position] as OutputColumn).type, types[position] as LogicalType);
  if (!columns.some((_, position) => changes(position))) return plan;
  const typed = (column: OutputColumn, position: number): OutputColumn =>
    changes(position) ? { ...column, type: types[position] as LogicalType } : column;
  if (plan.kind === "values") {
    const rows = plan.rows.map((row) => row.map((expr, position) => (changes(position) ? cast(expr, position) : expr)));
    return { ...plan, columns: columns.map(typed), rows };
  }
  if (plan.kind === "project") {
    const exprs = plan.exprs.map(({ output, expr }, position) => ({
      output: typed(output, position),
      expr: changes(position) ? cast(expr, position) : expr,
    }));
    return { ...plan, exprs };
  }
  const exprs = columns.map((column, position) => {
    const expr: LogicalExpr = { kind: "column", column: column.id, type: column.type };
    const type = types[position] as LogicalType;
    return {
      output: context.column(column.name, type, column.nullable),
      expr: changes(position) ? cast(expr, position) : expr,
    };
  });
  return { kind: "project", input: plan, exprs };
}
