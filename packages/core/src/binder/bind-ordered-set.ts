// Calls with WITHIN GROUP (PostgreSQL manual, 9.21: ordered-set and hypothetical-set aggregates): their arguments
// resolved and cast. How they are computed is ordered-sets.ts.
import type { Node } from "@pgsql/types";
import type { OrderedSetName } from "../function/aggregate/ordered-set.ts";
import { orderedSets } from "../function/aggregate/ordered-sets.ts";
import { constantFolder } from "../function/fold.ts";
import type { AggregateCall, LogicalExpr, SortKey } from "../logical/plan.ts";
import { castContext } from "../type/coercion.ts";
import { ListView } from "../type/list-value.ts";
import { FLOAT8, INT8, INTERVAL, type LogicalType, listOf } from "../type/logical-type.ts";
import { noFunction } from "./bind-call.ts";
import { coerce, convert } from "./coerce.ts";
import { unify } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { undetermined } from "./element-types.ts";

type FuncCall = Extract<Node, { FuncCall: unknown }>["FuncCall"];

const names: ReadonlySet<string> = new Set(orderedSets.map(({ name }) => name));

export function isOrderedSet(name: string): name is OrderedSetName {
  return names.has(name);
}

/** The parts of the call that depend on the function. @throws FfqError 42883 for arguments that it does not take */
export function bindOrderedSet(
  context: BindContext,
  name: OrderedSetName,
  given: readonly LogicalExpr[],
  keys: readonly SortKey[],
  { location }: FuncCall,
): Pick<AggregateCall, "output" | "order" | "orderedSet"> {
  const refuse = (): Error => noFunction(context, name, [...given, ...keys.map(({ expr }) => expr)], location, false);
  const [key] = keys as readonly [SortKey, ...SortKey[]];
  switch (name) {
    case "mode": {
      if (given.length > 0 || keys.length !== 1) throw refuse();
      refuseOpen(context, key.expr, location);
      return call(context, name, [], keys, key.expr.type);
    }
    case "percentile_disc":
    case "percentile_cont": {
      const [fraction] = given;
      if (fraction === undefined || given.length !== 1 || keys.length !== 1) throw refuse();
      if (!castsTo(fraction.type, "float8")) throw refuse();
      const fractions = [checkedFraction(context, coerce(context, fraction, "float8"), location)];
      if (name === "percentile_disc") {
        refuseOpen(context, key.expr, location);
        return call(context, name, fractions, keys, key.expr.type);
      }
      if (key.expr.type.kind === "interval" || key.expr.type.kind === "time") {
        return call(context, name, fractions, [{ ...key, expr: coerce(context, key.expr, "interval") }], INTERVAL);
      }
      if (!castsTo(key.expr.type, "float8")) throw refuse();
      return call(context, name, fractions, [{ ...key, expr: coerce(context, key.expr, "float8") }], FLOAT8);
    }
    case "rank":
    case "dense_rank":
    case "percent_rank":
    case "cume_dist": {
      if (given.length !== keys.length) throw notAsMany(context, name, given, keys, location);
      const pairs = keys.map((each, at) => alike(context, each, given[at] as LogicalExpr, location));
      const result = name === "rank" || name === "dense_rank" ? INT8 : FLOAT8;
      const hypothetical = pairs.map(({ value }) => value);
      return call(
        context,
        name,
        hypothetical,
        pairs.map((pair) => pair.key),
        result,
      );
    }
  }
}

/** The result has the key's type. @throws FfqError 42804 for a literal without a type */
function refuseOpen(context: BindContext, { type }: LogicalExpr, location: number | undefined): void {
  if (type.kind === "unknown") throw undetermined(context, location);
}

/**
 * The fractions of a percentile that is asked for several, each on its own; undefined where it is not.
 * @throws FfqError 0A000 for an array whose length is not known
 */
export function fractionsOf(
  context: BindContext,
  name: OrderedSetName,
  given: readonly LogicalExpr[],
  location: number | undefined,
): readonly LogicalExpr[] | undefined {
  const [array, ...more] = given;
  if (more.length > 0 || array?.type.kind !== "list") return undefined;
  if (name !== "percentile_disc" && name !== "percentile_cont") return undefined;
  if (array.kind === "call" && array.overload === "ffq:array(any...)" && array.args.length > 0) return array.args;
  const value = constantFolder().fold(convert(context, array, listOf(FLOAT8), "implicit", location));
  const list = value instanceof Uint8Array ? new ListView(value) : undefined;
  if (list === undefined || list.count === 0 || list.dimensions.length > 1) {
    throw context.unsupported(`${name}() of such an array`, location);
  }
  return Array.from({ length: list.count }, (_, at): LogicalExpr => {
    const fraction = list.isNull(at) ? null : list.view.getFloat64(list.data + 8 * at, true);
    return { kind: "constant", value: fraction, type: FLOAT8 };
  });
}

function call(
  context: BindContext,
  name: OrderedSetName,
  direct: readonly LogicalExpr[],
  order: readonly SortKey[],
  result: LogicalType,
): Pick<AggregateCall, "output" | "order" | "orderedSet"> {
  const nullable = name === "mode" || name === "percentile_disc" || name === "percentile_cont";
  return { output: context.column(name, result, nullable), order, orderedSet: { name, direct } };
}

function castsTo({ kind }: LogicalType, wanted: "float8"): boolean {
  return kind === "unknown" || kind === wanted || castContext(kind, wanted) === "implicit";
}

/** A fraction that can be seen to be none is refused at once. */
function checkedFraction(context: BindContext, expr: LogicalExpr, location: number | undefined): LogicalExpr {
  if (expr.kind !== "constant" || typeof expr.value !== "number") return expr;
  if (expr.value >= 0 && expr.value <= 1) return expr;
  const message = `percentile value ${expr.value} is not between 0 and 1`;
  throw context.error("DATA", "22003", message, location);
}

/** A key and the hypothetical value for it, as one type. */
function alike(
  context: BindContext,
  key: SortKey,
  given: LogicalExpr,
  location: number | undefined,
): { readonly key: SortKey; readonly value: LogicalExpr } {
  const { exprs } = unify(context, [key.expr, given], "WITHIN GROUP", [location, location], "widest");
  const [expr, value] = exprs as readonly [LogicalExpr, LogicalExpr];
  return { key: { ...key, expr }, value };
}

function notAsMany(
  context: BindContext,
  name: string,
  given: readonly LogicalExpr[],
  keys: readonly SortKey[],
  location: number | undefined,
): Error {
  const error = noFunction(context, name, [...given, ...keys.map(({ expr }) => expr)], location, false);
  const hint =
    `To use the hypothetical-set aggregate ${name}, the number of hypothetical direct arguments ` +
    `(here ${given.length}) must match the number of ordering columns (here ${keys.length}).`;
  return context.error("NOT_FOUND", "42883", error.message, location, hint);
}
