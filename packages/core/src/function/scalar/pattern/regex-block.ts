// What the functions of regular expressions share: a pattern compiled once where it is constant, and options read from
// a text. The matching itself is kernel/assembly/regex.ts.
import { call, constant, once } from "../../../ir/build.ts";
import type { IrExpr, IrType } from "../../../ir/ir.ts";
import { isConstantIr, textConstant } from "../../kernel-call.ts";
import type { ScalarOverload } from "../../registry.ts";
import { strictly } from "../../strictly.ts";

/** A row function of the kernel module. */
export const regex = (name: string, type: IrType, args: readonly IrExpr[]): IrExpr => call("regex", name, type, args);

const onceIfConstant = (expr: IrExpr): IrExpr => (isConstantIr(expr) && expr.op !== "const" ? once(expr) : expr);

export const NO_OPTIONS: IrExpr = constant("i32", 0);

/** The option g. As assembly/regex-lex.part.ts has it. */
export const GLOBAL: IrExpr = constant("i32", 64);

/** The options that a text names. */
export function optionsOf(flags: IrExpr | undefined): IrExpr {
  if (flags === undefined) return NO_OPTIONS;
  return onceIfConstant(regex("readOptions", "i32", [flags]));
}

/** As optionsOf, for a function that knows no g. */
export function localOptionsOf(flags: IrExpr | undefined, name: string): IrExpr {
  if (flags === undefined) return NO_OPTIONS;
  return onceIfConstant(regex("readLocalOptions", "i32", [flags, textConstant(name)]));
}

/**
 * The compiled pattern: once per batch where it is constant. To be the last argument of its call: one that differs from
 * row to row is overwritten by the next.
 */
export function blockOf(pattern: IrExpr, options: IrExpr): IrExpr {
  if (isConstantIr(pattern) && isConstantIr(options)) return once(regex("compile", "ref", [pattern, options]));
  return regex("compileRow", "ref", [pattern, options]);
}

/** The row, whose patterns and parameters are not looked at where an argument is NULL. */
export function guardedRow(row: ScalarOverload): ScalarOverload {
  return { ...row, lower: (args, types) => strictly(args, (given) => row.lower(given, types)) };
}
