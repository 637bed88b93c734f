// The table that INSERT, UPDATE, DELETE or TRUNCATE changes.
import type { Node, RangeVar } from "@pgsql/types";
import { nearHint } from "../common/suggest.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { bareType, printType } from "../type/logical-type.ts";
import { targetRelation } from "./bind-ddl.ts";
import { noRelation } from "./bind-from.ts";
import type { BindContext, BoundTable } from "./context.ts";
import { type ViewVerb, viewRefused } from "./view-target.ts";

/** The table by its name. @throws FfqError 42P01, 55000, or UNSUPPORTED for what cannot be changed */
export function writableTable(
  context: BindContext,
  range: RangeVar | undefined,
  verb: ViewVerb,
): { readonly name: string; readonly table: BoundTable } {
  const name = targetRelation(context, range);
  const table = context.ports.tables.table(name);
  if (table === undefined) throw noRelation(context, name, range?.location);
  if (table.kind === "view") throw viewRefused(context, name, table, verb, range?.location);
  const isAllowed = table.writable !== false || (table.takesRows === true && verb === "insert into");
  if (!isAllowed) throw context.unsupported(`${verb} a table of files`, range?.location);
  return { name, table };
}

/** The position of a field. @throws FfqError 42703, with a hint that is known or a near name */
export function fieldPosition(
  context: BindContext,
  table: string,
  { fields }: BoundTable,
  column: string,
  location: number | undefined,
  known?: string,
): number {
  const at = fields.findIndex((field) => field.name === column);
  if (at >= 0) return at;
  const message = `column "${column}" of relation "${table}" does not exist`;
  const near = nearHint(
    "column",
    column,
    fields.map(({ name }) => name),
  );
  throw context.error("NOT_FOUND", "42703", message, location, known ?? near);
}

/**
 * `column.field` or `column[1]` where a column is assigned to.
 * @throws FfqError 42804 for a type without such parts; UNSUPPORTED for one with them
 */
export function refuseParts(
  context: BindContext,
  { name, type }: BoundTable["fields"][number],
  indirection: readonly Node[] | undefined,
  location: number | undefined,
): void {
  const [part] = indirection ?? [];
  if (part === undefined) return;
  const shown = printType(bareType(type));
  if ("String" in part && type.kind !== "struct") {
    const message = `cannot assign to field "${part.String.sval}" of column "${name}" because its type ${shown} is not a composite type`;
    throw context.error("TYPE_MISMATCH", "42804", message, location);
  }
  if ("A_Indices" in part && type.kind !== "list") {
    const message = `cannot subscript type ${shown} because it does not support subscripting`;
    throw context.error("TYPE_MISMATCH", "42804", message, location);
  }
  throw context.unsupported("a subscript or field selection", location);
}

/** What a column gets when it is given nothing. */
export function defaultOf({ defaults, fields }: BoundTable, position: number): LogicalExpr {
  const { type } = fields[position] as BoundTable["fields"][number];
  return defaults?.[position] ?? { kind: "constant", value: null, type };
}
