// Rows as values: ROW(...), a relation's name for its whole row, fields of rows, and `.*` behind either (PostgreSQL
// manual, sections 4.2.13 and 8.16.5). A row is a struct; ROW(...) names its fields f1, f2 and so on.
import type { Node } from "@pgsql/types";
import { anonymousFields } from "../function/scalar/struct-make.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { INT4 } from "../type/logical-type.ts";
import { bindFunctionCall } from "./bind-call.ts";
import { settled } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { findRelation } from "./find-column.ts";
import { isSchema, locationOf, names } from "./parse-node.ts";
import { hasSubquery } from "./references.ts";
import type { Place } from "./scope.ts";
import { ROW_OVERLOAD, rowOf } from "./whole-row.ts";

/** Something that `*` stands for. */
export interface StarItem {
  readonly name: string;
  readonly expr: LogicalExpr;
}

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
  return fieldsOf(context, place, row);
}

function columnsOf(
  context: BindContext,
  { scope }: Place,
  qualifier: readonly string[],
  location: number | undefined,
): readonly StarItem[] {
  const item = ({ name, expr }: StarItem): StarItem => ({ name, expr: context.locate({ ...expr }, location) });
  const table = qualifier.at(-1);
  if (table === undefined) {
    const { columns, relations } = scope;
    if (columns.length === 0 && relations.length === 0) {
      throw context.error("SYNTAX", "42601", "SELECT * with no tables specified is not valid", location);
    }
    return columns.filter(({ unlisted }) => !unlisted).map(item);
  }
  if (qualifier.length > 2) throw context.unsupported(`${qualifier.join(".")}.*`, location);
  if (qualifier.length === 2 && !isSchema(qualifier[0] as string)) {
    throw context.error("NOT_FOUND", "42P01", `missing FROM-clause entry for table "${table}"`, location);
  }
  const { columns } = findRelation(context, scope, table, location);
  return columns.filter(({ unlisted }) => !unlisted).map(item);
}

/** @throws FfqError 42809 for what is no row */
function fieldsOf(context: BindContext, place: Place, node: Node): readonly StarItem[] {
  const row = context.expr(place, node);
  if (row.type.kind !== "struct") {
    const message = 'row expansion via "*" is not supported here';
    throw context.error("INVALID_QUERY", "42809", message, locationOf(node));
  }
  return row.type.fields.map(({ name }, at) => ({
    name,
    expr: fieldAt(context, at > 0 && hasSubquery(row) ? context.expr(place, node) : row, at),
  }));
}

/** A row's items as values: t.* among them is as many as t has columns. */
export function bindItems(context: BindContext, place: Place, nodes: readonly Node[]): readonly LogicalExpr[] {
  return nodes.flatMap((node) => {
    const star = bindStar(context, place, node);
    return star === undefined ? [context.expr(place, node)] : star.map(({ expr }) => expr);
  });
}

/** ROW(...) as a value: literals without a type are texts. */
export function bindRow(context: BindContext, place: Place, nodes: readonly Node[]): LogicalExpr {
  const items = bindItems(context, place, nodes).map((item) => settled(context, item));
  return rowOf(items, anonymousFields(items.map(({ type }) => type)));
}

/** A row's field by its position. */
export function fieldAt(context: BindContext, row: LogicalExpr, at: number): LogicalExpr {
  if (row.kind === "call" && row.overload === ROW_OVERLOAD) return row.args[at] as LogicalExpr;
  const position: LogicalExpr = { kind: "constant", value: at, type: INT4 };
  return bindFunctionCall(context, "ffq:field", [row, position], undefined);
}
