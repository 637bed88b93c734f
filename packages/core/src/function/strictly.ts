// NULL before anything else: what a function computes in several steps must not run, and so must not fail, for rows in
// which an argument is NULL.
import { bind, choose, isNull, nullOf, or } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { isConstantIr } from "./kernel-call.ts";

/**
 * The value of `body` over the arguments, NULL where one of them is, without running it then. Arguments that differ from
 * row to row are computed once and before it is asked which are NULL, since they may fail; constants stay what they are, so
 * that it can be seen that they are.
 */
export function strictly(args: readonly IrExpr[], body: (args: readonly IrExpr[]) => IrExpr): IrExpr {
  const nullable = args.filter((arg) => arg.nullable);
  if (nullable.length === 0) return body(args);
  const go = (position: number, given: readonly IrExpr[]): IrExpr => {
    const arg = args[position];
    if (arg === undefined) return guarded(given, body(given));
    if (arg.op === "input" || arg.op === "local" || isConstantIr(arg)) {
      return go(position + 1, [...given, arg]);
    }
    return bind(`strict ${position}`, arg, (local) => go(position + 1, [...given, local]));
  };
  return go(0, []);
}

function guarded(args: readonly IrExpr[], value: IrExpr): IrExpr {
  return choose([{ when: or(args.filter((arg) => arg.nullable).map(isNull)), then: nullOf(value.type) }], value);
}
