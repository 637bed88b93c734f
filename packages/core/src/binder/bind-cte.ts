// WITH: definitions under names, each seen by those after it and by the query. A definition that nobody refers to
// is bound, for its errors, and not run.
import type { CommonTableExpr, Node, SelectStmt, WithClause } from "@pgsql/types";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { bindRecursive, inDependencyOrder } from "./bind-recursive.ts";
import type { WithScope } from "./clauses.ts";
import type { BindContext } from "./context.ts";
import { declaredType } from "./declared-type.ts";
import { names, tagOf } from "./parse-node.ts";
import { checkRecursion, refersTo } from "./recursive-references.ts";
import type { CteEntry, CteScope, QueryPlace } from "./scope.ts";

interface Definition {
  readonly entry: CteEntry;
  readonly plan: LogicalPlan;
  readonly materialized: boolean;
  /** How often this definition refers to earlier ones. */
  readonly uses: ReadonlyMap<CteEntry, number>;
}

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
  let scope: CteScope = at.ctes;
  const definitions: Definition[] = [];
  const ordered = recursive ? inDependencyOrder(context, all) : all;
  if (recursive) checkRecursions(context, ordered);
  for (const cte of ordered) {
    const before = new Map(definitions.map(({ entry }) => [entry, entry.uses]));
    const later = recursive ? [] : all.slice(definitions.length).map(({ ctename = "" }) => ctename);
    const within = { ...at, ctes: later.length === 0 ? scope : { entries: new Map(), later, outer: scope } };
    const { plan, columns } = bindDefinition(context, within, cte, recursive);
    const name = cte.ctename ?? "";
    const entry: CteEntry = { cte: context.cte(), name, columns, uses: 0 };
    const uses = new Map(
      definitions.map((earlier) => [earlier.entry, earlier.entry.uses - (before.get(earlier.entry) ?? 0)]),
    );
    definitions.push({ entry, plan, materialized: cte.ctematerialized === "CTEMaterializeAlways", uses });
    scope = { entries: new Map([[name, entry]]), outer: scope };
  }
  return { at: { ...at, ctes: scope }, around: (body) => wrap(definitions, body) };
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

/** Before any of them is bound. */
function checkRecursions(context: BindContext, ctes: readonly CommonTableExpr[]): void {
  for (const cte of ctes) {
    const { ctename = "", ctequery } = cte;
    if (ctequery === undefined || !("SelectStmt" in ctequery)) continue;
    if (refersTo(ctequery.SelectStmt, ctename)) checkRecursion(context, cte, ctequery.SelectStmt);
  }
}

function bindDefinition(
  context: BindContext,
  at: QueryPlace,
  cte: CommonTableExpr,
  recursive: boolean,
): { readonly plan: LogicalPlan; readonly columns: readonly OutputColumn[] } {
  const { ctequery, location, search_clause, cycle_clause } = cte;
  const select = selectOf(context, ctequery, location);
  const isRecursive = recursive && refersTo(select, cte.ctename ?? "");
  if (!isRecursive && (search_clause ?? cycle_clause) !== undefined) {
    throw context.error("SYNTAX", "42601", "WITH query is not recursive", location);
  }
  const plan = isRecursive ? bindRecursive(context, at, cte, select) : context.query(at, select);
  for (const column of outputColumnsOf(plan)) context.declare(column.id, declaredType(context, plan, column));
  return { plan, columns: renamed(context, cte, outputColumnsOf(plan)) };
}

function selectOf(context: BindContext, node: Node | undefined, location: number | undefined): SelectStmt {
  if (node !== undefined && "SelectStmt" in node) return node.SelectStmt;
  const word = node === undefined ? "" : tagOf(node).replace(/Stmt$/, "").toUpperCase();
  throw context.unsupported(`${word} in WITH`, location);
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
