// The function that a call of an unknown one may have meant: of every kind of function, and without making a row of any.
import { nearHint } from "../common/suggest.ts";
import { orderedSets } from "../function/aggregate/ordered-sets.ts";
import { aggregateAndWindowNames, isAggregateName } from "../function/builtin-names.ts";
import { setFunction } from "../function/scalar/set/set-function.ts";
import { SET_RETURNING } from "./bind-set-function.ts";
import type { BindContext } from "./context.ts";

/** The hint of a name that no function has; undefined for one that has a function, and where no name is near. */
export function nearFunction(context: BindContext, name: string): string | undefined {
  const { functions } = context.ports;
  if (functions.named(name).length > 0 || isAggregateName(name)) return undefined;
  const sets = [...SET_RETURNING].filter((each) => functions.named(setFunction(each)).length > 0);
  const others = [...sets, ...orderedSets.map((row) => row.name)];
  if (others.includes(name)) return undefined;
  // What has other characters is an operator, or no statement can call it.
  const called = functions.names().filter((each) => /^\w+$/.test(each));
  return nearHint("function", name, [...called, ...aggregateAndWindowNames(), ...others]);
}
