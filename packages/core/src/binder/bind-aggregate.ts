// Aggregate calls. A call belongs to the query of its arguments' innermost columns, which may lie further out
// than where it is written: there it becomes a column, and is refused in clauses that run before grouping.
import type { Node } from "@pgsql/types";
import { exprKey } from "../expr/key.ts";
import { isVolatile } from "../function/expr-facts.ts";
import type { AggregateCall, LogicalExpr, OrderedSet, SortKey } from "../logical/plan.ts";
import { FLOAT8, listOf } from "../type/logical-type.ts";
import { bindOperatorCall, noFunction, notUnique } from "./bind-call.ts";
import { bindOrderedSet, fractionsOf } from "./bind-ordered-set.ts";
import { coerce, settled, toBool } from "./coerce.ts";
import type { BindContext, ResolvedAggregate } from "./context.ts";
import { undetermined } from "./element-types.ts";
import { placeOfColumn } from "./find-column.ts";
import { bindUnnamed } from "./named-arguments.ts";
import { directionOf } from "./order-direction.ts";
import { locationOf } from "./parse-node.ts";
import { columnsIn } from "./references.ts";
import { resultOfAggregate } from "./row-origin.ts";
import type { Clause, Place } from "./scope.ts";

type FuncCall = Extract<Node, { FuncCall: unknown }>["FuncCall"];

/** Aggregates whose result is the same in every order of the rows, but for sums of floats; any_value takes the first. */
const orderless: ReadonlySet<string> = new Set(
  (
    "count sum avg min max bool_and bool_or every bit_and bit_or bit_xor " +
    "stddev stddev_pop stddev_samp variance var_pop var_samp"
  ).split(" "),
);

/** Aggregates that give none of the values that they take. */
const adders: ReadonlySet<string> = new Set(
  (
    "count sum avg stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp " +
    "regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy"
  ).split(" "),
);

/** An aggregate call as the column that its query computes. */
export function bindAggregate(context: BindContext, place: Place, name: string, call: FuncCall): LogicalExpr {
  const { args = [], agg_star, agg_distinct, agg_filter, agg_order = [], agg_within_group, location } = call;
  if (agg_within_group) throw notOrderedSet(context, place, name, call);
  const inside: Place = { scope: place.scope, clause: "aggregate", isAddedUp: adders.has(name) };
  const bound = bindUnnamed(context, inside, name, args, location);
  const filter = agg_filter === undefined ? undefined : bindFilter(context, place, agg_filter);
  const keys = agg_order.flatMap((item) => orderKey(context, inside, item));
  refuseOrderOfDistinct(context, agg_distinct ?? false, bound, agg_order, keys);
  const { aggregates } = context.ports;
  const found = aggregates.aggregate(name, agg_star ? [] : bound.map(({ type }) => type));
  if (found === undefined) throw noAggregate(context, name, bound, location);
  if (!agg_star && args.length === 0) {
    const message = `${name}(*) must be used to call a parameterless aggregate function`;
    throw context.error("INVALID_QUERY", "42809", message, location);
  }
  const owner = ownerOf(place, filter === undefined ? bound : [...bound, filter]);
  refuseMisplaced(context, owner, bound, location);
  refuseOpenArguments(context, found, bound, location);
  const cast = bound.map((arg, at) => coerce(context, arg, found.args[at] ?? "any"));
  const output = context.column(name, resultOfAggregate(name, found.result), found.nullable ?? name !== "count");
  return register(context, owner, location, {
    output,
    overload: found.overload,
    args: cast,
    distinct: agg_distinct ?? false,
    ...(filter === undefined ? {} : { filter }),
    order: orderless.has(name) && found.inOrder !== true ? [] : keys,
  });
}

/** No overload takes such arguments; several could take literals without a type. */
export function noAggregate(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
): Error {
  const isOpen = args.length > 0 && args.every(({ type }) => type.kind === "unknown");
  return isOpen && context.ports.aggregates.takes(name, args.length)
    ? notUnique(context, name, args, location, false)
    : noFunction(context, name, args, location, false);
}

/** @throws FfqError 42804 for a literal without a type from which the result would have its type */
export function refuseOpenArguments(
  context: BindContext,
  { args, polymorphic = false }: ResolvedAggregate,
  given: readonly LogicalExpr[],
  location: number | undefined,
): void {
  if (!polymorphic) return;
  if (given.some(({ type }, at) => type.kind === "unknown" && args[at] === "any"))
    throw undetermined(context, location);
}

/** DISTINCT drops rows by the arguments: ORDER BY can go by nothing else. @throws FfqError 42P10 */
function refuseOrderOfDistinct(
  context: BindContext,
  distinct: boolean,
  args: readonly LogicalExpr[],
  items: readonly Node[],
  keys: readonly SortKey[],
): void {
  if (!distinct || keys.length === 0) return;
  const named = new Set(args.map((arg) => exprKey(arg)));
  const other = keys.findIndex(({ expr }) => !named.has(exprKey(expr)));
  if (other < 0) return;
  const message = "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list";
  throw context.error("INVALID_QUERY", "42P10", message, locationOf(items[other] as Node));
}

/** What WITHIN GROUP orders by would be arguments too. */
function notOrderedSet(context: BindContext, { scope }: Place, name: string, call: FuncCall): Error {
  const { args = [], agg_order = [], location } = call;
  const inside: Place = { scope, clause: "aggregate" };
  const keys = agg_order.flatMap((item) => orderKey(context, inside, item)).map(({ expr }) => expr);
  const bound = [...args.map((arg) => context.expr(inside, arg)), ...keys];
  const found = context.ports.aggregates.aggregate(
    name,
    bound.map(({ type }) => type),
  );
  if (found === undefined) return noFunction(context, name, bound, location, false);
  const message = `${name} is not an ordered-set aggregate, so it cannot have WITHIN GROUP`;
  return context.error("INVALID_QUERY", "42809", message, location);
}

function bindFilter(context: BindContext, { scope }: Place, node: Node): LogicalExpr {
  return toBool(context, context.expr({ scope, clause: "FILTER" }, node), "FILTER", locationOf(node));
}

/** What these make of a literal without a type is their own. */
const keepsUnknown: ReadonlySet<string> = new Set(["percentile_cont", "percentile_disc", "mode"]);

/** A call with WITHIN GROUP as the column that its query computes. */
export function bindWithinGroup(
  context: BindContext,
  place: Place,
  name: OrderedSet["name"],
  call: FuncCall,
): LogicalExpr {
  const { args = [], agg_filter, agg_order = [], location } = call;
  const inside: Place = { scope: place.scope, clause: "aggregate" };
  const direct = args.map((arg) => context.expr(inside, arg));
  const keys = agg_order.flatMap((item) => orderKey(context, inside, item, keepsUnknown.has(name)));
  const filter = agg_filter === undefined ? undefined : bindFilter(context, place, agg_filter);
  const used = [...keys.map(({ expr }) => expr), ...(filter === undefined ? [] : [filter])];
  const owner = ownerOf(place, used);
  refuseMisplaced(context, owner, [...direct, ...used], location);
  const rest = filter === undefined ? {} : { filter };
  const column = (given: readonly LogicalExpr[]): LogicalExpr => {
    const parts = bindOrderedSet(context, name, given, keys, call);
    return register(context, owner, location, { ...parts, overload: name, args: [], distinct: false, ...rest });
  };
  const fractions = fractionsOf(context, name, direct, location);
  if (fractions === undefined) return column(direct);
  const percentiles = fractions.map((fraction) => column([fraction]));
  const counted = countOf(context, (keys[0] as SortKey).expr);
  return unlessNone(context, percentiles, register(context, owner, location, { ...counted, ...rest }));
}

/** count(value) */
function countOf(context: BindContext, value: LogicalExpr): AggregateCall {
  const arg = settled(context, value);
  const found = context.ports.aggregates.aggregate("count", [arg.type]);
  if (found === undefined) throw context.unsupported("count() of such values");
  const output = context.column("count", found.result, false);
  return { output, overload: found.overload, args: [arg], distinct: false, order: [] };
}

/** Percentiles of several fractions, as an array; of no values NULL. */
function unlessNone(context: BindContext, percentiles: readonly LogicalExpr[], count: LogicalExpr): LogicalExpr {
  const type = listOf(percentiles[0]?.type ?? FLOAT8);
  const none = bindOperatorCall(context, "=", [count, { kind: "constant", value: 0n, type: count.type }], undefined);
  const then: LogicalExpr = { kind: "constant", value: null, type };
  const otherwise: LogicalExpr = { kind: "call", overload: "ffq:array(any...)", args: percentiles, type };
  return { kind: "case", branches: [{ when: none, then }], otherwise, type };
}

/** `keepUnknown`: a literal without a type keeps none. */
function orderKey(context: BindContext, place: Place, item: Node, keepUnknown = false): readonly SortKey[] {
  if (!("SortBy" in item) || item.SortBy.node === undefined) return [];
  const bound = context.expr(place, item.SortBy.node);
  const expr = keepUnknown ? bound : settled(context, bound);
  return [{ expr, ...directionOf(context, item.SortBy, expr) }];
}

/**
 * The call's column: the one of an equal call where there is one. Of what differs each time that it is computed only where ORDER
 * BY and DISTINCT ON say again what the list says.
 */
function register(context: BindContext, owner: Place, location: number | undefined, call: AggregateCall): LogicalExpr {
  const { aggregates, byKey } = owner.scope.level;
  const key = keyOf(call);
  const known = byKey.get(key);
  const repeats = owner.clause === "ORDER BY" || owner.clause === "DISTINCT ON";
  let same = known === undefined || repeats || !draws(context, call) ? known : undefined;
  if (same === undefined) {
    same = context.locate(call, location);
    aggregates.push(same);
    // The first of several is the one that is said again.
    if (known === undefined) byKey.set(key, same);
  }
  return context.locate({ kind: "column", column: same.output.id, type: same.output.type }, location);
}

function draws({ ports }: BindContext, { args, filter, order }: AggregateCall): boolean {
  const exprs = [...args, ...(filter === undefined ? [] : [filter]), ...order.map(({ expr }) => expr)];
  return exprs.some((expr) => isVolatile(expr, ports.functions));
}

function keyOf({ overload, args, distinct, filter, order, orderedSet }: AggregateCall): string {
  const parts = [overload, distinct, ...args.map((arg) => exprKey(arg)), filter === undefined ? "" : exprKey(filter)];
  for (const { expr, descending, nullsFirst } of order) parts.push(exprKey(expr), descending, nullsFirst);
  for (const expr of orderedSet?.direct ?? []) parts.push(exprKey(expr));
  return parts.join(";");
}

/** The place of the query that the columns of `exprs` make a call belong to. */
export function ownerOf(place: Place, exprs: readonly LogicalExpr[]): Place {
  let owner: Place | undefined;
  for (const expr of exprs) {
    for (const column of columnsIn(expr)) {
      const at = placeOfColumn(place, column);
      if (at !== undefined && (owner === undefined || isWithin(at, owner))) owner = at;
    }
  }
  return owner ?? place;
}

function isWithin(inner: Place, outer: Place): boolean {
  for (let at: Place | undefined = inner; at !== undefined; at = at.scope.outer) if (at === outer) return true;
  return false;
}

const allowed: ReadonlySet<Clause> = new Set<Clause>([
  "SELECT",
  "HAVING",
  "ORDER BY",
  "DISTINCT ON",
  "window function",
  "window definitions",
]);

function refuseMisplaced(
  context: BindContext,
  owner: Place,
  args: readonly LogicalExpr[],
  location: number | undefined,
): void {
  const own = new Set<number>(owner.scope.level.aggregates.map(({ output }) => output.id));
  const nested = owner.clause === "aggregate" || args.some((arg) => columnsIn(arg).some((id) => own.has(id)));
  if (nested) {
    throw context.error("INVALID_QUERY", "42803", "aggregate function calls cannot be nested", location);
  }
  refuseOutsideGrouping(context, owner, "aggregate functions", location);
}

/** @throws FfqError 42803 where neither aggregates nor GROUPING() may stand */
export function refuseOutsideGrouping(
  context: BindContext,
  place: Place,
  what: string,
  location: number | undefined,
): void {
  if (allowed.has(place.clause)) return;
  const where = place.clause === "FROM" ? "FROM clause of their own query level" : place.clause;
  throw context.error("INVALID_QUERY", "42803", `${what} are not allowed in ${where}`, location);
}
