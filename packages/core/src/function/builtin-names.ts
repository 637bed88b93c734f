// Which functions there are, without their rows: a program's function must not be one of them, and is added before any row
// was loaded. The lists in gen/ are written from the registries by `pnpm reference`.
import { aggregateNames, scalarKeys } from "./gen/names.ts";

let keys: ReadonlySet<string> | undefined;
let names: ReadonlySet<string> | undefined;

/** Whether a scalar function has this key. */
export function isBuiltinKey(key: string): boolean {
  keys ??= new Set(scalarKeys.split("\n"));
  return keys.has(key);
}

/** Whether an aggregate or window function has this name. */
export function isAggregateName(name: string): boolean {
  return aggregateAndWindowNames().has(name);
}

/** The names of aggregate and window functions. */
export function aggregateAndWindowNames(): ReadonlySet<string> {
  names ??= new Set(aggregateNames.split("\n"));
  return names;
}
