// A row made of columns: what ROW(...) and the name of a relation become. Apart from bind-row-value.ts because looking a
// name up ends here.
import type { LogicalExpr } from "../logical/plan.ts";
import type { StructField } from "../type/logical-type.ts";
import type { BindContext } from "./context.ts";
import type { ScopeRelation } from "./scope.ts";

export const ROW_OVERLOAD = "ffq:row(any...)";

/** A row of values; `fields` are their names and types. */
export function rowOf(values: readonly LogicalExpr[], fields: readonly StructField[]): LogicalExpr {
  return { kind: "call", overload: ROW_OVERLOAD, args: values, type: { kind: "struct", fields } };
}

/** A relation's row as one value. @throws FfqError 0A000 where the relation may have no row, which is no row of NULLs */
export function wholeRow(
  context: BindContext,
  { name, columns, optional }: ScopeRelation,
  location: number | undefined,
): LogicalExpr {
  if (optional) throw context.unsupported(`whole-row reference "${name}" of an outer join's optional side`, location);
  const fields = columns.map((column): StructField => ({ name: column.name, type: column.expr.type }));
  return context.locate(
    rowOf(
      columns.map(({ expr }) => expr),
      fields,
    ),
    location,
  );
}
