// UPDATE, DELETE and TRUNCATE: plans that name rows by their numbers. A row that a join finds more than once is
// changed once.
import type { DeleteStmt, Node, RangeVar, ReturningClause, TruncateStmt, UpdateStmt, WithClause } from "@pgsql/types";
import { ROW_NUMBER_COLUMN } from "../catalog/table-provider.ts";
import { kept, refTo } from "../logical/column-ref.ts";
import { canBeNull } from "../logical/nullability.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { INT8 } from "../type/logical-type.ts";
import { bindWith } from "./bind-cte.ts";
import { bindFrom } from "./bind-from.ts";
import { bindReturning, type ChangedRow, type Returning } from "./bind-returning.ts";
import { bindSubqueryColumn } from "./bind-subquery.ts";
import type { FromItem, WithScope } from "./clauses.ts";
import { assign, toBool } from "./coerce.ts";
import type { BindContext, BoundTable } from "./context.ts";
import { canColumnBeNull } from "./find-column.ts";
import { refuseGiven, withGenerated } from "./generated-columns.ts";
import { locationOf } from "./parse-node.ts";
import {
  NOWHERE,
  newLevel,
  type Place,
  partOf,
  type QueryPlace,
  relationOf,
  type Scope,
  type ScopeRelation,
  scopeOf,
} from "./scope.ts";
import type { BoundChange, BoundTableChange } from "./statement.ts";
import { defaultOf, fieldPosition, refuseParts, writableTable } from "./target-table.ts";
import type { ViewVerb } from "./view-target.ts";

/** The rows to change, with the names that reach their columns. */
interface Rows {
  readonly name: string;
  readonly table: BoundTable;
  readonly scope: Scope;
  readonly plan: LogicalPlan;
  readonly row: OutputColumn;
  /** The table's columns, in its order. */
  readonly columns: readonly OutputColumn[];
  /** Other tables stand beside it: a row may be found more than once. */
  readonly joined: boolean;
  readonly at: QueryPlace;
  readonly around: WithScope["around"];
}

interface Parts {
  readonly relation: RangeVar | undefined;
  readonly others: readonly Node[] | undefined;
  readonly where: Node | undefined;
  readonly withClause: WithClause | undefined;
}

/** Binds UPDATE. */
export function bindUpdate(context: BindContext, place: QueryPlace, node: UpdateStmt): BoundTableChange {
  const { relation, fromClause, whereClause, withClause } = node;
  const rows = bindRows(context, place, { relation, others: fromClause, where: whereClause, withClause }, "update");
  const given = assignments(context, rows, node.targetList ?? []);
  const values = rows.columns.map((column, position): NamedExpr => {
    const expr = given.get(position) ?? refTo(column);
    const nullable = canBeNull(expr, context.ports.functions, (id) => canColumnBeNull(rows.scope, id));
    return { output: context.column(column.name, column.type, nullable), expr };
  });
  return { kind: "update", ...changed(context, rows, values, node.returningClause) };
}

/** Binds DELETE. */
export function bindDelete(context: BindContext, place: QueryPlace, node: DeleteStmt): BoundTableChange {
  const { relation, usingClause, whereClause, withClause } = node;
  const parts = { relation, others: usingClause, where: whereClause, withClause };
  const rows = bindRows(context, place, parts, "delete from");
  return { kind: "delete", ...changed(context, rows, [], node.returningClause) };
}

/** Binds TRUNCATE of one table: a DELETE of every row. */
export function bindTruncate(context: BindContext, { relations = [] }: TruncateStmt): BoundTableChange {
  const [relation, more] = relations;
  if (relation === undefined || more !== undefined || !("RangeVar" in relation)) {
    throw context.unsupported("TRUNCATE of several tables");
  }
  const parts = { relation: relation.RangeVar, others: undefined, where: undefined, withClause: undefined };
  const rows = bindRows(context, NOWHERE, parts, "truncate");
  return { kind: "delete", ...changed(context, rows, [], undefined) };
}

function bindRows(
  context: BindContext,
  place: QueryPlace,
  { relation, others, where, withClause }: Parts,
  verb: ViewVerb,
): Rows {
  const { name, table } = writableTable(context, relation, verb);
  const around = withClause === undefined ? undefined : bindWith(context, place, withClause);
  const at = around?.at ?? partOf(place);
  const columns = table.fields.map((field) => context.column(field.name, field.type, field.nullable));
  const row = context.column(ROW_NUMBER_COLUMN, INT8, false);
  const sources = columns.map((output) => ({ output, source: output.name }));
  const scan: LogicalPlan = {
    kind: "scan",
    table: table.ref,
    columns: [...sources, { output: row, source: ROW_NUMBER_COLUMN }],
    filters: [],
  };
  const alias = relation?.alias?.aliasname;
  const target = {
    ...relationOf(alias ?? name, columns),
    rowsOf: name,
    ...(alias === undefined ? {} : { aliasOf: name }),
  };
  const start: FromItem = { plan: scan, relations: [target], columns: target.columns, mayBeLateral: false };
  const level = newLevel();
  const from = bindFrom(context, at, level, others ?? [], start);
  const scope = scopeOf(at, level, from);
  const predicate =
    where === undefined
      ? undefined
      : toBool(context, context.expr({ scope, clause: "WHERE" }, where), "WHERE", locationOf(where));
  const plan: LogicalPlan = predicate === undefined ? from.plan : { kind: "filter", input: from.plan, predicate };
  const joined = others !== undefined;
  return { name, table, scope, plan, row, columns, joined, at, around: around?.around ?? ((body) => body) };
}

/** The row's number, `values` and what RETURNING asks for, once for each row. */
function changed(
  context: BindContext,
  rows: Rows,
  values: readonly NamedExpr[],
  returning: ReturningClause | undefined,
): BoundChange {
  const { name, plan, joined, around } = rows;
  const output = context.column(rows.row.name, rows.row.type, false);
  const number: NamedExpr = { output, expr: refTo(rows.row) };
  // What RETURNING may name comes along; the optimizer drops what it does not.
  const seen = returning === undefined ? [] : outputColumnsOf(plan).filter(({ id }) => id !== rows.row.id);
  const project: LogicalPlan = { kind: "project", input: plan, exprs: [number, ...values, ...seen.map(kept)] };
  const rowOnce: LogicalPlan = joined ? { kind: "distinct", input: project, on: [refTo(output)], order: [] } : project;
  const once = values.length === 0 ? rowOnce : withGenerated(context, rows.table, rowOnce, 1);
  if (returning === undefined) return { table: name, plan: around(once) };
  const written = outputColumnsOf(once).slice(0, values.length + 1);
  const after = values.length === 0 ? {} : { after: written.slice(1) };
  const exprs = bindReturning(context, returningOf(rows, { before: rows.columns, ...after }), returning);
  const passed = written.map(kept);
  return {
    table: name,
    plan: around({ kind: "project", input: once, exprs: [...passed, ...exprs] }),
    returning: exprs.length,
  };
}

/** The table stands first among the names. */
function returningOf({ at, scope, columns }: Rows, row: ChangedRow): Returning {
  const [target, ...relations] = scope.relations as readonly [ScopeRelation, ...ScopeRelation[]];
  const { name: relation, aliasOf } = target;
  const others = { relations, columns: scope.columns.slice(columns.length) };
  return { at, relation, ...(aliasOf === undefined ? {} : { aliasOf }), row, others };
}

/** The new values by the position of their column. */
function assignments(context: BindContext, rows: Rows, targets: readonly Node[]): ReadonlyMap<number, LogicalExpr> {
  const place: Place = { scope: rows.scope, clause: "UPDATE" };
  const given = new Map<number, LogicalExpr>();
  for (const target of targets) {
    if (!("ResTarget" in target) || target.ResTarget.val === undefined) throw context.unsupported("this assignment");
    const { name = "", indirection, val, location } = target.ResTarget;
    const isTable = indirection !== undefined && name === rows.scope.relations[0]?.name;
    const hint = isTable ? "SET target columns cannot be qualified with the relation name." : undefined;
    const position = fieldPosition(context, rows.name, rows.table, name, location, hint);
    const field = rows.table.fields[position] as BoundTable["fields"][number];
    refuseParts(context, field, indirection, location);
    if (given.has(position)) {
      throw context.error("SYNTAX", "42601", `multiple assignments to same column "${name}"`);
    }
    const node = "MultiAssignRef" in val ? valueOfRow(context, val.MultiAssignRef) : val;
    const expr = typeof node === "function" ? node(place) : newValue(context, place, rows.table, position, node);
    given.set(position, assign(context, expr, field, "MultiAssignRef" in val ? location : locationOf(val)));
  }
  return given;
}

function newValue(context: BindContext, place: Place, table: BoundTable, position: number, node: Node): LogicalExpr {
  if ("SetToDefault" in node) return defaultOf(table, position);
  refuseGiven(context, table, position, "update", locationOf(node));
  return context.expr(place, node);
}

/** `(a, b) = (1, 2)` or `(a, b) = (SELECT ...)`: the value of one of the columns. */
function valueOfRow(
  context: BindContext,
  { source, colno = 1, ncolumns = 1 }: Extract<Node, { MultiAssignRef: unknown }>["MultiAssignRef"],
): Node | ((place: Place) => LogicalExpr) {
  if (source !== undefined && "RowExpr" in source) {
    const items = source.RowExpr.args ?? [];
    if (items.length !== ncolumns) {
      const message = "number of columns does not match number of values";
      throw context.error("SYNTAX", "42601", message, source.RowExpr.location);
    }
    return items[colno - 1] as Node;
  }
  if (source === undefined || !("SubLink" in source)) {
    const message = "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression";
    throw context.error("UNSUPPORTED", "0A000", message, source === undefined ? undefined : locationOf(source));
  }
  const { subselect, location } = source.SubLink;
  if (subselect === undefined || !("SelectStmt" in subselect)) throw context.unsupported("this subquery", location);
  const select = subselect.SelectStmt;
  // Bound anew for each column: a plan must not stand in a tree twice.
  return (place) => bindSubqueryColumn(context, place, select, { at: colno - 1, of: ncolumns }, location);
}
