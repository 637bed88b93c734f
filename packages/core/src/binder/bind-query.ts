// A query as a whole: WITH around it, and which of SELECT, VALUES and a set operation it is.
import type { SelectStmt } from "@pgsql/types";
import type { LogicalPlan } from "../logical/plan.ts";
import { bindWith } from "./bind-cte.ts";
import { bindSelect } from "./bind-select.ts";
import { bindSetOperation, isSetOperation } from "./bind-set.ts";
import { bindValues } from "./bind-values.ts";
import type { BindContext, QueryOptions } from "./context.ts";
import type { QueryPlace } from "./scope.ts";

/** Binds a query. */
export function bindQuery(
  context: BindContext,
  at: QueryPlace,
  select: SelectStmt,
  options: QueryOptions,
): LogicalPlan {
  if (select.lockingClause !== undefined) throw context.unsupported("FOR UPDATE");
  if (select.intoClause !== undefined) throw context.unsupported("SELECT INTO", select.intoClause.rel?.location);
  if (select.withClause === undefined) return bindBody(context, at, select, options);
  const scope = bindWith(context, at, select.withClause);
  return scope.around(bindBody(context, scope.at, select, options));
}

function bindBody(context: BindContext, at: QueryPlace, select: SelectStmt, options: QueryOptions): LogicalPlan {
  if (isSetOperation(select)) return bindSetOperation(context, at, select);
  if (select.valuesLists !== undefined) return bindValues(context, at, select, options);
  return bindSelect(context, at, select, options);
}
