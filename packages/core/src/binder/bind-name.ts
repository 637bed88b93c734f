// Names as expressions: columns, with the table and schema in front of them, and whole rows.
import type { Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import type { BindContext } from "./context.ts";
import { findColumn, findRelation } from "./find-column.ts";
import { isThisDatabase, otherDatabase, tooManyParts } from "./other-database.ts";
import { isSchema, names } from "./parse-node.ts";
import type { Place } from "./scope.ts";
import { wholeRow } from "./whole-row.ts";

/** Binds a name. @throws FfqError where nothing has it */
export function bindName(
  context: BindContext,
  place: Place,
  { fields = [], location }: Extract<Node, { ColumnRef: unknown }>["ColumnRef"],
): LogicalExpr {
  const parts = names(fields);
  if (parts.length < fields.length) return bindWholeRow(context, place, parts, location);
  // database.schema.table.column, where the schemas that there are hold no two tables of one name.
  const within = parts.length === 4 && isThisDatabase(parts[0] as string) ? parts.slice(1) : parts;
  const qualified = within.length === 3 && isSchema(within[0] as string) ? within.slice(1) : within;
  if (qualified.length > 2) throw tooQualified(context, within, location);
  const table = qualified.length === 2 ? qualified[0] : undefined;
  return findColumn(context, place.scope, table, qualified.at(-1) as string, location);
}

/** `t.*` where one value is asked for: the row. */
function bindWholeRow(
  context: BindContext,
  place: Place,
  parts: readonly string[],
  location: number | undefined,
): LogicalExpr {
  const [table, more] = parts;
  if (table === undefined || more !== undefined) throw context.unsupported("a row as a value", location);
  return wholeRow(context, findRelation(context, place.scope, table, location), location);
}

/** A name with more in front of it than a schema that there is. */
function tooQualified(context: BindContext, parts: readonly string[], location: number | undefined): Error {
  const name = parts.join(".");
  switch (parts.length) {
    case 3:
      return context.error("NOT_FOUND", "42P01", `missing FROM-clause entry for table "${parts[1]}"`, location);
    case 4:
      return otherDatabase(context, name, location);
    default:
      return tooManyParts(context, name, location);
  }
}
