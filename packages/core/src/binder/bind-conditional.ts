// CASE, COALESCE, GREATEST and LEAST: several expressions that give one type.
import type { CaseWhen, Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import { bindFunctionCall, bindOperatorCall } from "./bind-call.ts";
import { convert, toBool } from "./coerce.ts";
import { commonTypeOf, type Scales, unify } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { drawnOnce } from "./drawn-once.ts";
import { locationOf } from "./parse-node.ts";
import { hasSubquery } from "./references.ts";
import { lookedAt, type Place } from "./scope.ts";

function scalesIn(place: Place): Scales {
  return place.isAddedUp === true ? "widest" : "own";
}

/** Both forms of CASE: with an operand each WHEN is a comparison with it. */
export function bindCase(
  context: BindContext,
  place: Place,
  { arg, args = [], defresult }: Extract<Node, { CaseExpr: unknown }>["CaseExpr"],
): LogicalExpr {
  const tested = lookedAt(place);
  const operand = arg === undefined ? undefined : drawnOnce(context, context.expr(tested, arg));
  const whens = args.flatMap((when) => ("CaseWhen" in when ? [when.CaseWhen] : []));
  const conditionOf = ({ expr, location }: CaseWhen, at: number): LogicalExpr => {
    const condition = context.expr(tested, expr as Node);
    if (operand === undefined || arg === undefined) {
      return toBool(context, condition, "CASE/WHEN", locationOf(expr as Node));
    }
    const copy = at > 0 && hasSubquery(operand) ? context.expr(tested, arg) : operand;
    return bindOperatorCall(context, "=", [copy, condition], location);
  };
  // From the left to the right: of two errors PostgreSQL reports the first.
  const branches = whens.map((when, at) => ({
    when: conditionOf(when, at),
    result: context.expr(place, when.result as Node),
  }));
  const results = branches.map(({ result }) => result);
  const otherwise: LogicalExpr =
    defresult === undefined
      ? { kind: "constant", value: null, type: { kind: "unknown" } }
      : context.expr(place, defresult);
  const places = whens.map(({ result }) => locationOf(result as Node));
  const last = defresult === undefined ? undefined : locationOf(defresult);
  // PostgreSQL looks at ELSE first.
  const type = commonTypeOf(context, [otherwise, ...results], "CASE", [last, ...places], scalesIn(place));
  return {
    kind: "case",
    branches: branches.map(({ when, result }, at) => ({
      when,
      then: convert(context, result, type, "implicit", places[at]),
    })),
    otherwise: convert(context, otherwise, type, "implicit", last),
    type,
  };
}

/** The first argument that is not NULL. */
export function bindCoalesce(
  context: BindContext,
  place: Place,
  { args = [] }: Extract<Node, { CoalesceExpr: unknown }>["CoalesceExpr"],
): LogicalExpr {
  const bound = args.map((arg) => context.expr(place, arg));
  const { exprs, type } = unify(context, bound, "COALESCE", args.map(locationOf), scalesIn(place));
  return { kind: "coalesce", args: exprs, type };
}

/** GREATEST and LEAST are functions of any number of arguments of one type. */
export function bindMinMax(
  context: BindContext,
  place: Place,
  { op, args = [], location }: Extract<Node, { MinMaxExpr: unknown }>["MinMaxExpr"],
): LogicalExpr {
  const name = op === "IS_GREATEST" ? "greatest" : "least";
  const bound = args.map((arg) => context.expr(place, arg));
  const { exprs, type } = unify(context, bound, name.toUpperCase(), args.map(locationOf));
  const found = bindFunctionCall(context, name, exprs, location);
  // Functions take a varchar as text; what is picked is still one.
  const picked = type.kind === "varchar" ? convert(context, found, { kind: "varchar" }, "implicit", location) : found;
  return context.typedLike(picked, { kind: "coalesce", args: exprs, type });
}
