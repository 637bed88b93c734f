// A value as text, in the two ways that PostgreSQL has: by its cast, and by its type's output function.
import { bind } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { elementText } from "../../cast/list-casts.ts";
import { withoutPadding } from "../../cast/string-casts.ts";
import { outputText } from "../../cast/text-casts.ts";

/** What a cast to text gives. */
export function asText(value: IrExpr, type: LogicalType): IrExpr {
  if (type.kind === "list" || type.kind === "struct") return written(value, type);
  return outputText(value, type) ?? withoutPadding(value, type);
}

/** What the type's output function gives: as a cast, but for booleans and the blanks of char(n). */
export function written(value: IrExpr, type: LogicalType): IrExpr {
  return bind("written", value, (local) => elementText(local, type));
}
