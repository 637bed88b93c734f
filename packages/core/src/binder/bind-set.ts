// UNION, INTERSECT and EXCEPT: both sides' columns brought to one type, pair by pair from the left as PostgreSQL does.
import type { Node, SelectStmt } from "@pgsql/types";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn, SetOperator } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { bindLimit } from "./bind-limit.ts";
import { bindOrderBy, sortKeys } from "./bind-order.ts";
import { convert } from "./coerce.ts";
import { commonTypeOf } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { isSetOperation, locationOf } from "./parse-node.ts";
import { retype } from "./retype.ts";
import { newLevel, type QueryPlace, type ScopeColumn, scopeOf } from "./scope.ts";
import type { Target } from "./target.ts";

/** Binds a set operation with its ORDER BY and LIMIT. */
export function bindSetOperation(context: BindContext, at: QueryPlace, select: SelectStmt): LogicalPlan {
  // Chains lean to the left, and may be thousands long.
  const chain: SelectStmt[] = [];
  let first = select;
  while (isSetOperation(first) && (first === select || isBare(first)) && first.larg !== undefined) {
    chain.push(first);
    first = first.larg;
  }
  let plan = context.query(at, first, { keepUnknown: true });
  for (const { op, all, rarg } of chain.reverse()) {
    const right = context.query(at, rarg as SelectStmt, { keepUnknown: true });
    const operator = op === "SETOP_UNION" ? "union" : op === "SETOP_INTERSECT" ? "intersect" : "except";
    plan = combineSets(context, plan, right, { operator, all: all ?? false, places: placesOf(rarg as SelectStmt) });
  }
  return bindLimit(context, at, select, sorted(context, at, plan, select.sortClause));
}

/** Without clauses of its own around the operation. */
function isBare({ sortClause, limitCount, limitOffset, withClause, lockingClause }: SelectStmt): boolean {
  return [sortClause, limitCount, limitOffset, withClause, lockingClause].every((clause) => clause === undefined);
}

interface SetOperation {
  readonly operator: SetOperator;
  readonly all: boolean;
  /** Where the right side's columns stand. */
  readonly places: readonly (number | undefined)[];
}

/** `left op right`, by position. @throws FfqError 42601, 42804 */
function combineSets(
  context: BindContext,
  left: LogicalPlan,
  right: LogicalPlan,
  { operator, all, places }: SetOperation,
): LogicalPlan {
  const [lefts, rights] = [outputColumnsOf(left), outputColumnsOf(right)];
  const word = operator.toUpperCase();
  if (lefts.length !== rights.length) {
    const message = `each ${word} query must have the same number of columns`;
    throw context.error("SYNTAX", "42601", message, places[0]);
  }
  const types = lefts.map((column, at): LogicalType => {
    const pair = [literalOf(left, at) ?? refTo(column), literalOf(right, at) ?? refTo(rights[at] as OutputColumn)];
    return commonTypeOf(context, pair, word, [undefined, places[at]]);
  });
  const cast = (expr: LogicalExpr, at: number): LogicalExpr =>
    convert(context, expr, types[at] as LogicalType, "implicit", context.locationOf(expr));
  const [one, two] = [retype(context, left, types, cast), retype(context, right, types, cast)];
  const [ones, twos] = [outputColumnsOf(one), outputColumnsOf(two)];
  return {
    kind: "set-operation",
    operator,
    all,
    left: one,
    right: two,
    columns: ones.map(({ id, name, type, nullable }, at) => {
      const other = twos[at] as OutputColumn;
      const either =
        operator === "union"
          ? nullable || other.nullable
          : operator === "except"
            ? nullable
            : nullable && other.nullable;
      return { output: context.column(name, type, either), left: id, right: other.id };
    }),
  };
}

/** The column of a query as the constant that it is, for literals without a type. */
function literalOf(plan: LogicalPlan, at: number): LogicalExpr | undefined {
  const expr = plan.kind === "project" ? plan.exprs[at]?.expr : undefined;
  return expr?.kind === "constant" ? expr : undefined;
}

/** Where the targets of a query stand, for errors about their types. */
export function placesOf(select: SelectStmt): readonly (number | undefined)[] {
  let first = select;
  while (first.larg !== undefined) first = first.larg;
  return (first.targetList ?? []).map((target) => {
    const val: Node | undefined = "ResTarget" in target ? target.ResTarget.val : undefined;
    return val === undefined ? undefined : locationOf(val);
  });
}

/** ORDER BY over a set operation: output names and positions only. @throws FfqError 0A000 for all else that can be bound */
function sorted(
  context: BindContext,
  at: QueryPlace,
  plan: LogicalPlan,
  sortClause: readonly Node[] | undefined,
): LogicalPlan {
  if (sortClause === undefined) return plan;
  const columns = outputColumnsOf(plan).map(
    ({ id, name, type, nullable }): ScopeColumn => ({ name, expr: { kind: "column", column: id, type }, nullable }),
  );
  const targets = columns.map(({ name, expr }): Target => ({ name, expr, hidden: false }));
  // The columns have their names, but stand in no relation that could be named.
  const scope = scopeOf(at, newLevel(), { relations: [], columns });
  const order = bindOrderBy(context, { scope, clause: "ORDER BY" }, targets, sortClause);
  const other = order.find(({ target }, item) => targets[target]?.hidden || isCollated(sortClause[item]));
  if (other !== undefined) {
    const message = "invalid UNION/INTERSECT/EXCEPT ORDER BY clause";
    const hint = "Add the expression/function to every SELECT, or move the UNION into a FROM clause.";
    throw context.error("UNSUPPORTED", "0A000", message, other.location, hint);
  }
  const keys = sortKeys(
    order,
    targets.map(({ expr }) => expr),
  );
  return { kind: "sort", input: plan, keys };
}

/** A name with COLLATE is bound as the name, but is an expression. */
function isCollated(item: Node | undefined): boolean {
  const node = item !== undefined && "SortBy" in item ? item.SortBy.node : undefined;
  return node !== undefined && "CollateClause" in node;
}
