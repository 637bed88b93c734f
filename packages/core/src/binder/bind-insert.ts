// INSERT: rows for the table's columns in order, cast as assignments, with defaults where none was given.
import type { InsertStmt, Node, SelectStmt } from "@pgsql/types";
import { kept, refTo } from "../logical/column-ref.ts";
import { canBeNull } from "../logical/nullability.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { bindWith } from "./bind-cte.ts";
import { bindReturning } from "./bind-returning.ts";
import { placesOf } from "./bind-set.ts";
import { assign } from "./coerce.ts";
import type { BindContext, BoundTable } from "./context.ts";
import { refuseGiven, withGenerated } from "./generated-columns.ts";
import { isSetOperation, listItems, locationOf } from "./parse-node.ts";
import { retype } from "./retype.ts";
import { EMPTY_NAMESPACE, newLevel, type Place, partOf, type QueryPlace, scopeOf } from "./scope.ts";
import type { SetCall } from "./set-call.ts";
import { withSets } from "./set-calls.ts";
import type { BoundTableChange } from "./statement.ts";
import { defaultOf, fieldPosition, refuseParts, writableTable } from "./target-table.ts";

/** Binds INSERT. */
export function bindInsert(context: BindContext, place: QueryPlace, node: InsertStmt): BoundTableChange {
  if (node.onConflictClause !== undefined) throw context.unsupported("ON CONFLICT", node.onConflictClause.location);
  if (node.override !== undefined && node.override !== "OVERRIDING_NOT_SET") throw context.unsupported("OVERRIDING");
  const { name, table } = writableTable(context, node.relation, "insert into");
  const columns = targetColumns(context, name, table, node.cols);
  const scope = node.withClause === undefined ? undefined : bindWith(context, place, node.withClause);
  const at = scope?.at ?? partOf(place);
  const rows = withGenerated(context, table, rowsOf(context, at, table, columns, node));
  const returned = node.returningClause === undefined ? [] : returnedOf(context, at, name, node, rows);
  const plan = returned.length === 0 ? rows : withReturned(rows, returned);
  return {
    kind: "insert",
    table: name,
    plan: scope === undefined ? plan : scope.around(plan),
    ...(node.returningClause === undefined ? {} : { returning: returned.length }),
  };
}

function returnedOf(
  context: BindContext,
  at: QueryPlace,
  table: string,
  { relation, returningClause = {} }: InsertStmt,
  rows: LogicalPlan,
): readonly NamedExpr[] {
  const alias = relation?.alias?.aliasname;
  const names = alias === undefined ? { relation: table } : { relation: alias, aliasOf: table };
  const row = { after: outputColumnsOf(rows) };
  return bindReturning(context, { at, ...names, row, others: EMPTY_NAMESPACE }, returningClause);
}

function withReturned(rows: LogicalPlan, returned: readonly NamedExpr[]): LogicalPlan {
  return { kind: "project", input: rows, exprs: [...outputColumnsOf(rows).map(kept), ...returned] };
}

/** Positions of the columns that are given, in the order in which they are. */
function targetColumns(
  context: BindContext,
  name: string,
  table: BoundTable,
  cols: readonly Node[] | undefined,
): { readonly positions: readonly number[]; readonly named: readonly Node[] | undefined } {
  if (cols === undefined) return { positions: [...table.fields.keys()], named: undefined };
  const positions: number[] = [];
  for (const col of cols) {
    if (!("ResTarget" in col)) throw context.unsupported("this column list");
    const { name: column = "", indirection, location } = col.ResTarget;
    const at = fieldPosition(context, name, table, column, location);
    if (positions.includes(at)) {
      throw context.error("ALREADY_EXISTS", "42701", `column "${column}" specified more than once`, location);
    }
    refuseParts(context, table.fields[at] as BoundTable["fields"][number], indirection, location);
    positions.push(at);
  }
  return { positions, named: cols };
}

function rowsOf(
  context: BindContext,
  at: QueryPlace,
  table: BoundTable,
  columns: { readonly positions: readonly number[]; readonly named: readonly Node[] | undefined },
  { selectStmt }: InsertStmt,
): LogicalPlan {
  if (selectStmt === undefined)
    return values(context, table, [table.fields.map((_, field) => defaultOf(table, field))]);
  if (!("SelectStmt" in selectStmt)) throw context.unsupported("this INSERT");
  const select = selectStmt.SelectStmt;
  const rows = plainValues(select);
  if (rows !== undefined) {
    const level = newLevel();
    const scope = scopeOf(at, level, EMPTY_NAMESPACE, [{ name: table.ref.name }]);
    const place: Place = { scope, clause: "VALUES", isSingleRow: rows.length === 1 };
    const given = rows.map((row) => bindRow(context, place, table, columns, row, rows[0]?.length ?? 0));
    return level.sets.length === 0
      ? values(context, table, given)
      : fromSets(context, table, given[0] ?? [], level.sets);
  }
  const plan = context.query(at, select, { keepUnknown: true });
  const width = outputColumnsOf(plan).length;
  const places = placesOf(select);
  checkWidth(context, columns, width, places);
  const positions = columns.positions.slice(0, width);
  const fields = positions.map((position) => table.fields[position] as BoundTable["fields"][number]);
  for (const [at, position] of positions.entries()) refuseGiven(context, table, position, "insert", places[at]);
  const typed = retype(
    context,
    plan,
    fields.map(({ type }) => type),
    (expr, column) =>
      assign(context, expr, fields[column] as BoundTable["fields"][number], context.locationOf(expr) ?? places[column]),
  );
  return inTableOrder(context, table, typed, positions);
}

/** The rows of VALUES with nothing around them; undefined for every other query. */
function plainValues(select: SelectStmt): readonly (readonly Node[])[] | undefined {
  const { valuesLists, sortClause, limitCount, limitOffset, withClause } = select;
  if (valuesLists === undefined || isSetOperation(select)) return undefined;
  const around = [sortClause, limitCount, limitOffset, withClause].some((clause) => clause !== undefined);
  return around ? undefined : valuesLists.map(listItems);
}

function checkWidth(
  context: BindContext,
  { positions, named }: { readonly positions: readonly number[]; readonly named: readonly Node[] | undefined },
  width: number,
  places: readonly (number | undefined)[],
): void {
  if (width > positions.length) {
    const message = "INSERT has more expressions than target columns";
    throw context.error("SYNTAX", "42601", message, places[positions.length]);
  }
  const first = width < positions.length ? named?.[width] : undefined;
  if (first !== undefined) {
    const message = "INSERT has more target columns than expressions";
    throw context.error("SYNTAX", "42601", message, locationOf(first));
  }
}

/** One row of VALUES, each item as its column's type, DEFAULT as the column's default. */
function bindRow(
  context: BindContext,
  place: Place,
  table: BoundTable,
  columns: { readonly positions: readonly number[]; readonly named: readonly Node[] | undefined },
  row: readonly Node[],
  width: number,
): readonly LogicalExpr[] {
  const places = row.map(locationOf);
  if (row.length !== width) {
    throw context.error("SYNTAX", "42601", "VALUES lists must all be the same length", places[0]);
  }
  // Errors are found in PostgreSQL's order: in the expressions, then in their number.
  const exprs = row.map((node) => ("SetToDefault" in node ? undefined : context.expr(place, node)));
  checkWidth(context, columns, row.length, places);
  const given = new Map<number, LogicalExpr>();
  for (const [item, expr] of exprs.entries()) {
    const position = columns.positions[item] as number;
    const field = table.fields[position] as BoundTable["fields"][number];
    if (expr === undefined) {
      given.set(position, defaultOf(table, position));
      continue;
    }
    refuseGiven(context, table, position, "insert", places[item]);
    given.set(position, assign(context, expr, field, places[item]));
  }
  return table.fields.map((_, position) => given.get(position) ?? defaultOf(table, position));
}

function values(context: BindContext, table: BoundTable, rows: readonly (readonly LogicalExpr[])[]): LogicalPlan {
  const columns = table.fields.map(({ name, type }, position): OutputColumn => {
    const nullable = rows.some((row) => canBeNull(row[position] as LogicalExpr, context.ports.functions, () => true));
    return context.column(name, type, nullable);
  });
  return { kind: "values", columns, rows };
}

/** A row whose functions return sets: as many rows as the longest has. */
function fromSets(
  context: BindContext,
  { fields }: BoundTable,
  row: readonly LogicalExpr[],
  sets: readonly SetCall[],
): LogicalPlan {
  const input = withSets({ kind: "values", columns: [], rows: [[]] }, sets);
  const exprs = fields.map(({ name, type }, position) => {
    return { output: context.column(name, type, true), expr: row[position] as LogicalExpr };
  });
  return { kind: "project", input, exprs };
}

/** The query's columns at their fields' places, and defaults at the others. */
function inTableOrder(
  context: BindContext,
  table: BoundTable,
  plan: LogicalPlan,
  positions: readonly number[],
): LogicalPlan {
  const columns = outputColumnsOf(plan);
  const exprs = table.fields.map(({ name, type }, position) => {
    const at = positions.indexOf(position);
    const column = columns[at];
    const expr: LogicalExpr = column === undefined ? defaultOf(table, position) : refTo(column);
    return { output: context.column(name, type, column?.nullable ?? true), expr };
  });
  return { kind: "project", input: plan, exprs };
}
