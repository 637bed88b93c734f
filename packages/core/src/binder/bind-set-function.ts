// A call of a set-returning function as the list of what it returns (function/scalar/set/), wherever it
// stands.
import type { Node } from "@pgsql/types";
import { setFunction } from "../function/scalar/set/set-function.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { bindFunctionCall, notUnique } from "./bind-call.ts";
import type { BindContext } from "./context.ts";
import { hasManyArguments, tooManyArguments } from "./limits.ts";
import { bindUnnamed } from "./named-arguments.ts";
import type { Place } from "./scope.ts";

type FuncCall = Extract<Node, { FuncCall: unknown }>["FuncCall"];

/** Functions that return sets. */
export const SET_RETURNING: ReadonlySet<string> = new Set(
  (
    "generate_series unnest generate_subscripts regexp_split_to_table regexp_matches string_to_table json_each jsonb_each " +
    "json_array_elements jsonb_array_elements json_object_keys jsonb_object_keys"
  ).split(" "),
);

/** The list of what a call of one of them returns. */
export function bindSetFunction(
  context: BindContext,
  place: Place,
  name: string,
  { args = [], location }: FuncCall,
): LogicalExpr {
  return listOfCall(context, name, bindUnnamed(context, place, name, args, location), location);
}

/** As bindSetFunction, of arguments that are bound. */
export function listOfCall(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
): LogicalExpr {
  if (hasManyArguments(args.length)) throw tooManyArguments(context, location);
  if (context.ports.functions.named(setFunction(name)).length === 0) {
    throw context.unsupported(`function ${name}()`, location);
  }
  const isOpen = args.length > 0 && args.every(({ type }) => type.kind === "unknown");
  if (isOpen && name === "unnest") throw notUnique(context, name, args, location, false);
  return bindFunctionCall(context, setFunction(name), args, location, name);
}
