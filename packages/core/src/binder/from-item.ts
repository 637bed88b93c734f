// Items of FROM while they are put together: a plan with the names that reach its columns.
import type { Alias } from "@pgsql/types";
import { outputColumnsOf } from "../logical/tree.ts";
import type { FromItem } from "./clauses.ts";
import type { BindContext } from "./context.ts";
import { names } from "./parse-node.ts";
import { columnsInPlan } from "./references.ts";
import type { Forbidden, HiddenRelation, Namespace } from "./scope.ts";

/** The names left of a subquery that must not be used in it, with what to do. */
export function hidden(visible: Namespace): readonly HiddenRelation[] {
  const hint = "To reference that table, you must mark this subquery with LATERAL.";
  return visible.relations.map(({ name, forbidden }) => (forbidden === undefined ? { name, hint } : { name }));
}

/** What stands left of an item of FROM, in order. Unlike in a join, names may be there twice. */
export function beside({ relations, columns }: Namespace, next: Namespace): Namespace {
  return { relations: [...relations, ...next.relations], columns: [...columns, ...next.columns] };
}

/** Names that LATERAL finds, but must not use; `hint` says why, by the relation's name. */
export function forbid({ relations, columns }: Namespace, hint: (relation: string) => string): Namespace {
  const by = (relation: string): { readonly forbidden: Forbidden } => ({
    forbidden: { relation, hint: hint(relation) },
  });
  // PostgreSQL has a name for a join and for a subquery that were given none.
  const [first, ...others] = relations;
  const owner =
    first === undefined
      ? "unnamed_subquery"
      : others.length === 0 && first.columns.length === columns.length
        ? first.name
        : "unnamed_join";
  return {
    relations: relations.map((relation) => ({ ...relation, ...by(relation.name) })),
    columns: columns.map((column) => ({ ...column, ...by(owner) })),
  };
}

/** `left, right` */
export function combine(context: BindContext, left: FromItem, right: FromItem): FromItem {
  return {
    plan: {
      kind: "join",
      join: "inner",
      left: left.plan,
      right: right.plan,
      on: [],
      lateral: isLateral(left, right),
    },
    ...joinNames(context, left, right),
    mayBeLateral: left.mayBeLateral || right.mayBeLateral,
  };
}

/** Both sides' names. @throws FfqError 42712 when they share one */
export function joinNames(context: BindContext, left: Namespace, right: Namespace): Namespace {
  for (const { name } of right.relations) {
    if (left.relations.some((relation) => relation.name === name)) {
      throw context.error("INVALID_QUERY", "42712", `table name "${name}" specified more than once`);
    }
  }
  return { relations: [...left.relations, ...right.relations], columns: [...left.columns, ...right.columns] };
}

/** Whether the right side does refer to the left one. */
export function isLateral(left: FromItem, right: FromItem): boolean {
  if (!right.mayBeLateral) return false;
  const produced = new Set<number>(outputColumnsOf(left.plan).map(({ id }) => id));
  for (const column of columnsInPlan(right.plan)) if (produced.has(column)) return true;
  return false;
}

/** The column names of an alias. @throws FfqError 42P10 when there are too many */
export function aliasNames(
  context: BindContext,
  name: string,
  alias: Alias | undefined,
  columns: number,
): readonly string[] {
  const given = names(alias?.colnames);
  if (given.length > columns) {
    const message = `table "${name}" has ${columns} columns available but ${given.length} columns specified`;
    throw context.error("INVALID_QUERY", "42P10", message);
  }
  return given;
}

/** `dir/orders.parquet` is called orders. */
export function stemOf(path: string): string {
  const file = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return file.replace(/\.[^.]*$/, "") || path;
}
