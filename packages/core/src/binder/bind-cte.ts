// WITH: definitions under names, each seen by those after it and by the query. A query that nobody refers to is bound, for
// its errors, and not run. Definitions that change tables are bound elsewhere (changing-with.ts).
import type { CommonTableExpr, Node, WithClause } from "@pgsql/types";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { bindRecursive, inDependencyOrder } from "./bind-recursive.ts";
import type { WithScope } from "./clauses.ts";
import type { BindContext } from "./context.ts";
import type { BoundDefinition, Changes, Definition } from "./definition.ts";
import { names } from "./parse-node.ts";
import { checkRecursion, referredNames } from "./recursive-references.ts";
import { type CteEntry, type CteScope, partOf, type QueryPlace } from "./scope.ts";

/** Binds a WITH clause. */
export function bindWith(
  context: BindContext,
  at: QueryPlace,
  { ctes = [], recursive = false }: WithClause,
): WithScope {
  const all = ctes.map((node): CommonTableExpr => {
    if (!("CommonTableExpr" in node)) throw context.unsupported("this WITH");
    return node.CommonTableExpr;
  });
  refuseDuplicates(context, all);
  const changes = changesOf(context, at, all);
  let scope: CteScope = at.ctes;
  const definitions: Definition[] = [];
  const written = all.map(({ ctename = "" }) => ctename);
  const referred = recursive ? referencesOf(all) : new Map<CommonTableExpr, ReadonlySet<string>>();
  const isRecursive = (cte: CommonTableExpr): boolean => referred.get(cte)?.has(cte.ctename ?? "") ?? false;
  const ordered = recursive ? inDependencyOrder(context, all, referred) : all;
  // Before any of them is bound.
  for (const cte of ordered) if (isRecursive(cte)) checkRecursion(context, cte, cte.ctequery as Node);
  for (const cte of ordered) {
    const before = definitions.map(({ entry }) => entry.uses);
    const later = recursive ? [] : written.slice(definitions.length);
    const within = { ...partOf(at), ctes: later.length === 0 ? scope : { entries: new Map(), later, outer: scope } };
    const { plan, columns, reference } = bindDefinition(context, within, cte, isRecursive(cte), changes);
    for (const column of columns) context.define(column.id, { plan, column: column.id });
    const name = cte.ctename ?? "";
    const entry: CteEntry = {
      cte: context.cte(),
      name,
      columns: renamed(context, cte, columns),
      uses: 0,
      ...reference,
    };
    // Of thousands of definitions each uses few.
    const uses = new Map<CteEntry, number>();
    for (const [at, { entry: earlier }] of definitions.entries()) {
      const own = earlier.uses - (before[at] as number);
      if (own > 0) uses.set(earlier, own);
    }
    definitions.push({ entry, plan, materialized: cte.ctematerialized === "CTEMaterializeAlways", uses });
    scope = { entries: new Map([[name, entry]]), outer: scope };
  }
  return {
    at: { ...partOf(at), ctes: scope },
    around: (body) => changes?.arrange(definitions, body) ?? wrap(definitions, body),
  };
}

/** What binds the definitions that change tables; undefined where there are none. @throws FfqError 0A000 below the top */
function changesOf(context: BindContext, at: QueryPlace, ctes: readonly CommonTableExpr[]): Changes | undefined {
  const changing = ctes.find(({ ctequery }) => ctequery !== undefined && !("SelectStmt" in ctequery));
  if (changing === undefined) return undefined;
  if (at.changes !== undefined) return at.changes;
  const message = "WITH clause containing a data-modifying statement must be at the top level";
  throw context.error("UNSUPPORTED", "0A000", message, changing.location);
}

function wrap(definitions: readonly Definition[], body: LogicalPlan): LogicalPlan {
  let plan = body;
  for (const { entry, plan: definition, materialized, uses } of [...definitions].reverse()) {
    if (entry.uses === 0) {
      for (const [earlier, count] of uses) earlier.uses -= count;
      continue;
    }
    plan = { kind: "cte", cte: entry.cte, name: entry.name, definition, body: plan, materialized };
  }
  return plan;
}

function refuseDuplicates(context: BindContext, ctes: readonly CommonTableExpr[]): void {
  const seen = new Set<string>();
  for (const { ctename = "", location } of ctes) {
    if (seen.has(ctename)) {
      const message = `WITH query name "${ctename}" specified more than once`;
      throw context.error("INVALID_QUERY", "42712", message, location);
    }
    seen.add(ctename);
  }
}

/** What each names. */
function referencesOf(ctes: readonly CommonTableExpr[]): ReadonlyMap<CommonTableExpr, ReadonlySet<string>> {
  return new Map(ctes.map((cte) => [cte, cte.ctequery === undefined ? new Set() : referredNames(cte.ctequery)]));
}

function bindDefinition(
  context: BindContext,
  at: QueryPlace,
  cte: CommonTableExpr,
  isRecursive: boolean,
  changes: Changes | undefined,
): BoundDefinition {
  const { ctequery, location, search_clause, cycle_clause } = cte;
  if (!isRecursive && (search_clause ?? cycle_clause) !== undefined) {
    throw context.error("SYNTAX", "42601", "WITH query is not recursive", location);
  }
  if (ctequery !== undefined && "SelectStmt" in ctequery) {
    const select = ctequery.SelectStmt;
    const plan = isRecursive ? bindRecursive(context, at, cte, select) : context.query(at, select);
    return { plan, columns: outputColumnsOf(plan), reference: {} };
  }
  if (changes === undefined) throw context.unsupported("this WITH", location);
  return changes.define(at, cte);
}

/** The columns under the names of `WITH q (a, b)`. @throws FfqError 42P10 */
function renamed(
  context: BindContext,
  { ctename, aliascolnames, location }: CommonTableExpr,
  columns: readonly OutputColumn[],
): readonly OutputColumn[] {
  const given = names(aliascolnames);
  if (given.length > columns.length) {
    const message = `WITH query "${ctename}" has ${columns.length} columns available but ${given.length} columns specified`;
    throw context.error("INVALID_QUERY", "42P10", message, location);
  }
  return columns.map((column, at) => ({ ...column, name: given[at] ?? column.name }));
}
