// What the functions of regular expressions share: a pattern compiled once where it is constant, options read from a text,
// and which constant patterns are known to compile. The matching itself is kernel/assembly/regex.ts.
import { call, constant, once } from "../../ir/build.ts";
import type { IrExpr, IrType } from "../../ir/ir.ts";
import type { Datum } from "../../type/datum.ts";
import { isConstantIr, textConstant } from "../kernel-call.ts";
import type { ScalarOverload } from "../registry.ts";
import { strictly } from "../strictly.ts";

/** A row function of the kernel module. */
export const regex = (name: string, type: IrType, args: readonly IrExpr[]): IrExpr => call("regex", name, type, args);

const onceIfConstant = (expr: IrExpr): IrExpr => (isConstantIr(expr) && expr.op !== "const" ? once(expr) : expr);

/** No options. */
export const NO_OPTIONS: IrExpr = constant("i32", 0);

/** The options that a text names. */
export function optionsOf(flags: IrExpr): IrExpr {
  return onceIfConstant(regex("readOptions", "i32", [flags]));
}

/** As optionsOf, for a function that knows no g. */
export function localOptionsOf(flags: IrExpr, name: string): IrExpr {
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

const ATOM = String.raw`(?:[^\\\[\](){}*+?|^$]|\\[dswDSW.()\[\]{}*+?|^$\\/"'-]|\[\^?(?:a-z|A-Z|0-9|[\w .,:/@#&;!%'"])+\])`;
const PIECE = String.raw`(?:${ATOM}(?:[*+?]\??|\{\d{1,2}\})?|[\^$|])`;
const PLAIN_PATTERN = new RegExp(String.raw`^(?:${PIECE}|\((?:\?:)?${PIECE}*\)[*+?]?)*$`, "u");
const PLAIN_OPTIONS = /^[cimnpstwx]*$/;

/** Whether a constant pattern is known to compile. Cautious: of unusual ones that is not known. */
export function isSoundPattern(pattern: Datum | undefined): boolean {
  return pattern === null || (typeof pattern === "string" && pattern.length < 1000 && PLAIN_PATTERN.test(pattern));
}

/** Whether a constant text is known to name options; g is `global`'s. */
export function isSoundOptions(flags: Datum | undefined, global: boolean): boolean {
  if (flags === null) return true;
  return typeof flags === "string" && PLAIN_OPTIONS.test(global ? flags.replaceAll("g", "") : flags);
}

/** The row, whose patterns and parameters are not looked at where an argument is NULL. */
export function guardedRow(row: ScalarOverload): ScalarOverload {
  return { ...row, lower: (args, types) => strictly(args, (given) => row.lower(given, types)) };
}
