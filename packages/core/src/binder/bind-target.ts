// The SELECT list: expressions with names, * and t.* expanded. Later clauses look targets up by name, position or
// equality, and may add hidden ones (ORDER BY an expression that is not selected).
import type { Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import { settled } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { findRelation } from "./find-column.ts";
import { isSchema, locationOf, names } from "./parse-node.ts";
import type { Place, ScopeColumn } from "./scope.ts";
import { targetName } from "./target-name.ts";

export interface Target {
  readonly name: string;
  readonly expr: LogicalExpr;
  /** Computed for ORDER BY or DISTINCT ON, and not part of the result. */
  readonly hidden: boolean;
}

/** Binds a SELECT list. With `keepUnknown` literals without a type keep none. */
export function bindTargets(context: BindContext, place: Place, list: readonly Node[], keepUnknown: boolean): Target[] {
  return list.flatMap((node) => {
    if (!("ResTarget" in node) || node.ResTarget.val === undefined) throw context.unsupported("this target");
    const { val, name } = node.ResTarget;
    const fields = "ColumnRef" in val ? (val.ColumnRef.fields ?? []) : [];
    const last = fields.at(-1);
    if (last !== undefined && "A_Star" in last) return expandStar(context, place, names(fields), locationOf(val));
    const bound = context.expr(place, val);
    const expr = keepUnknown ? bound : settled(context, bound);
    return [{ name: name ?? targetName(context, val), expr, hidden: false }];
  });
}

function expandStar(
  context: BindContext,
  place: Place,
  qualifier: readonly string[],
  location: number | undefined,
): readonly Target[] {
  const target = ({ name, expr }: ScopeColumn): Target => ({
    name,
    expr: context.locate({ ...expr }, location),
    hidden: false,
  });
  const table = qualifier.at(-1);
  if (table === undefined) {
    const { columns, relations } = place.scope;
    if (columns.length === 0 && relations.length === 0) {
      throw context.error("SYNTAX", "42601", "SELECT * with no tables specified is not valid", location);
    }
    return columns.map(target);
  }
  if (qualifier.length > 2 || (qualifier.length === 2 && !isSchema(qualifier[0] as string))) {
    throw context.unsupported(`${qualifier.join(".")}.*`, location);
  }
  return findRelation(context, place.scope, table, location).columns.map(target);
}
