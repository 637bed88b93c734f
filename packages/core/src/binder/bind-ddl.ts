// Statements that make and drop tables and views.
import type { CreateTableAsStmt, DropStmt, RangeVar, ViewStmt } from "@pgsql/types";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { changesInWith } from "../sql/only-reads.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { viewQueryText } from "../sql/view-query.ts";
import type { BindContext } from "./context.ts";
import { storedTypes } from "./declared-type.ts";
import { refuseOtherDatabase } from "./other-database.ts";
import { isSchema, names } from "./parse-node.ts";
import { isRecord } from "./row-origin.ts";
import { NOWHERE, type QueryPlace } from "./scope.ts";
import type { BoundStatement } from "./statement.ts";
import { checkStorageParameters } from "./storage-parameters.ts";

/** The name of a relation to make or change. @throws FfqError 3F000 */
export function targetRelation(context: BindContext, range: RangeVar | undefined): string {
  const { relname = "", schemaname, location } = range ?? {};
  if (range !== undefined) refuseOtherDatabase(context, range, location);
  if (schemaname !== undefined && schemaname !== "public" && schemaname !== "pg_temp") {
    throw context.error("NOT_FOUND", "3F000", `schema "${schemaname}" does not exist`, location);
  }
  return relname;
}

/** CREATE TABLE ... AS query. */
export function bindCreateTableAs(
  context: BindContext,
  at: QueryPlace,
  node: CreateTableAsStmt,
): Extract<BoundStatement, { kind: "create-table-as" }> {
  const { query, into, objtype, is_select_into, if_not_exists = false } = node;
  if (is_select_into) throw context.unsupported("SELECT INTO");
  if (objtype === "OBJECT_MATVIEW") throw context.unsupported("CREATE MATERIALIZED VIEW");
  if (query === undefined || !("SelectStmt" in query)) throw context.unsupported("CREATE TABLE AS EXECUTE");
  checkStorageParameters(context, into?.options);
  const plan = storedTypes(context, context.query(at, query.SelectStmt));
  const given = names(into?.colNames);
  const columns = outputColumnsOf(plan);
  if (given.length > columns.length) {
    throw context.error("SYNTAX", "42601", "too many column names were specified");
  }
  const renamed = given.length === 0 ? plan : withNames(context, plan, given);
  refuseDuplicates(
    context,
    outputColumnsOf(renamed).map(({ name }) => name),
  );
  refuseRecords(context, outputColumnsOf(renamed));
  return {
    kind: "create-table-as",
    name: targetRelation(context, into?.rel),
    ifNotExists: if_not_exists,
    plan: renamed,
    withData: !(into?.skipData ?? false),
  };
}

function withNames(context: BindContext, plan: LogicalPlan, given: readonly string[]): LogicalPlan {
  const exprs = outputColumnsOf(plan).map((column, at) => ({
    output: context.column(given[at] ?? column.name, column.type, column.nullable),
    expr: { kind: "column", column: column.id, type: column.type } as const,
  }));
  return { kind: "project", input: plan, exprs };
}

/** @throws FfqError 42P16 for a column of rows that are of no table or view, or of arrays of such */
function refuseRecords(context: BindContext, columns: readonly Pick<OutputColumn, "name" | "type">[]): void {
  for (const { name, type } of columns) {
    if (!isRecord(type)) continue;
    const shown = type.kind === "list" ? "record[]" : "record";
    throw context.error("INVALID_QUERY", "42P16", `column "${name}" has pseudo-type ${shown}`);
  }
}

/** @throws FfqError 42701 */
export function refuseDuplicates(context: BindContext, columns: readonly string[], location?: number): void {
  const seen = new Set<string>();
  for (const name of columns) {
    if (seen.has(name)) {
      throw context.error("ALREADY_EXISTS", "42701", `column "${name}" specified more than once`, location);
    }
    seen.add(name);
  }
}

/** CREATE VIEW: the text after AS is kept; binding it now shows that it can be. */
export function bindCreateView(context: BindContext, node: ViewStmt, parsed: ParsedStatement): BoundStatement {
  const { view, aliases, query, replace = false, options, withCheckOption } = node;
  if (options !== undefined) throw context.unsupported("WITH (...) in CREATE VIEW");
  if (withCheckOption !== undefined && withCheckOption !== "NO_CHECK_OPTION") {
    throw context.unsupported("WITH CHECK OPTION");
  }
  const written = viewQueryText(context.source.text.slice(parsed.span.start, parsed.span.end));
  if (written === undefined || query === undefined || !("SelectStmt" in query)) throw context.unsupported("this view");
  if (changesInWith(query.SelectStmt)) {
    const message = "views must not contain data-modifying statements in WITH";
    throw context.error("UNSUPPORTED", "0A000", message);
  }
  const plan = context.query(NOWHERE, query.SelectStmt);
  const given = names(aliases);
  const columns = outputColumnsOf(plan).map(({ name }, at) => given[at] ?? name);
  if (given.length > columns.length) {
    throw context.error("SYNTAX", "42601", "CREATE VIEW specifies more column names than columns");
  }
  refuseDuplicates(context, columns);
  refuseRecords(
    context,
    outputColumnsOf(plan).map(({ type }, at) => ({ name: columns[at] ?? "", type })),
  );
  const name = targetRelation(context, view);
  const text = written.isRecursive ? recursiveQuery(name, given, written.query) : written.query;
  return {
    kind: "create-view",
    name,
    orReplace: replace,
    columnNames: given,
    text,
    plan,
  };
}

/** What CREATE RECURSIVE VIEW means: its query is one that names itself. */
function recursiveQuery(name: string, columns: readonly string[], query: string): string {
  const quoted = (each: string): string => `"${each.replaceAll('"', '""')}"`;
  const list = columns.map(quoted).join(", ");
  return `WITH RECURSIVE ${quoted(name)} (${list}) AS (${query}\n) SELECT ${list} FROM ${quoted(name)}`;
}

/** DROP TABLE and DROP VIEW. */
export function bindDrop(
  context: BindContext,
  { objects = [], removeType, missing_ok = false, behavior }: DropStmt,
): BoundStatement {
  if (removeType !== "OBJECT_TABLE" && removeType !== "OBJECT_VIEW") {
    const what = (removeType ?? "").replace(/^OBJECT_/, "").replace("MATVIEW", "MATERIALIZED VIEW");
    throw context.unsupported(`DROP ${what}`);
  }
  const dropped = objects.map((object) => {
    const written = "List" in object ? names(object.List.items) : [];
    const [relname, schemaname, catalogname] = [...written].reverse();
    refuseOtherDatabase(context, { catalogname, schemaname, relname });
    const parts = written.slice(-2);
    const [schema] = parts;
    if (parts.length > 1 && !isSchema(schema ?? "") && !missing_ok) {
      throw context.error("NOT_FOUND", "3F000", `schema "${schema}" does not exist`);
    }
    return parts.at(-1) ?? "";
  });
  return {
    kind: "drop",
    what: removeType === "OBJECT_TABLE" ? "table" : "view",
    names: dropped,
    cascade: behavior === "DROP_CASCADE",
    ifExists: missing_ok,
  };
}
