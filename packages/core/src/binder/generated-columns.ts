// GENERATED ALWAYS AS (expression): columns that follow from the row's other columns (PostgreSQL manual, 5.4). Their
// values are computed when a row is written, STORED and VIRTUAL alike: what they follow from cannot change otherwise.
// An expression names the table's columns by ids that are their positions.
import type { Constraint, Node } from "@pgsql/types";
import { ColumnId } from "../common/ids.ts";
import { replaceTopDown, walk as walkExpr } from "../expr/tree.ts";
import { kept } from "../logical/column-ref.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { walk } from "../sql/walk.ts";
import { castContextOf } from "../type/coercion.ts";
import { bareType, printType } from "../type/logical-type.ts";
import { assignLater } from "./coerce.ts";
import type { BindContext, BoundTable } from "./context.ts";
import { locationOf } from "./parse-node.ts";
import { newLevel, type ScopeColumn, scopeOf } from "./scope.ts";
import type { ColumnDefinition } from "./statement.ts";

/** A column's generation clause, before the table's columns are known. */
export interface GenerationClause {
  readonly position: number;
  readonly constraint: Constraint;
}

/** The columns with their generation expressions. @throws FfqError 42P17, 42804 */
export function bindGenerated(
  context: BindContext,
  table: string,
  columns: readonly ColumnDefinition[],
  clauses: readonly GenerationClause[],
): readonly ColumnDefinition[] {
  const copied = columns.flatMap((column, position) => (column.generated === undefined ? [] : [position]));
  const generated = new Set([...copied, ...clauses.map(({ position }) => position)]);
  const known = new Map(
    clauses.map(({ position, constraint }) => {
      const node = constraint.raw_expr as Node;
      return [
        position,
        bindExpression(context, table, columns, generated, columns[position] as ColumnDefinition, node),
      ];
    }),
  );
  return columns.map((column, position) => {
    const expr = known.get(position);
    return expr === undefined ? column : { ...column, generated: expr };
  });
}

function bindExpression(
  context: BindContext,
  table: string,
  columns: readonly ColumnDefinition[],
  generated: ReadonlySet<number>,
  column: ColumnDefinition,
  node: Node,
): LogicalExpr {
  walk(node, (tag, inner) => {
    if (tag !== "SubLink") return undefined;
    const location = typeof inner["location"] === "number" ? inner["location"] : undefined;
    throw context.error("UNSUPPORTED", "0A000", "cannot use subquery in column generation expression", location);
  });
  const shown = columns.map(({ name, type, nullable }, position): ScopeColumn => {
    return { name, expr: { kind: "column", column: ColumnId(position), type }, nullable };
  });
  const namespace = { relations: [{ name: table, columns: shown }], columns: shown };
  const scope = scopeOf({ ctes: { entries: new Map() } }, newLevel(), namespace);
  const expr = context.expr({ scope, clause: "column generation expressions" }, node);
  refuseOtherGenerated(context, expr, columns, generated);
  refuseMutable(context, expr);
  const allowed = castContextOf(expr.type, column.type);
  if (expr.type.kind !== "unknown" && allowed !== "implicit" && allowed !== "assignment") {
    const [to, from] = [printType(bareType(column.type)), printType(bareType(expr.type))];
    const message = `column "${column.name}" is of type ${to} but default expression is of type ${from}`;
    const hint = "You will need to rewrite or cast the expression.";
    throw context.error("TYPE_MISMATCH", "42804", message, undefined, hint);
  }
  return assignLater(context, expr, column.type, locationOf(node));
}

function refuseOtherGenerated(
  context: BindContext,
  expr: LogicalExpr,
  columns: readonly ColumnDefinition[],
  generated: ReadonlySet<number>,
): void {
  walkExpr<LogicalLeaf>(expr, (node) => {
    if (node.kind !== "column" || !generated.has(node.column)) return;
    const message = `cannot use generated column "${columns[node.column]?.name}" in column generation expression`;
    throw context.error("INVALID_QUERY", "42P17", message, context.locationOf(node));
  });
}

function refuseMutable(context: BindContext, expr: LogicalExpr): void {
  walkExpr<LogicalLeaf>(expr, (node) => {
    if (node.kind !== "call") return;
    const { volatility, implicit = [] } = context.ports.functions.overload(node.overload);
    if (volatility === "immutable" && implicit.length === 0) return;
    throw context.error("INVALID_QUERY", "42P17", "generation expression is not immutable");
  });
}

/** Rows in table order with the generated columns computed from the others. */
export function withGenerated(
  context: BindContext,
  { fields, generated }: BoundTable,
  plan: LogicalPlan,
  /** Where the table's first column stands among the plan's. */
  first = 0,
): LogicalPlan {
  if (generated?.some((expr) => expr !== undefined) !== true) return plan;
  const columns = outputColumnsOf(plan);
  const source = (position: number): OutputColumn => columns[first + position] as OutputColumn;
  const exprs = columns.map((output, at): NamedExpr => {
    const position = at - first;
    const expr = position < 0 ? undefined : generated[position];
    if (expr === undefined) return kept(output);
    const value = replaceTopDown<LogicalLeaf>(expr, (node) =>
      node.kind === "column" ? { ...node, column: source(node.column).id } : undefined,
    );
    const name = fields[position]?.name ?? output.name;
    return { output: context.column(name, output.type, true), expr: value };
  });
  return { kind: "project", input: plan, exprs };
}

/** @throws FfqError 428C9 where a generated column is given a value */
export function refuseGiven(
  context: BindContext,
  { fields, generated }: BoundTable,
  position: number,
  verb: "insert" | "update",
  location: number | undefined,
): void {
  if (generated?.[position] === undefined) return;
  const column = fields[position]?.name;
  const message =
    verb === "insert"
      ? `cannot insert a non-DEFAULT value into column "${column}"`
      : `column "${column}" can only be updated to DEFAULT`;
  throw context.error("INVALID_QUERY", "428C9", message, location, `Column "${column}" is a generated column.`);
}
