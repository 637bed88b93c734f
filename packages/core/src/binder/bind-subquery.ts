// Subqueries in expressions: EXISTS, a scalar, and comparisons with ANY or ALL rows.
import type { Node, SelectStmt } from "@pgsql/types";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { bindOperatorCall } from "./bind-call.ts";
import { checkWidth, compareRows } from "./bind-row.ts";
import { bindItems } from "./bind-row-value.ts";
import type { BindContext } from "./context.ts";
import { drawnOnce } from "./drawn-once.ts";
import { firstLike, rememberSubquery } from "./equal-subqueries.ts";
import { inInputOrder } from "./order-of-input.ts";
import { names, rowItems } from "./parse-node.ts";
import { below, type Place } from "./scope.ts";

const bool = { kind: "bool" } as const;

/** Binds a SubLink. */
export function bindSubLink(
  context: BindContext,
  place: Place,
  link: Extract<Node, { SubLink: unknown }>["SubLink"],
): LogicalExpr {
  const { subLinkType, testexpr, operName, subselect, location } = link;
  if (subselect === undefined || !("SelectStmt" in subselect)) throw context.unsupported("this subquery", location);
  const select = subselect.SelectStmt;
  switch (subLinkType) {
    case "EXISTS_SUBLINK":
      return { kind: "exists-subquery", plan: subquery(context, place, select), type: bool };
    case "EXPR_SUBLINK": {
      const { column, expr } = bindScalar(context, place, select, location);
      context.name(link, column.name);
      return expr;
    }
    case "ANY_SUBLINK":
    case "ALL_SUBLINK": {
      const symbol = names(operName).at(-1) ?? "=";
      return bindQuantified(context, place, subLinkType, testexpr as Node, symbol, select, location);
    }
    case "ARRAY_SUBLINK":
      return bindArrayOfRows(context, place, select, location);
    default:
      throw context.unsupported("this subquery", location);
  }
}

/** The plan of a subquery that alone is the value. */
function subquery(context: BindContext, place: Place, select: SelectStmt): LogicalPlan {
  const plan = context.query(below(place), select);
  rememberSubquery(place.scope, select, plan);
  return plan;
}

/** A subquery of one column as a value. @throws FfqError 42601 */
function bindScalar(
  context: BindContext,
  place: Place,
  select: SelectStmt,
  location: number | undefined,
): { readonly column: OutputColumn; readonly expr: LogicalExpr } {
  const plan = subquery(context, place, select);
  const [column, more] = outputColumnsOf(plan);
  if (column === undefined || more !== undefined) {
    throw context.error("SYNTAX", "42601", "subquery must return only one column", location);
  }
  return { column, expr: { kind: "scalar-subquery", plan, type: column.type } };
}

/** ARRAY(SELECT ...): the rows' values in their order; no rows are an empty array. @throws FfqError 42601 */
function bindArrayOfRows(
  context: BindContext,
  place: Place,
  select: SelectStmt,
  location: number | undefined,
): LogicalExpr {
  const plan = context.query(below(place), select);
  const [column, more] = outputColumnsOf(plan);
  if (column === undefined || more !== undefined) {
    throw context.error("SYNTAX", "42601", "subquery must return only one column", location);
  }
  const found = context.ports.aggregates.aggregate("array_agg", [column.type]);
  if (found === undefined) throw context.unsupported("ARRAY(subquery) of this type", location);
  const { overload, result: type } = found;
  const args: readonly LogicalExpr[] = [{ kind: "column", column: column.id, type: column.type }];
  const output = context.column("array_agg", type);
  const call = { output, overload, args, distinct: false, order: [] };
  const input: LogicalPlan = { kind: "aggregate", groups: [], ...inInputOrder(context, plan, [call]) };
  const value: LogicalExpr = { kind: "column", column: output.id, type };
  const empty: LogicalExpr = { kind: "call", overload: "ffq:array(any...)", args: [], type };
  const array: LogicalExpr = { kind: "coalesce", args: [value, empty], type };
  const exprs = [{ output: context.column("array", type, false), expr: array }];
  const rows: LogicalExpr = { kind: "scalar-subquery", plan: { kind: "project", input, exprs }, type };
  const one: LogicalExpr = { kind: "scalar-subquery", plan, type: column.type };
  return context.typedLike(rows, { kind: "call", overload: "ffq:array(any...)", args: [one], type });
}

/** One column of a subquery that has as many as a row beside it. @throws FfqError 42601 */
export function bindSubqueryColumn(
  context: BindContext,
  place: Place,
  select: SelectStmt,
  { at, of }: { readonly at: number; readonly of: number },
  location: number | undefined,
): LogicalExpr {
  const input = context.query(below(place), select);
  const columns = outputColumnsOf(input);
  if (columns.length !== of) {
    throw context.error("SYNTAX", "42601", "number of columns does not match number of values", location);
  }
  const column = columns[at] as OutputColumn;
  const output = context.column(column.name, column.type, column.nullable);
  const expr: LogicalExpr = { kind: "column", column: column.id, type: column.type };
  return {
    kind: "scalar-subquery",
    plan: { kind: "project", input, exprs: [{ output, expr }] },
    type: column.type,
  };
}

function bindQuantified(
  context: BindContext,
  place: Place,
  kind: "ANY_SUBLINK" | "ALL_SUBLINK",
  test: Node,
  symbol: string,
  select: SelectStmt,
  location: number | undefined,
): LogicalExpr {
  const plan = firstLike(place.scope, select, context.query(below(place), select));
  // Compared with each row of the subquery.
  const lefts = bindItems(context, place, rowItems(test) ?? [test]).map((left) => drawnOnce(context, left));
  const columns = outputColumnsOf(plan);
  checkWidth(context, columns.length, lefts.length, location);
  const rights = columns.map(refTo);
  const comparison = compareRowsOrOne(context, symbol, lefts, rights, location);
  if (comparison.type.kind !== "bool") {
    throw context.error("TYPE_MISMATCH", "42804", `row comparison operator must yield type boolean`, location);
  }
  return { kind: kind === "ANY_SUBLINK" ? "any-subquery" : "all-subquery", comparison, plan, type: bool };
}

function compareRowsOrOne(
  context: BindContext,
  symbol: string,
  lefts: readonly LogicalExpr[],
  rights: readonly LogicalExpr[],
  location: number | undefined,
): LogicalExpr {
  // LIKE ANY and the like: any operator will do for one column.
  if (lefts.length === 1) return bindOperatorCall(context, symbol, [...lefts, ...rights], location);
  return compareRows(context, symbol, lefts, rights, location);
}
