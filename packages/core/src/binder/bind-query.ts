// A query as a whole: WITH around it, and which of SELECT, VALUES and a set operation it is.
import type { Node, SelectStmt } from "@pgsql/types";
import type { LogicalPlan } from "../logical/plan.ts";
import { bindSelect } from "./bind-select.ts";
import type { BindContext, QueryOptions } from "./context.ts";
import { isSetOperation } from "./parse-node.ts";
import { partOf, type QueryPlace } from "./scope.ts";

const weakerLocks: Readonly<Record<string, string>> = {
  LCS_FORKEYSHARE: "FOR KEY SHARE",
  LCS_FORSHARE: "FOR SHARE",
  LCS_FORNOKEYUPDATE: "FOR NO KEY UPDATE",
};

function lockName([clause]: readonly Node[]): string {
  const strength = clause !== undefined && "LockingClause" in clause ? clause.LockingClause.strength : undefined;
  return weakerLocks[strength ?? ""] ?? "FOR UPDATE";
}

/** Binds a query. */
export function bindQuery(
  context: BindContext,
  at: QueryPlace,
  select: SelectStmt,
  options: QueryOptions,
): LogicalPlan {
  if (select.lockingClause !== undefined) throw context.unsupported(lockName(select.lockingClause));
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
