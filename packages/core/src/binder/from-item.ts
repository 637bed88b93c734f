// Items of FROM while they are put together: a plan with the names that reach its columns.
import type { Alias } from "@pgsql/types";
import { outputColumnsOf } from "../logical/tree.ts";
import type { FromItem } from "./clauses.ts";
import type { BindContext } from "./context.ts";
import { names } from "./parse-node.ts";
import { columnsInPlan } from "./references.ts";
import type { HiddenRelation, Namespace } from "./scope.ts";

/** The names left of a subquery that must not be used in it, with what to do. */
export function hidden(visible: Namespace): readonly HiddenRelation[] {
  return visible.relations.map(({ name }) => ({
    name,
    hint: "To reference that table, you must mark this subquery with LATERAL.",
  }));
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
