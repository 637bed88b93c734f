// The table that INSERT, UPDATE, DELETE or TRUNCATE changes.
import type { RangeVar } from "@pgsql/types";
import { nearHint } from "../common/suggest.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { targetRelation } from "./bind-ddl.ts";
import { noRelation } from "./bind-from.ts";
import type { BindContext, BoundTable } from "./context.ts";

/** The table by its name. @throws FfqError 42P01, or UNSUPPORTED for what cannot be changed */
export function writableTable(
  context: BindContext,
  range: RangeVar | undefined,
  verb: string,
): { readonly name: string; readonly table: BoundTable } {
  const name = targetRelation(context, range);
  const table = context.ports.tables.table(name);
  if (table === undefined) throw noRelation(context, name, range?.location);
  if (table.kind === "view") throw context.unsupported(`${verb} a view`, range?.location);
  const isAllowed = table.writable !== false || (table.takesRows === true && verb === "insert into");
  if (!isAllowed) throw context.unsupported(`${verb} a table of files`, range?.location);
  return { name, table };
}

/** The position of a field. @throws FfqError 42703 */
export function fieldPosition(
  context: BindContext,
  table: string,
  { fields }: BoundTable,
  column: string,
  location: number | undefined,
): number {
  const at = fields.findIndex((field) => field.name === column);
  if (at >= 0) return at;
  const message = `column "${column}" of relation "${table}" does not exist`;
  const hint = nearHint(
    "column",
    column,
    fields.map(({ name }) => name),
  );
  throw context.error("NOT_FOUND", "42703", message, location, hint);
}

/** What a column gets when it is given nothing. */
export function defaultOf({ defaults, fields }: BoundTable, position: number): LogicalExpr {
  const { type } = fields[position] as BoundTable["fields"][number];
  return defaults?.[position] ?? { kind: "constant", value: null, type };
}
