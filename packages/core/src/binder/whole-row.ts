// A row made of columns: what ROW(...) and the name of a relation become. Apart from bind-row-value.ts because looking a
// name up ends here.
import { refTo } from "../logical/column-ref.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import type { StructField } from "../type/logical-type.ts";
import type { BindContext } from "./context.ts";
import { setRelation } from "./row-origin.ts";
import type { ScopeRelation } from "./scope.ts";

export const ROW_OVERLOAD = "ffq:row(any...)";

/** A row of values; `fields` are their names and types, `relation` the table or view whose row it is. */
export function rowOf(values: readonly LogicalExpr[], fields: readonly StructField[], relation?: string): LogicalExpr {
  setRelation(fields, relation);
  return { kind: "call", overload: ROW_OVERLOAD, args: values, type: { kind: "struct", fields } };
}

/** The columns of relations' rows. */
const columnsOfRows = new WeakMap<LogicalExpr, readonly LogicalExpr[]>();

/** Whether an expression is a relation's row by its name: to GROUP BY that is a column, and no row of others. */
export function isWholeRow(expr: LogicalExpr): boolean {
  return columnsOfRows.has(expr);
}

/** The fields of a row that is known by them; undefined for every other expression. */
export function fieldsOfRow(row: LogicalExpr): readonly LogicalExpr[] | undefined {
  if (row.kind === "call" && row.overload === ROW_OVERLOAD) return row.args;
  return columnsOfRows.get(row);
}

/** A relation's row as one value. Where there is none, as of an outer join, it is NULL, which is no row of NULLs. */
export function wholeRow(
  context: BindContext,
  { columns, presence, scalar, absent, rowsOf }: ScopeRelation,
  location: number | undefined,
): LogicalExpr {
  const fields = columns.map((column): StructField => ({ name: column.name, type: column.expr.type }));
  const values = columns.map(({ expr }) => expr);
  if (scalar) return context.locate({ ...(values[0] as LogicalExpr) }, location);
  const row = rowOf(values, fields, rowsOf);
  columnsOfRows.set(row, values);
  const none: LogicalExpr = { kind: "constant", value: null, type: row.type };
  if (absent) {
    columnsOfRows.set(none, values);
    return context.locate(none, location);
  }
  if (presence === undefined) return context.locate(row, location);
  const isThere = context.locate(refTo(presence), location);
  const found: LogicalExpr = {
    kind: "case",
    branches: [{ when: isThere, then: row }],
    otherwise: none,
    type: row.type,
  };
  // Of a row that is missing the columns are NULL as well.
  columnsOfRows.set(found, values);
  return context.locate(found, location);
}
