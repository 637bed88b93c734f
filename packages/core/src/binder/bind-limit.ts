// LIMIT, OFFSET and FETCH: counts over no columns.
import type { Node, SelectStmt } from "@pgsql/types";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { castContext } from "../type/coercion.ts";
import { bareType, INT8, printType } from "../type/logical-type.ts";
import { convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { locationOf } from "./parse-node.ts";
import { columnsIn } from "./references.ts";
import { EMPTY_NAMESPACE, newLevel, type QueryPlace, type Scope, scopeOf } from "./scope.ts";

/** The plan under its LIMIT and OFFSET, if there are any. `scope`: the columns that must not be used. */
export function bindLimit(
  context: BindContext,
  at: QueryPlace,
  { limitCount, limitOffset, limitOption }: SelectStmt,
  plan: LogicalPlan,
  scope: Scope = scopeOf(at, newLevel(), EMPTY_NAMESPACE),
): LogicalPlan {
  if (limitCount === undefined && limitOffset === undefined) return plan;
  const offset = limitOffset === undefined ? undefined : count(context, scope, limitOffset, "OFFSET");
  const limit = limitCount === undefined ? undefined : count(context, scope, limitCount, "LIMIT");
  return {
    kind: "limit",
    input: plan,
    withTies: limitOption === "LIMIT_OPTION_WITH_TIES",
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
  };
}

function count(context: BindContext, scope: Scope, node: Node, clause: "LIMIT" | "OFFSET"): LogicalExpr {
  const expr = context.expr({ scope, clause }, node);
  const location = locationOf(node);
  const allowed = castContext(expr.type.kind, "int8");
  if (allowed !== "implicit" && allowed !== "assignment") {
    const message = `argument of ${clause} must be type bigint, not type ${printType(bareType(expr.type))}`;
    throw context.error("TYPE_MISMATCH", "42804", message, location);
  }
  const own = new Set<number>();
  for (const { expr: column } of [...scope.columns, ...scope.relations.flatMap(({ columns }) => columns)]) {
    for (const id of columnsIn(column)) own.add(id);
  }
  for (const id of columnsIn(expr)) {
    if (!own.has(id)) continue;
    const message = `argument of ${clause} must not contain variables`;
    throw context.error("INVALID_QUERY", "42P10", message, location);
  }
  return convert(context, expr, INT8, "assignment", location);
}
