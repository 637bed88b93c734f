// ORDER BY, DISTINCT and DISTINCT ON over a list of targets, and what they ask of each other.
import type { Node } from "@pgsql/types";
import type { LogicalExpr, SortKey } from "../logical/plan.ts";
import type { BindContext } from "./context.ts";
import { targetOfItem } from "./match-target.ts";
import { type Direction, directionOf } from "./order-direction.ts";
import { locationOf } from "./parse-node.ts";
import type { Place } from "./scope.ts";
import type { Target } from "./target.ts";

/** A sort key as a target. */
export interface OrderItem extends Direction {
  readonly target: number;
  readonly location: number | undefined;
}

/** Binds ORDER BY; `find` says which target an item means, `exprOf` what a target is. */
export function bindOrderItems(
  context: BindContext,
  sortClause: readonly Node[],
  find: (node: Node) => number,
  exprOf: (target: number) => LogicalExpr,
): readonly OrderItem[] {
  return sortClause.map((item) => {
    if (!("SortBy" in item)) throw context.unsupported("this ORDER BY");
    const node = item.SortBy.node as Node;
    const target = find(node);
    return { target, ...directionOf(context, item.SortBy, exprOf(target)), location: locationOf(node) };
  });
}

/** Binds the ORDER BY of a SELECT; expressions that are no targets become hidden ones. */
export function bindOrderBy(
  context: BindContext,
  place: Place,
  targets: Target[],
  sortClause: readonly Node[],
): readonly OrderItem[] {
  return bindOrderItems(
    context,
    sortClause,
    (node) => targetOfItem(context, place, targets, node, "ORDER BY"),
    (target) => (targets[target] as Target).expr,
  );
}

/** The sort keys over the targets' columns. */
export function sortKeys(items: readonly OrderItem[], columns: readonly LogicalExpr[]): readonly SortKey[] {
  const seen = new Set<number>();
  return items.flatMap(({ target, descending, nullsFirst }) => {
    // A second key over the same target never decides.
    if (seen.has(target)) return [];
    seen.add(target);
    return [{ expr: columns[target] as LogicalExpr, descending, nullsFirst }];
  });
}

/** absent, "all" for DISTINCT, targets for DISTINCT ON. */
export type Distinct = undefined | "all" | readonly number[];

/** Binds DISTINCT after ORDER BY. @throws FfqError 42P10 when they do not go together */
export function bindDistinct(
  context: BindContext,
  place: Place,
  targets: Target[],
  distinctClause: readonly Node[] | undefined,
  order: readonly OrderItem[],
): Distinct {
  if (distinctClause === undefined) return undefined;
  if (!distinctClause.some((node) => Object.keys(node).length > 0)) {
    const hidden = order.find(({ target }) => targets[target]?.hidden);
    if (hidden === undefined) return "all";
    const message = "for SELECT DISTINCT, ORDER BY expressions must appear in select list";
    throw context.error("INVALID_QUERY", "42P10", message, hidden.location);
  }
  const on = distinctClause.map((node) => targetOfItem(context, place, targets, node, "DISTINCT ON"));
  const initial = new Set(order.slice(0, firstOther(order, on)).map(({ target }) => target));
  const rest = order.slice(firstOther(order, on));
  const late = rest.find(({ target }) => on.includes(target))?.target;
  const missing = rest.length > 0 ? on.find((target) => !initial.has(target)) : undefined;
  const wrong = late ?? missing;
  if (wrong !== undefined) {
    const message = "SELECT DISTINCT ON expressions must match initial ORDER BY expressions";
    throw context.error("INVALID_QUERY", "42P10", message, locationOf(distinctClause[on.indexOf(wrong)] as Node));
  }
  return on;
}

function firstOther(order: readonly OrderItem[], on: readonly number[]): number {
  const at = order.findIndex(({ target }) => !on.includes(target));
  return at < 0 ? order.length : at;
}
