// A value that several places of an expression read, though computing it again would give another one: `CASE random(1, 6) WHEN
// 1 ... WHEN 2 ...`. The binder gives each of them the same call `once N(value)`. Where all readers are in one CASE, whose first
// condition is computed before anything else of it, code for it keeps the value (function/lower.ts); the left side of a comparison
// with a subquery's rows becomes a column before the query is optimized (session/drawn-values.ts).

const ONCE = "once ";

/** The overload of a value's readers. @param number tells values of one statement apart */
export function onceKey(number: number): string {
  return ONCE + number;
}

/** A function's key ends with its arguments, whatever it is called. */
export function isOnce(overload: string): boolean {
  return overload.startsWith(ONCE) && !overload.endsWith(")");
}
