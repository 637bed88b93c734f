// A column as an expression, and a column that a projection passes on: the one place that makes either.
import type { LogicalExpr, NamedExpr, OutputColumn } from "./plan.ts";

export function refTo({ id, type }: OutputColumn): LogicalExpr {
  return { kind: "column", column: id, type };
}

/** A column kept under its own id. */
export function kept(column: OutputColumn): NamedExpr {
  return { output: column, expr: refTo(column) };
}

/** True for a column that a projection or grouping only passes on. */
export function isKept({ output, expr }: NamedExpr): boolean {
  return expr.kind === "column" && expr.column === output.id;
}
