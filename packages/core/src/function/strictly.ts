// NULL before anything else: what a function computes in several steps must not run, and so must not fail, for rows in
// which an argument is NULL.
import { bind, choose, isNull, nullOf, or } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { isConstantIr } from "./kernel-call.ts";

/**
 * The value of `body` over the arguments, NULL where one of them is, without running it then. Arguments are computed
 * once and before it is asked which are NULL, since they may fail. Constants stay what they are, so that it can be seen
 * that they are; those that are still to be computed are so before, too.
 */
export function strictly(args: readonly IrExpr[], body: (args: readonly IrExpr[]) => IrExpr): IrExpr {
  const nullable = args.filter((arg) => arg.nullable);
  if (nullable.length === 0) return body(args);
  const go = (position: number, given: readonly IrExpr[]): IrExpr => {
    const arg = args[position];
    if (arg === undefined) return guarded(given, body(given));
    if (isAtHand(arg)) return go(position + 1, [...given, arg]);
    return bind(`strict ${position}`, arg, (local) => go(position + 1, [...given, isConstantIr(arg) ? arg : local]));
  };
  return go(0, []);
}

/** Whether nothing is to be computed. */
function isAtHand({ op }: IrExpr): boolean {
  return op === "input" || op === "local" || op === "const" || op === "bytes" || op === "null";
}

function guarded(args: readonly IrExpr[], value: IrExpr): IrExpr {
  return choose([{ when: or(args.filter((arg) => arg.nullable).map(isNull)), then: nullOf(value.type) }], value);
}
