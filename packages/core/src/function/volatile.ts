// Which builtin functions may give another value for the same arguments, by the key that a plan holds. Apart so that who
// ships plans can ask without knowing the registry.
import { builtinFunctions } from "./functions.ts";
import { overloadKey } from "./registry.ts";

/** False also for keys that are not a builtin scalar function's. */
export function isVolatileOverload(key: string): boolean {
  const name = key.slice(0, key.lastIndexOf("("));
  const named = builtinFunctions().named(name);
  return named.some((overload) => overload.volatility === "volatile" && overloadKey(overload) === key);
}
