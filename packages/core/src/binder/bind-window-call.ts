// Window function calls: name(...) OVER ..., of aggregates and of functions that are nothing else. A call is a column
// that its query computes after grouping (windows.ts).
import type { Node } from "@pgsql/types";
import { resolve } from "../function/resolve.ts";
import { setFunction } from "../function/scalar/set/set-function.ts";
import type { LogicalExpr, OutputColumn, WindowCall } from "../logical/plan.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { noAggregate, refuseOpenArguments } from "./bind-aggregate.ts";
import { noFunction } from "./bind-call.ts";
import { isOrderedSet } from "./bind-ordered-set.ts";
import { SET_RETURNING } from "./bind-set-function.ts";
import { bindOver } from "./bind-window.ts";
import { coerce, convert, settled, toBool } from "./coerce.ts";
import { commonType, commonTypeOf } from "./common-type.ts";
import type { BindContext, ResolvedWindow } from "./context.ts";
import { becomes, undetermined } from "./element-types.ts";
import { isMissingFunction } from "./missing-functions.ts";
import { bindUnnamed } from "./named-arguments.ts";
import { locationOf } from "./parse-node.ts";
import { resultOfAggregate } from "./row-origin.ts";
import type { Place } from "./scope.ts";
import { registerCall } from "./windows.ts";

type FuncCall = Extract<Node, { FuncCall: unknown }>["FuncCall"];
type Bound = Pick<WindowCall, "output" | "function" | "overload" | "args">;

/** A call with OVER as the column that its query computes. */
export function bindWindowCall(context: BindContext, place: Place, name: string, call: FuncCall): LogicalExpr {
  const { location } = call;
  refuseMisplaced(context, place, location);
  const inside: Place = { scope: place.scope, clause: "window function" };
  const args = bindWritten(context, inside, name, call);
  refuseUnknown(context, name, args, location);
  const filter = bindFilter(context, place, call);
  const isAggregate = context.ports.aggregates.isAggregate(name);
  const bound = isAggregate ? aggregateCall(context, name, call, args) : windowCall(context, name, call, args);
  refuseSyntax(context, name, call, isAggregate);
  const { window, frame } = bindOver(context, place.scope, call.over as NonNullable<FuncCall["over"]>);
  const output = registerCall(place.scope.level.windows, window, {
    ...bound,
    ...(filter === undefined ? {} : { filter }),
    frame,
  });
  return context.locate({ kind: "column", column: output.id, type: output.type }, location);
}

/** The arguments; what WITHIN GROUP orders by would be such too. */
export function bindWritten(
  context: BindContext,
  place: Place,
  name: string,
  { args = [], agg_within_group = false, agg_order = [], location }: FuncCall,
): readonly LogicalExpr[] {
  const keys = agg_within_group ? agg_order : [];
  const nodes = keys.flatMap((item) => ("SortBy" in item && item.SortBy.node !== undefined ? [item.SortBy.node] : []));
  return [
    ...bindUnnamed(context, place, name, args, location),
    ...nodes.map((node) => settled(context, context.expr(place, node))),
  ];
}

/** Ranks of a hypothetical row take any arguments. */
export function noWindowFunction(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
): Error {
  if (!isOrderedSet(name) || args.length === 0) return noFunction(context, name, args, location, false);
  const message = `WITHIN GROUP is required for ordered-set aggregate ${name}`;
  return context.error("INVALID_QUERY", "42809", message, location);
}

function refuseMisplaced(context: BindContext, { clause }: Place, location: number | undefined): void {
  const refuse = (sqlstate: string, message: string): Error =>
    context.error("INVALID_QUERY", sqlstate, message, location);
  switch (clause) {
    case "SELECT":
    case "ORDER BY":
    case "DISTINCT ON":
      return;
    case "aggregate":
      throw refuse("42803", "aggregate function calls cannot contain window function calls");
    case "window function":
      throw refuse("42P20", "window function calls cannot be nested");
    case "window definitions":
    case "window ROWS":
    case "window RANGE":
    case "window GROUPS":
      throw refuse("42P20", "window functions are not allowed in window definitions");
    default:
      throw refuse("42P20", `window functions are not allowed in ${clause}`);
  }
}

/** A name that is no function with windows. */
function refuseUnknown(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
): void {
  const { aggregates, windows, functions } = context.ports;
  if (aggregates.isAggregate(name) || windows.isWindow(name)) return;
  const kinds = args.map(({ type }) => type.kind);
  const called = SET_RETURNING.has(name) ? setFunction(name) : name;
  if (resolve(functions.named(called), kinds).kind === "found") {
    const message = `OVER specified, but ${name} is not a window function nor an aggregate function`;
    throw context.error("INVALID_QUERY", "42809", message, location);
  }
  const isMissing = isMissingFunction(name) && functions.named(called).length === 0;
  if (isMissing) throw context.unsupported(`window function ${name}()`, location);
  throw noFunction(context, name, args, location, false);
}

function refuseSyntax(context: BindContext, name: string, call: FuncCall, isAggregate: boolean): void {
  const { agg_distinct, agg_order, agg_filter, agg_within_group, location } = call;
  const missing = (what: string): Error => context.error("UNSUPPORTED", "0A000", what, location);
  if (agg_within_group) {
    const message = isAggregate
      ? `${name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP`
      : `window function ${name} cannot have WITHIN GROUP`;
    throw context.error("INVALID_QUERY", "42809", message, location);
  }
  if (agg_distinct) throw missing("DISTINCT is not implemented for window functions");
  if (agg_order !== undefined) throw missing("aggregate ORDER BY is not implemented for window functions");
  if (agg_filter !== undefined && !isAggregate) {
    throw missing("FILTER is not implemented for non-aggregate window functions");
  }
}

/** FILTER, if there is one. */
export function bindFilter(context: BindContext, { scope }: Place, { agg_filter }: FuncCall): LogicalExpr | undefined {
  if (agg_filter === undefined) return undefined;
  const bound = context.expr({ scope, clause: "FILTER" }, agg_filter);
  return toBool(context, bound, "FILTER", locationOf(agg_filter));
}

function aggregateCall(
  context: BindContext,
  name: string,
  { agg_star = false, location }: FuncCall,
  args: readonly LogicalExpr[],
): Bound {
  const found = context.ports.aggregates.aggregate(name, agg_star ? [] : args.map(({ type }) => type));
  if (found === undefined) throw noAggregate(context, name, args, location);
  if (!agg_star && args.length === 0) {
    const message = `${name}(*) must be used to call a parameterless aggregate function`;
    throw context.error("INVALID_QUERY", "42809", message, location);
  }
  refuseOpenArguments(context, found, args, location);
  const cast = args.map((arg, at) => coerce(context, arg, found.args[at] ?? "any"));
  const output = context.column(name, resultOfAggregate(name, found.result), found.nullable ?? name !== "count");
  return { output, function: "aggregate", overload: found.overload, args: cast };
}

function windowCall(context: BindContext, name: string, call: FuncCall, args: readonly LogicalExpr[]): Bound {
  const found = context.ports.windows.window(
    name,
    args.map(({ type }) => type),
  );
  if (found === undefined) throw noWindowFunction(context, name, args, call.location);
  // A value of any type by itself; several that must be alike are text where none has a type.
  const isOpen = args.some(({ type }, at) => type.kind === "unknown" && found.args[at] === "any");
  if (isOpen && found.alike.length === 0) throw undetermined(context, call.location);
  const alike = alikeType(context, name, call, args, found);
  const cast = args.map((arg, at) =>
    alike !== undefined && found.alike.includes(at)
      ? convert(context, arg, alike, "implicit", locationOf((call.args ?? [])[at] as Node))
      : coerce(context, arg, found.args[at] ?? "any"),
  );
  const output: OutputColumn = context.column(name, found.result(cast.map(({ type }) => type)), found.nullable);
  return { output, function: "window", overload: found.overload, args: cast };
}

/** The one type of arguments that must have one. @throws FfqError 42883 where there is none */
function alikeType(
  context: BindContext,
  name: string,
  { location }: FuncCall,
  args: readonly LogicalExpr[],
  { alike }: ResolvedWindow,
): LogicalType | undefined {
  if (alike.length === 0) return undefined;
  const exprs = alike.map((at) => args[at] as LogicalExpr);
  const common = commonType(exprs.map(({ type }) => type));
  if (common.kind === "mismatch" || !exprs.every(({ type }) => becomes(type, common.type))) {
    throw noFunction(context, name, args, location, false);
  }
  return commonTypeOf(context, exprs, name, []);
}
