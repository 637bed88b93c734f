// Rows as values: ROW(...), fields of rows, and `.*` behind them (PostgreSQL
// manual, sections 4.2.13 and 8.16.5). A row is a struct; ROW(...) names its fields f1, f2 and so on.
import type { Node } from "@pgsql/types";
import { anonymousFields } from "../function/scalar/record/struct-make.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { bareType, INT4, printType } from "../type/logical-type.ts";
import { bindFunctionCall } from "./bind-call.ts";
import { bindStar } from "./bind-star.ts";
import type { StarItem } from "./clauses.ts";
import { settled } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { refuseManyFields } from "./limits.ts";
import { hasSubquery } from "./references.ts";
import type { Place } from "./scope.ts";
import { fieldsOfRow, rowOf } from "./whole-row.ts";

/** What `(row).*` stands for. @throws FfqError 42809 for what is no row */
export function fieldsOf(context: BindContext, place: Place, node: Node): readonly StarItem[] {
  const row = context.expr(place, node);
  if (row.type.kind !== "struct") {
    throw context.error("INVALID_QUERY", "42809", `type ${printType(bareType(row.type))} is not composite`);
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
export function bindRow(
  context: BindContext,
  place: Place,
  { args = [], location }: Extract<Node, { RowExpr: unknown }>["RowExpr"],
): LogicalExpr {
  const items = bindItems(context, place, args).map((item) => settled(context, item));
  refuseManyFields(context, items.length, location);
  return rowOf(items, anonymousFields(items.map(({ type }) => type)));
}

/** A row's field by its position. */
export function fieldAt(context: BindContext, row: LogicalExpr, at: number): LogicalExpr {
  const known = fieldsOfRow(row);
  if (known !== undefined) return known[at] as LogicalExpr;
  const position: LogicalExpr = { kind: "constant", value: at, type: INT4 };
  return bindFunctionCall(context, "ffq:field", [row, position], undefined);
}
