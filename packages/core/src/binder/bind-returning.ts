// RETURNING: expressions over the rows that a statement changes, as they were and as they become. Names mean the new
// row where there is one; `old` and `new` name both (PostgreSQL 18, section 6.4). Subqueries see the tables as they
// were before the statement.
import type { Node, ReturningClause } from "@pgsql/types";
import { canBeNull } from "../logical/nullability.ts";
import type { LogicalExpr, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { bindTargets } from "./bind-target.ts";
import type { BindContext } from "./context.ts";
import { canColumnBeNull } from "./find-column.ts";
import {
  type Namespace,
  newLevel,
  type QueryPlace,
  relationOf,
  type Scope,
  type ScopeColumn,
  type ScopeRelation,
  scopeOf,
} from "./scope.ts";

/** A row before and after the statement; absent where there is none: before INSERT, after DELETE. */
export interface ChangedRow {
  readonly before?: readonly OutputColumn[];
  readonly after?: readonly OutputColumn[];
}

export interface Returning {
  readonly at: QueryPlace;
  /** The table's name or alias. */
  readonly relation: string;
  /** The table's name where that is an alias. */
  readonly aliasOf?: string;
  readonly row: ChangedRow;
  /** What else the statement reads. */
  readonly others: Namespace;
}

/** The columns that come back. */
export function bindReturning(
  context: BindContext,
  { at, relation, aliasOf, row, others }: Returning,
  { options = [], exprs = [] }: ReturningClause,
): readonly NamedExpr[] {
  const current = row.after ?? row.before ?? [];
  // They are the table's columns, whatever made their values.
  for (const column of row.after ?? []) context.declare(column.id, column.type);
  const table = { rowsOf: aliasOf ?? relation };
  const target = { ...relationOf(relation, current), ...table, ...(aliasOf === undefined ? {} : { aliasOf }) };
  const { before, after } = rowNames(context, options);
  const taken = new Set([relation, ...others.relations.map(({ name }) => name)]);
  const rows = [sideOf(before, row.before, current), sideOf(after, row.after, current)];
  const free = rows.filter(({ name }) => !taken.has(name)).map((side) => ({ ...side, ...table }));
  const relations = [target, ...others.relations, ...free];
  const namespace = { relations, columns: [...target.columns, ...others.columns] };
  const scope: Scope = scopeOf(at, newLevel(), namespace);
  const targets = bindTargets(context, { scope, clause: "RETURNING" }, exprs, false);
  return targets.map(({ name, expr }) => {
    const nullable = canBeNull(expr, context.ports.functions, (id) => canColumnBeNull(scope, id));
    return { output: context.column(name, expr.type, nullable), expr };
  });
}

/** A row by its own name; without one, it and every column of it are NULL. */
function sideOf(name: string, side: readonly OutputColumn[] | undefined, like: readonly OutputColumn[]): ScopeRelation {
  if (side !== undefined) return relationOf(name, side);
  const columns = like.map((column): ScopeColumn => {
    const expr: LogicalExpr = { kind: "constant", value: null, type: column.type };
    return { name: column.name, expr, nullable: true };
  });
  return { name, columns, absent: true };
}

/** WITH (OLD AS o, NEW AS n). @throws FfqError 42601 for one that is named twice */
function rowNames(context: BindContext, options: readonly Node[]): { readonly before: string; readonly after: string } {
  let before: string | undefined;
  let after: string | undefined;
  for (const node of options) {
    if (!("ReturningOption" in node)) throw context.unsupported("this RETURNING option");
    const { option, value = "", location } = node.ReturningOption;
    const isOld = option === "RETURNING_OPTION_OLD";
    if ((isOld ? before : after) !== undefined) {
      throw context.error("SYNTAX", "42601", `${isOld ? "OLD" : "NEW"} cannot be specified multiple times`, location);
    }
    if (isOld) before = value;
    else after = value;
  }
  return { before: before ?? "old", after: after ?? "new" };
}
