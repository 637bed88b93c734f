// Casts among text, varchar(n) and char(n) (PostgreSQL manual, section 8.3): written out, a cast cuts what is too
// long; stored into a column, only blanks may be cut (22001). char(n) is padded with blanks, which are gone when
// it becomes another string type.
import { constant } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { text } from "../kernel-call.ts";
import type { CastRow, CastTypes } from "./cast-row.ts";

export type StringKind = "text" | "varchar" | "bpchar";
export const stringKinds: readonly StringKind[] = ["text", "varchar", "bpchar"];

/** A string as the text that other types' functions see. */
export function withoutPadding(arg: IrExpr, from: LogicalType): IrExpr {
  return from.kind === "bpchar" ? text("charToText", "ref", [arg]) : arg;
}

/** Applies the length of the target. */
export function toStringType(arg: IrExpr, { to, form }: CastTypes): IrExpr {
  const length = to.kind === "varchar" || to.kind === "bpchar" ? to.length : undefined;
  if (length === undefined) return arg;
  const limits = [constant("i32", length), constant("i32", form === "explicit" ? 1 : 0)];
  return text(to.kind === "varchar" ? "toVarchar" : "toChar", "ref", [arg, ...limits]);
}

function lowerString(arg: IrExpr, types: CastTypes): IrExpr {
  const source = types.to.kind === "bpchar" ? arg : withoutPadding(arg, types.from);
  return toStringType(source, types);
}

/** Lengths that cannot be passed need no look at the values. */
function canFail({ from, to, form }: CastTypes): boolean {
  if (form === "explicit" || (to.kind !== "varchar" && to.kind !== "bpchar") || to.length === undefined) return false;
  const longest = from.kind === "varchar" || from.kind === "bpchar" ? from.length : undefined;
  return longest === undefined || longest > to.length;
}

export const stringCasts = (): readonly CastRow[] =>
  [...stringKinds, "unknown" as const].flatMap((from) =>
    stringKinds.map((to): CastRow => ({ from, to, lower: lowerString, canFail })),
  );
