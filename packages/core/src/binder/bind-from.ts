// FROM: tables, views, common table expressions, subqueries and functions by their names. Items are joined from
// left to right; a LATERAL one sees what stands left of it.
import type { Alias, Node, RangeFunction, RangeVar } from "@pgsql/types";
import type { TableRef } from "../catalog/table-provider.ts";
import { nearest } from "../common/suggest.ts";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { type FileRelation, fileRelation } from "../sql/file-relation.ts";
import type { FromItem, FromPlace } from "./clauses.ts";
import type { BindContext, BoundTable } from "./context.ts";
import { expressionName } from "./expression-name.ts";
import { aliasNames, beside, combine, forbid, hidden, stemOf } from "./from-item.ts";
import { refuseOtherDatabase } from "./other-database.ts";
import { isSchema, locationOf } from "./parse-node.ts";
import {
  type CteEntry,
  EMPTY_NAMESPACE,
  type Namespace,
  type QueryLevel,
  type QueryPlace,
  relationOf,
  type ScopeColumn,
  scopeOf,
} from "./scope.ts";

/**
 * A FROM clause; without items one row without columns. `start` is the table that the statement changes: the items must
 * not refer to it.
 */
export function bindFrom(
  context: BindContext,
  at: QueryPlace,
  level: QueryLevel,
  items: readonly Node[],
  start?: FromItem,
): FromItem {
  let all = start;
  let visible: Namespace = start === undefined ? EMPTY_NAMESPACE : forbid(start, targetHint);
  for (const node of items) {
    const item = bindItem(context, { at, level, visible }, node);
    visible = beside(visible, item);
    all = all === undefined ? item : combine(context, all, item);
  }
  return all ?? { ...EMPTY_NAMESPACE, plan: { kind: "values", columns: [], rows: [[]] }, mayBeLateral: false };
}

function targetHint(relation: string): string {
  return `There is an entry for table "${relation}", but it cannot be referenced from this part of the query.`;
}

/** One item of FROM. */
function bindItem(context: BindContext, from: FromPlace, node: Node): FromItem {
  if ("RangeVar" in node) return bindTable(context, from, node.RangeVar);
  if ("JoinExpr" in node) return context.clauses.join(context, from, node.JoinExpr, bindItem);
  if ("RangeSubselect" in node) {
    const { subquery, alias, lateral = false } = node.RangeSubselect;
    if (subquery === undefined || !("SelectStmt" in subquery)) throw context.unsupported("this subquery in FROM");
    const scope = lateral
      ? scopeOf(from.at, from.level, from.visible)
      : scopeOf(from.at, from.level, EMPTY_NAMESPACE, hidden(from.visible));
    const plan = context.query({ ctes: from.at.ctes, outer: { scope, clause: "FROM" } }, subquery.SelectStmt);
    return ofPlan(context, plan, "unnamed_subquery", alias, lateral);
  }
  if ("RangeFunction" in node) return bindRangeFunction(context, from, node.RangeFunction);
  if ("RangeTableSample" in node) throw context.unsupported("TABLESAMPLE", node.RangeTableSample.location);
  throw context.unsupported(expressionName(node), locationOf(node));
}

/** A plan under a name. */
function ofPlan(
  context: BindContext,
  plan: LogicalPlan,
  name: string,
  alias: Alias | undefined,
  mayBeLateral: boolean,
  primaryKey?: readonly number[],
): FromItem {
  const shown = alias?.aliasname ?? name;
  const columns = outputColumnsOf(plan);
  const relation = relationOf(shown, columns, aliasNames(context, shown, alias, columns.length));
  // A subquery without an alias has columns but no name to qualify them by.
  const named = alias === undefined && name === "unnamed_subquery" ? [] : [relation];
  const facts = {
    ...(primaryKey === undefined ? {} : { primaryKey }),
    ...(shown === name ? {} : { aliasOf: name }),
  };
  const relations = named.map((each) => ({ ...each, ...facts }));
  return { plan, relations, columns: relation.columns, mayBeLateral };
}

function bindTable(context: BindContext, from: FromPlace, range: RangeVar): FromItem {
  const { relname = "", schemaname, alias, location } = range;
  const entry = schemaname === undefined ? findCte(from.at, relname) : undefined;
  if (entry !== undefined) {
    if (entry.isRound) from.level.readsRound = true;
    return unlisting(ofPlan(context, refer(context, entry, location), relname, alias, false), entry.unlisted ?? 0);
  }
  refuseOtherDatabase(context, range, location);
  if (schemaname !== undefined && !isSchema(schemaname)) {
    throw noRelation(context, `${schemaname}.${relname}`, location);
  }
  const table = context.ports.tables.table(relname);
  if (table === undefined) throw noRelation(context, relname, location, laterHint(from.at, relname));
  if (table.kind === "view") {
    return ofRelation(ofPlan(context, context.doors.view(context, relname, table), relname, alias, false), relname);
  }
  return scanItem(context, table, relname, alias);
}

/** A table or view, whose rows are of a type of their own. */
function ofRelation(item: FromItem, rowsOf: string): FromItem {
  return { ...item, relations: item.relations.map((relation) => ({ ...relation, rowsOf })) };
}

/** The item with its last columns out of what `*` stands for. */
function unlisting(item: FromItem, count: number): FromItem {
  if (count === 0) return item;
  const mark = (columns: readonly ScopeColumn[]): readonly ScopeColumn[] =>
    columns.map((column, at) => (at < columns.length - count ? column : { ...column, unlisted: true }));
  const relations = item.relations.map((relation) => ({ ...relation, columns: mark(relation.columns) }));
  return { ...item, relations, columns: mark(item.columns) };
}

/** A scan of all the table's columns. */
function scanItem(context: BindContext, table: BoundTable, name: string, alias: Alias | undefined): FromItem {
  const columns = table.fields.map((field) => ({
    output: context.column(field.name, field.type, field.nullable),
    source: field.name,
  }));
  const plan: LogicalPlan = { kind: "scan", table: table.ref, columns, filters: [] };
  const key = table.constraints?.find(({ primary }) => primary)?.columns;
  return ofRelation(ofPlan(context, plan, name, alias, false, key), name);
}

/** @throws FfqError 42P01 with a near name */
export function noRelation(context: BindContext, name: string, location: number | undefined, known?: string): Error {
  const near = known === undefined ? nearest(name, context.ports.tables.names()) : undefined;
  const hint = near === undefined ? known : `Perhaps you meant the table "${near}".`;
  return context.error("NOT_FOUND", "42P01", `relation "${name}" does not exist`, location, hint);
}

function findCte(at: QueryPlace, name: string): CteEntry | undefined {
  for (let scope: QueryPlace["ctes"] | undefined = at.ctes; scope !== undefined; scope = scope.outer) {
    const found = scope.entries.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function laterHint({ ctes }: QueryPlace, name: string): string | undefined {
  for (let scope: QueryPlace["ctes"] | undefined = ctes; scope !== undefined; scope = scope.outer) {
    if (!scope.later?.includes(name)) continue;
    return "Use WITH RECURSIVE, or re-order the WITH items to remove forward references.";
  }
  return undefined;
}

function refer(context: BindContext, entry: CteEntry, location: number | undefined): LogicalPlan {
  entry.guard?.(location);
  entry.uses++;
  const { held } = entry;
  const columns = entry.columns.map(({ id, name, type, nullable }) => ({
    output: context.column(name, type, nullable),
    source: id,
  }));
  if (held === undefined) {
    return context.locate({ kind: "cte-ref", cte: entry.cte, name: entry.name, columns } as const, location);
  }
  for (const { output, source } of columns) {
    const definition = context.definitionOf(source);
    if (definition !== undefined) context.define(output.id, definition);
  }
  return scanHeld(
    held,
    columns.map(({ output }) => output),
  );
}

/** The rows of a table that a statement holds: its columns have their positions for names. */
export function scanHeld(table: TableRef, columns: readonly OutputColumn[]): LogicalPlan {
  const scanned = columns.map((output, at) => ({ output, source: String(at) }));
  return { kind: "scan", table, columns: scanned, filters: [] };
}

function bindRangeFunction(context: BindContext, from: FromPlace, range: RangeFunction): FromItem {
  const files = fileRelation(range);
  if (files !== undefined) return bindFiles(context, range, files);
  const scope = scopeOf(from.at, from.level, from.visible);
  const { plan, name, scalar } = context.clauses.tableFunction(context, { scope, clause: "functions in FROM" }, range);
  const item = ofPlan(context, plan, name, range.alias, true);
  return scalar ? { ...item, relations: item.relations.map((relation) => ({ ...relation, scalar })) } : item;
}

function bindFiles(context: BindContext, range: RangeFunction, files: FileRelation): FromItem {
  const path = files.paths[0] as string;
  if (files.origin === "name") {
    const table = context.ports.tables.table(path);
    if (table?.kind === "view") {
      return ofRelation(ofPlan(context, context.doors.view(context, path, table), path, range.alias, false), path);
    }
    if (table !== undefined) return scanItem(context, table, path, range.alias);
  }
  const table = context.ports.tables.file?.(files);
  if (table === undefined) throw context.unsupported("a file in FROM", files.location);
  return scanItem(context, table, stemOf(path), range.alias);
}
