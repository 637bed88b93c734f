// PostgreSQL's limits on how much a statement may name (manual, appendix K).
import { exprKey } from "../expr/key.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import type { BindContext } from "./context.ts";
import type { Scope, ScopeRelation } from "./scope.ts";
import type { Target } from "./target.ts";

const MOST_TARGETS = 1664;
const MOST_COLUMNS = 1600;
const MOST_ARGUMENTS = 100;

/**
 * What a SELECT list names, and what other clauses add to it. A file can have more columns than any table of PostgreSQL:
 * queries over it are not limited.
 * @throws FfqError 54011
 */
export function refuseManyTargets(
  context: BindContext,
  { relations, level }: Pick<Scope, "level"> & { readonly relations: readonly Pick<ScopeRelation, "columns">[] },
  targets: readonly Target[],
  groups: readonly LogicalExpr[] = [],
): void {
  const windows = [...level.windows.groups.values()].flatMap(({ partitionBy, orderBy }) => [
    ...partitionBy,
    ...orderBy.map(({ expr }) => expr),
  ]);
  if (targets.length + groups.length + windows.length <= MOST_TARGETS) return;
  if (relations.some(({ columns }) => columns.length > MOST_COLUMNS)) return;
  const named = new Set(targets.map(({ expr }) => exprKey(expr)));
  const added = new Set([...groups, ...windows].map((expr) => exprKey(expr)).filter((key) => !named.has(key)));
  if (targets.length + added.size <= MOST_TARGETS) return;
  throw context.error("INVALID_QUERY", "54011", `target lists can have at most ${MOST_TARGETS} entries`);
}

/** The columns of CREATE TABLE. @throws FfqError 54011 */
export function refuseManyColumns(context: BindContext, count: number): void {
  if (count <= MOST_COLUMNS) return;
  throw context.error("INVALID_QUERY", "54011", `tables can have at most ${MOST_COLUMNS} columns`);
}

/** The fields of ROW(...). @throws FfqError 54011 */
export function refuseManyFields(context: BindContext, count: number, location: number | undefined): void {
  if (count <= MOST_TARGETS) return;
  throw context.error("INVALID_QUERY", "54011", `ROW expressions can have at most ${MOST_TARGETS} entries`, location);
}

/** Whether a call has more arguments than any may have; `tooManyArguments` is its error. */
export const hasManyArguments = (count: number): boolean => count > MOST_ARGUMENTS;

export function tooManyArguments(context: BindContext, location: number | undefined): Error {
  const message = `cannot pass more than ${MOST_ARGUMENTS} arguments to a function`;
  return context.error("INVALID_QUERY", "54023", message, location);
}
