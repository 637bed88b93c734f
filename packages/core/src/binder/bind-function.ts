// Function calls as written: which of them are aggregates, casts, or functions; syntax that only aggregates have.
import type { Node } from "@pgsql/types";
import { isBuiltinKey } from "../function/builtin-names.ts";
import { overloadKey } from "../function/registry.ts";
import { resolve } from "../function/resolve.ts";
import { FORMAT_OF_LIST } from "../function/scalar/text/format.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { castContext } from "../type/coercion.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { bindAggregate, bindWithinGroup } from "./bind-aggregate.ts";
import { bindFunctionCall, callOverload, noFunction, notUnique } from "./bind-call.ts";
import { castExplicitly } from "./bind-cast.ts";
import { isOrderedSet } from "./bind-ordered-set.ts";
import { bindSetFunction, SET_RETURNING } from "./bind-set-function.ts";
import { kindNamed } from "./bind-type.ts";
import { bindFilter, bindWindowCall, bindWritten, noWindowFunction } from "./bind-window-call.ts";
import type { BindContext } from "./context.ts";
import { hasManyArguments, tooManyArguments } from "./limits.ts";
import { isMissingFunction } from "./missing-functions.ts";
import { bindArguments, refuseNamed } from "./named-arguments.ts";
import { withoutDatabase } from "./other-database.ts";
import { locationOf, names } from "./parse-node.ts";
import type { Place } from "./scope.ts";
import { refuseSetFunction, registerSet } from "./set-calls.ts";

type FuncCall = Extract<Node, { FuncCall: unknown }>["FuncCall"];

/** Binds a FuncCall outside FROM. */
export function bindFunction(context: BindContext, place: Place, written: FuncCall): LogicalExpr {
  refuseManyArguments(context, place, written);
  const call = withoutVariadic(context, place, written);
  const { args = [], location } = call;
  const name = functionName(context, call);
  if (isInPublic(context, call)) return bindRegistered(context, place, name, call);
  if (isOrderedSet(name) && (call.agg_within_group || !context.ports.windows.isWindow(name))) {
    refuseOrderedSet(context, place, name, call);
    refuseNamed(context, args);
    return bindWithinGroup(context, place, name, call);
  }
  if (call.over !== undefined) return bindWindowCall(context, place, name, call);
  if (context.ports.windows.isWindow(name)) {
    const bound = bindWritten(context, place, name, call);
    const types = bound.map(({ type }) => type);
    if (context.ports.windows.window(name, types) === undefined) throw noWindowFunction(context, name, bound, location);
    const message = `window function ${name} requires an OVER clause`;
    throw context.error("INVALID_QUERY", "42809", message, location);
  }
  if (context.ports.aggregates.isAggregate(name)) return bindAggregate(context, place, name, call);
  if (SET_RETURNING.has(name)) {
    refuseSetFunction(context, place, location);
    return registerSet(context, place, name, bindSetFunction(context, place, name, call));
  }
  const bound = bindArguments(context, place, name, args, location);
  refuseAggregateSyntax(context, place, name, call, bound);
  const known = context.ports.functions.named(name);
  const [only] = bound;
  const kind = kindNamed(name);
  if (
    kind !== undefined &&
    only !== undefined &&
    bound.length === 1 &&
    !known.some(({ args: [arg] }) => arg === only.type.kind)
  ) {
    if (castContext(only.type.kind, kind) !== undefined) {
      return castExplicitly(context, only, { kind } as LogicalType, location);
    }
  }
  if (known.length === 0 && isMissingFunction(name)) throw context.unsupported(`function ${name}()`, location);
  return bindFunctionCall(context, name, bound, location, names(call.funcname).join("."));
}

/** What WITHIN GROUP orders by counts too. @throws FfqError 54023 */
function refuseManyArguments(
  context: BindContext,
  place: Place,
  { args = [], agg_order = [], agg_within_group, location }: FuncCall,
): void {
  if (!hasManyArguments(args.length + (agg_within_group ? agg_order.length : 0))) return;
  const inside: Place = { scope: place.scope, clause: agg_within_group ? "aggregate" : place.clause };
  for (const arg of args) context.expr(inside, arg);
  throw tooManyArguments(context, location);
}

function refuseOrderedSet(context: BindContext, place: Place, name: string, call: FuncCall): void {
  const { over, agg_within_group, args = [], location } = call;
  if (agg_within_group) {
    if (over === undefined) return;
    const message = `OVER is not supported for ordered-set aggregate ${name}`;
    throw context.error("UNSUPPORTED", "0A000", message, location);
  }
  // Without WITHIN GROUP the values would stand among the arguments.
  if (args.length !== (name === "mode" ? 1 : 2)) {
    const bound = args.map((arg) => context.expr(place, arg));
    throw noFunction(context, name, bound, location, false);
  }
  const message = `WITHIN GROUP is required for ordered-set aggregate ${name}`;
  throw context.error("INVALID_QUERY", "42809", message, location);
}

/** Functions that take any number of arguments, and how many stand before those. */
const TAKES_MANY: ReadonlyMap<string, number> = new Map([
  ["concat", 0],
  ["concat_ws", 1],
  ["format", 1],
  ["num_nulls", 0],
  ["num_nonnulls", 0],
]);

/** f(VARIADIC ARRAY[a, b]) is f(a, b); of other arrays only texts are made. @throws FfqError 42804, 42883 */
function withoutVariadic(context: BindContext, place: Place, call: FuncCall): FuncCall {
  const { func_variadic, args = [], location } = call;
  if (func_variadic !== true) return call;
  const { func_variadic: _, ...plain } = call;
  const name = functionName(context, call);
  const last = args.at(-1);
  // No other function is found by its elements.
  const before = TAKES_MANY.get(name);
  if (last === undefined || before === undefined) return plain;
  if (args.length !== before + 1) {
    const bound = args.map((arg) => context.expr(place, arg));
    throw noFunction(context, name, bound, location, false);
  }
  const elements = "A_ArrayExpr" in last ? (last.A_ArrayExpr.elements ?? []) : undefined;
  if (elements?.every((element) => !("A_ArrayExpr" in element)) === true) {
    return { ...plain, args: [...args.slice(0, -1), ...elements] };
  }
  if (context.expr(place, last).type.kind !== "list") {
    throw context.error("TYPE_MISMATCH", "42804", "VARIADIC argument must be an array", locationOf(last));
  }
  const called = (other: string, given: readonly Node[]): FuncCall => ({
    ...plain,
    funcname: [{ String: { sval: other } }],
    args: [...given],
  });
  const [first] = args as [Node];
  if (name === "concat") return called("array_to_string", [last, textOf("")]);
  if (name === "concat_ws") return called("array_to_string", [last, first]);
  if (name === "format") return called(FORMAT_OF_LIST, args);
  throw context.unsupported("VARIADIC", location);
}

const textOf = (sval: string): Node => ({ A_Const: { sval: { sval } } });

/** Whether a name stands under `public`, where functions of the program are and no builtin ones. */
export function isInPublic(context: BindContext, { funcname, location }: FuncCall): boolean {
  const parts = withoutDatabase(context, names(funcname), location);
  return parts.length > 1 && parts[0] === "public";
}

/** `public.f(...)`. @throws FfqError 42883, 42725 */
function bindRegistered(context: BindContext, place: Place, name: string, call: FuncCall): LogicalExpr {
  const { args = [], location, funcname, over } = call;
  const bound = bindArguments(context, place, name, args, location);
  const written = names(funcname).join(".");
  const registered = context.ports.functions.named(name).filter((row) => !isBuiltinKey(overloadKey(row)));
  const kinds = bound.map(({ type }) => type.kind);
  const found = resolve(registered, kinds);
  if (found.kind === "none") throw noFunction(context, written, bound, location, false);
  if (found.kind === "ambiguous") throw notUnique(context, written, bound, location, false);
  if (over !== undefined) return bindWindowCall(context, place, name, call);
  refuseAggregateSyntax(context, place, name, call, bound);
  return callOverload(context, found.overload, bound, location);
}

/** The name, without a schema that it may have. @throws FfqError 3F000, 0A000, 42601 */
export function functionName(context: BindContext, { funcname, location }: FuncCall): string {
  const parts = withoutDatabase(context, names(funcname), location);
  const [schema] = parts;
  if (parts.length > 1 && schema !== "pg_catalog" && schema !== "public") {
    throw context.error("NOT_FOUND", "3F000", `schema "${schema}" does not exist`, location);
  }
  return parts.at(-1) ?? "";
}

/** `args`: as bound. @throws FfqError 42809 for a function that takes them, otherwise 42883 */
function refuseAggregateSyntax(
  context: BindContext,
  place: Place,
  name: string,
  call: FuncCall,
  args: readonly LogicalExpr[],
): void {
  const what = call.agg_star
    ? `${name}(*) specified`
    : call.agg_distinct
      ? "DISTINCT specified"
      : call.agg_within_group
        ? "WITHIN GROUP specified"
        : call.agg_order !== undefined
          ? "ORDER BY specified"
          : call.agg_filter !== undefined
            ? "FILTER specified"
            : undefined;
  if (what === undefined) return;
  if (context.ports.functions.named(name).length === 0 && isMissingFunction(name)) {
    throw context.unsupported(`function ${name}()`, call.location);
  }
  const named = context.ports.functions.named(name);
  if (named.length === 0 && kindNamed(name) === undefined) return;
  if (call.agg_filter !== undefined) bindFilter(context, place, call);
  const written = call.agg_within_group ? bindWritten(context, place, name, call) : args;
  const kinds = written.map(({ type }) => type.kind);
  if (resolve(named, kinds).kind === "none" && kindNamed(name) === undefined) {
    throw noFunction(context, name, written, call.location, false);
  }
  throw context.error("INVALID_QUERY", "42809", `${what}, but ${name} is not an aggregate function`, call.location);
}
