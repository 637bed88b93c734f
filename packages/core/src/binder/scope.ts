// Names in sight: the relations of a FROM clause, and the scopes of the enclosing queries. Ids are unique in
// the query, so a column found further out is simply its ColumnRef.
import type { ColumnRef } from "../expr/expr.ts";
import type { OutputColumn } from "../logical/plan.ts";
import type { BindContext } from "./context.ts";
import { nearest } from "./suggest.ts";

export interface ScopeRelation {
  readonly name: string;
  readonly columns: readonly OutputColumn[];
}

export interface Scope {
  readonly relations: readonly ScopeRelation[];
  readonly outer?: Scope;
}

/** @throws FfqError 42703, 42702 or 42P01, as PostgreSQL does */
export function findColumn(
  context: BindContext,
  scope: Scope,
  table: string | undefined,
  name: string,
  location: number | undefined,
): ColumnRef {
  let known = false;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const relations = at.relations.filter((relation) => table === undefined || relation.name === table);
    if (table !== undefined && relations.length > 0) known = true;
    const found = relations.flatMap(({ columns }) => columns.filter((column) => column.name === name));
    const [first] = found;
    if (found.length > 1)
      throw context.error("AMBIGUOUS", "42702", `column reference "${name}" is ambiguous`, location);
    if (first !== undefined) return { kind: "column", column: first.id, type: first.type };
    if (known) break;
  }
  if (table !== undefined && !known) {
    throw context.error("NOT_FOUND", "42P01", `missing FROM-clause entry for table "${table}"`, location);
  }
  const shown = table === undefined ? `"${name}"` : `${table}.${name}`;
  const near = nearest(
    name,
    scope.relations.flatMap(({ columns }) => columns.map((column) => column.name)),
  );
  const hint = near === undefined ? undefined : `Perhaps you meant to reference the column "${near}".`;
  throw context.error("NOT_FOUND", "42703", `column ${shown} does not exist`, location, hint);
}
