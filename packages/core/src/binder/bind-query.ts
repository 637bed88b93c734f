// A query as a whole: WITH around it, and which of SELECT, VALUES and a set operation it is.
import type { SelectStmt } from "@pgsql/types";
import type { LogicalPlan } from "../logical/plan.ts";
import { bindSelect } from "./bind-select.ts";
import type { BindContext, QueryOptions } from "./context.ts";
import { isSetOperation } from "./parse-node.ts";
import { partOf, type QueryPlace } from "./scope.ts";

/** Binds a query. */
export function bindQuery(
  context: BindContext,
  at: QueryPlace,
  select: SelectStmt,
  options: QueryOptions,
): LogicalPlan {
  if (select.lockingClause !== undefined) throw context.unsupported("FOR UPDATE");
  if (select.intoClause !== undefined) throw context.unsupported("SELECT INTO", select.intoClause.rel?.location);
  if (select.withClause === undefined) return bindBody(context, partOf(at), select, options);
  const scope = context.clauses.with(context, at, select.withClause);
  return scope.around(bindBody(context, scope.at, select, options));
}

function bindBody(context: BindContext, at: QueryPlace, select: SelectStmt, options: QueryOptions): LogicalPlan {
  if (isSetOperation(select)) return context.clauses.setOperation(context, at, select);
  if (select.valuesLists !== undefined) return context.clauses.values(context, at, select, options);
  return bindSelect(context, at, select, options);
}
