// Arguments before anything else, and NULL next: what a function computes in several steps must not run, and so must not
// fail, for rows in which an argument is NULL; its arguments are computed nevertheless.
import { bind, choose, isNull, nullOf, or } from "../ir/build.ts";
import type { IrExpr } from "../ir/ir.ts";
import { isConstantIr } from "./kernel-call.ts";

/** The value of `body` over the arguments, NULL where one of them is, without running it then. */
export function strictly(args: readonly IrExpr[], body: (args: readonly IrExpr[]) => IrExpr): IrExpr {
  if (!args.some(({ nullable }) => nullable)) return body(args);
  return computedFirst(args, (given) => guarded(given, body(given)));
}

/**
 * The value of `body` over the arguments, which are computed once and before it, whichever of them it then looks at:
 * they may fail. Constants stay what they are, so that it can be seen that they are; those that are still to be
 * computed are so before, too.
 */
export function computedFirst(args: readonly IrExpr[], body: (args: readonly IrExpr[]) => IrExpr): IrExpr {
  const go = (position: number, given: readonly IrExpr[]): IrExpr => {
    const arg = args[position];
    if (arg === undefined) return body(given);
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
