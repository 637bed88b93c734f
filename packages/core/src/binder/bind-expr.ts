// Scalar expressions beyond names and constants (bind-name.ts, bind-constant.ts): operators to overloads, implicit casts
// made explicit. This file sends each kind of node to the file that knows it; they come back for operands through the context.
import type { Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import type { Datum } from "../type/datum.ts";
import { BOOL, type LogicalType } from "../type/logical-type.ts";
import { bindArray, bindIndirection } from "./bind-array.ts";
import { bindCast } from "./bind-cast.ts";
import { bindCase, bindCoalesce, bindMinMax } from "./bind-conditional.ts";
import { bindFunction } from "./bind-function.ts";
import { bindGrouping } from "./bind-grouping-call.ts";
import { bindOperator } from "./bind-operator.ts";
import { bindRowNullTest } from "./bind-row.ts";
import { bindRow } from "./bind-row-value.ts";
import { bindSqlValue } from "./bind-sql-value.ts";
import { bindSubLink } from "./bind-subquery.ts";
import { coerce, toBool } from "./coerce.ts";
import { checkCollation } from "./collation.ts";
import type { BindContext } from "./context.ts";
import { expressionName } from "./expression-name.ts";
import { literalOfText } from "./literal-of-text.ts";
import { locationOf, names } from "./parse-node.ts";
import { lookedAt, type Place } from "./scope.ts";
import { withoutSets } from "./set-calls.ts";

const bool = { kind: "bool" } as const;

/** Binds one expression; literals without a type stay `unknown`. */
export function bindExpr(context: BindContext, here: Place, node: Node): LogicalExpr {
  const place = addsUp(node) ? here : lookedAt(here);
  if ("A_Expr" in node) return bindOperator(context, place, node.A_Expr);
  if ("BoolExpr" in node) return bindLogic(context, place, node.BoolExpr);
  if ("FuncCall" in node) return bindFunction(context, place, node.FuncCall);
  if ("TypeCast" in node) return bindCast(context, place, node.TypeCast);
  if ("NullTest" in node) return bindNullTest(context, place, node.NullTest);
  if ("BooleanTest" in node) return bindBooleanTest(context, place, node.BooleanTest);
  if ("CaseExpr" in node) {
    return withoutSets(context, place, "CASE", node.CaseExpr.location, () => bindCase(context, place, node.CaseExpr));
  }
  if ("CoalesceExpr" in node) {
    const { location } = node.CoalesceExpr;
    return withoutSets(context, place, "COALESCE", location, () => bindCoalesce(context, place, node.CoalesceExpr));
  }
  if ("MinMaxExpr" in node) return bindMinMax(context, place, node.MinMaxExpr);
  if ("SubLink" in node) return bindSubLink(context, place, node.SubLink);
  if ("ParamRef" in node) return bindParameter(context, node.ParamRef);
  if ("GroupingFunc" in node) return bindGrouping(context, place, node.GroupingFunc);
  if ("CollateClause" in node) return bindCollate(context, place, node.CollateClause);
  if ("SQLValueFunction" in node) return bindSqlValue(context, node.SQLValueFunction);
  if ("A_ArrayExpr" in node) return bindArray(context, place, node.A_ArrayExpr);
  if ("A_Indirection" in node) return bindSelection(context, place, node.A_Indirection);
  if ("RowExpr" in node) return bindRow(context, place, node.RowExpr);
  return refuse(context, node);
}

const sums: ReadonlySet<string> = new Set(["+", "-", "*"]);

/** Whether the parts of an expression that is added up are only added up, too. */
function addsUp(node: Node): boolean {
  if ("CaseExpr" in node || "CoalesceExpr" in node) return true;
  let at: Node | undefined = node;
  for (; at !== undefined && "A_Expr" in at && at.A_Expr.kind === "AEXPR_OP"; at = at.A_Expr.lexpr) {
    if (!sums.has(names(at.A_Expr.name).at(-1) ?? "")) return false;
  }
  return at !== node;
}

function bindSelection(
  context: BindContext,
  place: Place,
  { arg, indirection = [] }: Extract<Node, { A_Indirection: unknown }>["A_Indirection"],
): LogicalExpr {
  const base = context.expr(place, arg as Node);
  return bindIndirection(context, place, base, indirection, locationOf(arg as Node));
}

function refuse(context: BindContext, node: Node): never {
  const location = locationOf(node);
  if ("SetToDefault" in node) {
    throw context.error("SYNTAX", "42601", "DEFAULT is not allowed in this context", location);
  }
  if ("NamedArgExpr" in node) throw context.unsupported("a named argument", location);
  throw context.unsupported(expressionName(node), location);
}

function bindLogic(
  context: BindContext,
  place: Place,
  { boolop, args = [], location }: Extract<Node, { BoolExpr: unknown }>["BoolExpr"],
): LogicalExpr {
  const word = boolop === "NOT_EXPR" ? "NOT" : boolop === "AND_EXPR" ? "AND" : "OR";
  const bound = args.map((arg) => toBool(context, context.expr(place, arg), word, locationOf(arg) ?? location));
  if (word === "NOT") return { kind: "not", input: bound[0] as LogicalExpr, type: bool };
  return { kind: word === "AND" ? "and" : "or", args: bound, type: bool };
}

function bindNullTest(
  context: BindContext,
  place: Place,
  { arg, nulltesttype }: Extract<Node, { NullTest: unknown }>["NullTest"],
): LogicalExpr {
  const negated = nulltesttype === "IS_NOT_NULL";
  const written = bindRowNullTest(context, place, arg as Node, negated);
  if (written !== undefined) return written;
  const bound = context.expr(place, arg as Node);
  const ofRow = bindRowNullTest(context, place, arg as Node, negated, bound);
  if (ofRow !== undefined) return ofRow;
  const input = coerce(context, bound, "any");
  const isNull: LogicalExpr = { kind: "is-null", input, type: bool };
  return negated ? { kind: "not", input: isNull, type: bool } : isNull;
}

/** IS TRUE is never NULL: NULL counts as false; IS UNKNOWN is IS NULL. */
function bindBooleanTest(
  context: BindContext,
  place: Place,
  { arg, booltesttype = "IS_TRUE" }: Extract<Node, { BooleanTest: unknown }>["BooleanTest"],
): LogicalExpr {
  const word = booltesttype.replaceAll("_", " ");
  const input = toBool(context, context.expr(place, arg as Node), word, locationOf(arg as Node));
  const not = (expr: LogicalExpr): LogicalExpr => ({ kind: "not", input: expr, type: bool });
  const orElse = (otherwise: boolean): LogicalExpr => ({
    kind: "coalesce",
    args: [input, { kind: "constant", value: otherwise, type: BOOL }],
    type: bool,
  });
  switch (booltesttype) {
    case "IS_TRUE":
      return orElse(false);
    case "IS_NOT_TRUE":
      return not(orElse(false));
    case "IS_FALSE":
      return not(orElse(true));
    case "IS_NOT_FALSE":
      return orElse(true);
    case "IS_UNKNOWN":
      return { kind: "is-null", input, type: bool };
    case "IS_NOT_UNKNOWN":
      return not({ kind: "is-null", input, type: bool });
  }
}

/** Parameters are constants of one execution. */
function bindParameter(
  context: BindContext,
  { number = 0, location }: Extract<Node, { ParamRef: unknown }>["ParamRef"],
): LogicalExpr {
  const given = context.parameters[number - 1];
  if (given === undefined) throw context.error("NOT_FOUND", "42P02", `there is no parameter $${number}`, location);
  const { value, type, as } = given;
  if (as !== undefined) return context.locate(parameterAs(context, value, as, location), location);
  const constant: LogicalExpr = { kind: "constant", value, type };
  if (type.kind === "unknown") context.isParameter(constant, number);
  return context.locate(constant, location);
}

function parameterAs(context: BindContext, value: Datum, type: LogicalType, location: number | undefined): LogicalExpr {
  if (typeof value !== "string") return { kind: "constant", value, type };
  return literalOfText(context, value, type, "assignment", location);
}

function bindCollate(
  context: BindContext,
  place: Place,
  clause: Extract<Node, { CollateClause: unknown }>["CollateClause"],
): LogicalExpr {
  const value = context.expr(place, clause.arg as Node);
  checkCollation(context, clause, value.type);
  return coerce(context, value, "any");
}
