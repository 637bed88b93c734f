// How GROUP BY, ORDER BY and DISTINCT ON mean a target: by name, by position, or by an equal expression.
import type { Node } from "@pgsql/types";
import { exprKey } from "../expr/key.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { settled } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { locationOf, names } from "./parse-node.ts";
import type { Place } from "./scope.ts";
import type { Target } from "./target.ts";

/** The single name that an expression is; undefined for every other one. */
export function bareName(node: Node): string | undefined {
  if (!("ColumnRef" in node)) return undefined;
  const { fields = [] } = node.ColumnRef;
  const parts = names(fields);
  return fields.length === 1 && parts.length === 1 ? parts[0] : undefined;
}

/** The target with an output name. @throws FfqError 42702 when different targets have it */
export function targetNamed(
  context: BindContext,
  targets: readonly Target[],
  name: string,
  clause: string,
  location: number | undefined,
): number | undefined {
  const found = [...targets.keys()].filter((at) => targets[at]?.name === name && targets[at]?.hidden === false);
  const keys = new Set(found.map((at) => exprKey((targets[at] as Target).expr)));
  if (keys.size > 1) throw context.error("AMBIGUOUS", "42702", `${clause} "${name}" is ambiguous`, location);
  return found[0];
}

/** The target that a constant counts out; undefined when the node is no constant. @throws FfqError 42P10, 42601 */
export function targetAt(
  context: BindContext,
  targets: readonly Target[],
  node: Node,
  clause: string,
): number | undefined {
  if (!("A_Const" in node)) return undefined;
  const { ival, location } = node.A_Const;
  if (ival === undefined) {
    throw context.error("SYNTAX", "42601", `non-integer constant in ${clause}`, location);
  }
  const position = ival.ival ?? 0;
  const visible = [...targets.keys()].filter((at) => targets[at]?.hidden === false);
  const found = visible[position - 1];
  if (found === undefined) {
    throw context.error("INVALID_QUERY", "42P10", `${clause} position ${position} is not in select list`, location);
  }
  return found;
}

/** The target of an expression: an equal one, or a new hidden one. */
export function targetOfExpr(context: BindContext, place: Place, targets: Target[], node: Node): number {
  const expr = settled(context, context.expr(place, node));
  const at = targetEqual(targets, expr);
  if (at !== undefined) return at;
  return targets.push({ name: "?column?", expr, hidden: true }) - 1;
}

function targetEqual(targets: readonly Target[], expr: LogicalExpr): number | undefined {
  const key = exprKey(expr);
  const at = targets.findIndex((target) => target.expr.kind === expr.kind && exprKey(target.expr) === key);
  return at < 0 ? undefined : at;
}

/** ORDER BY's rule: an output name first, then a position, then an expression over the input. */
export function targetOfItem(
  context: BindContext,
  place: Place,
  targets: Target[],
  node: Node,
  clause: string,
): number {
  const name = bareName(node);
  const named = name === undefined ? undefined : targetNamed(context, targets, name, clause, locationOf(node));
  return named ?? targetAt(context, targets, node, clause) ?? targetOfExpr(context, place, targets, node);
}
