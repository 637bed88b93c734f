// VALUES: rows of expressions, each column of one type.
import type { Node, SelectStmt } from "@pgsql/types";
import { canBeNull } from "../logical/nullability.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { bindLimit } from "./bind-limit.ts";
import { bindOrderBy } from "./bind-order.ts";
import { bindLimitAndHide, finish } from "./bind-output.ts";
import { unify } from "./common-type.ts";
import type { BindContext, QueryOptions } from "./context.ts";
import { refuseManyTargets } from "./limits.ts";
import { listItems, locationOf } from "./parse-node.ts";
import { EMPTY_NAMESPACE, newLevel, type QueryPlace, relationOf, scopeOf } from "./scope.ts";
import type { Target } from "./target.ts";

/** Binds VALUES with its ORDER BY and LIMIT. */
export function bindValues(
  context: BindContext,
  at: QueryPlace,
  select: SelectStmt,
  { keepUnknown = false }: QueryOptions,
): LogicalPlan {
  const plan = bindRows(context, at, (select.valuesLists ?? []).map(listItems), keepUnknown);
  const columns = outputColumnsOf(plan);
  const relation = relationOf("*VALUES*", columns);
  const scope = scopeOf(at, newLevel(), { relations: [relation], columns: relation.columns });
  const targets: Target[] = relation.columns.map(({ name, expr }) => ({ name, expr, hidden: false }));
  refuseManyTargets(context, { ...scope, relations: [] }, targets);
  if (select.sortClause === undefined) return bindLimit(context, at, select, plan);
  const order = bindOrderBy(context, { scope, clause: "ORDER BY" }, targets, select.sortClause);
  const nullable = (id: number): boolean => columns.find((column) => column.id === id)?.nullable ?? true;
  return bindLimitAndHide(context, at, select, finish(context, plan, targets, nullable, { order }), scope, targets);
}

function bindRows(
  context: BindContext,
  at: QueryPlace,
  rows: readonly (readonly Node[])[],
  keepUnknown: boolean,
): LogicalPlan {
  const place = { scope: scopeOf(at, newLevel(), EMPTY_NAMESPACE), clause: "VALUES" } as const;
  const width = rows[0]?.length ?? 0;
  const bound = rows.map((row) => {
    if (row.length !== width) {
      const location = row[0] === undefined ? undefined : locationOf(row[0]);
      throw context.error("SYNTAX", "42601", "VALUES lists must all be the same length", location);
    }
    return row.map((node) => context.expr(place, node));
  });
  const columns = Array.from({ length: width }, (_, position) => {
    const exprs = bound.map((row) => row[position] as LogicalExpr);
    const open = keepUnknown && exprs.every(({ type }) => type.kind === "unknown");
    return open ? exprs : unify(context, exprs, "VALUES", places(rows, position)).exprs;
  });
  const outputs = columns.map((exprs, position): OutputColumn => {
    const [first] = exprs as [LogicalExpr];
    const nullable = exprs.some((expr) => canBeNull(expr, context.ports.functions, () => true));
    return context.column(`column${position + 1}`, first.type, nullable);
  });
  const typed = bound.map((_, row) => columns.map((exprs) => exprs[row] as LogicalExpr));
  return { kind: "values", columns: outputs, rows: typed };
}

function places(rows: readonly (readonly Node[])[], position: number): readonly (number | undefined)[] {
  return rows.map((row) => locationOf(row[position] as Node));
}
