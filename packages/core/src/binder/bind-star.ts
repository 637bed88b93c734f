// `*` in a list: the columns of all tables or of one, and the fields of a row.
import type { Node } from "@pgsql/types";
import type { StarItem } from "./clauses.ts";
import type { BindContext } from "./context.ts";
import { findRelation } from "./find-column.ts";
import { isThisDatabase, otherDatabase, tooManyParts } from "./other-database.ts";
import { isSchema, locationOf, names } from "./parse-node.ts";
import type { Place } from "./scope.ts";

/** What `*`, `t.*` and `(row).*` stand for; undefined for every other expression. */
export function bindStar(context: BindContext, place: Place, node: Node): readonly StarItem[] | undefined {
  if ("ColumnRef" in node) {
    const { fields = [] } = node.ColumnRef;
    const last = fields.at(-1);
    return last !== undefined && "A_Star" in last
      ? columnsOf(context, place, names(fields), locationOf(node))
      : undefined;
  }
  if (!("A_Indirection" in node)) return undefined;
  const { arg, indirection = [] } = node.A_Indirection;
  const last = indirection.at(-1);
  if (last === undefined || !("A_Star" in last)) return undefined;
  const rest = indirection.slice(0, -1);
  const row: Node = rest.length === 0 ? (arg as Node) : { A_Indirection: { arg: arg as Node, indirection: rest } };
  return context.clauses.fields(context, place, row);
}

function columnsOf(
  context: BindContext,
  { scope }: Place,
  written: readonly string[],
  location: number | undefined,
): readonly StarItem[] {
  const item = ({ name, expr }: StarItem): StarItem => ({ name, expr: context.locate({ ...expr }, location) });
  const qualifier = written.length === 3 && isThisDatabase(written[0] as string) ? written.slice(1) : written;
  const table = qualifier.at(-1);
  if (table === undefined) {
    const { columns, relations } = scope;
    if (columns.length === 0 && relations.length === 0) {
      throw context.error("SYNTAX", "42601", "SELECT * with no tables specified is not valid", location);
    }
    return columns.filter(({ unlisted }) => !unlisted).map(item);
  }
  if (qualifier.length > 2) {
    throw (qualifier.length === 3 ? otherDatabase : tooManyParts)(context, `${qualifier.join(".")}.*`, location);
  }
  if (qualifier.length === 2 && !isSchema(qualifier[0] as string)) {
    throw context.error("NOT_FOUND", "42P01", `missing FROM-clause entry for table "${table}"`, location);
  }
  const { columns } = findRelation(context, scope, table, location);
  return columns.filter(({ unlisted }) => !unlisted).map(item);
}
