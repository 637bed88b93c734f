// The pictures of to_char, to_number, to_date and to_timestamp (PostgreSQL manual, section 9.8) and their kernels. Pictures
// are cut into tokens once a batch where they are constant.
import { bind, call, choose, compare, constant, nullOf, once } from "../../../ir/build.ts";
import type { IrExpr, IrType } from "../../../ir/ir.ts";
import { isConstantIr } from "../../kernel-call.ts";

function cut(picture: IrExpr, ofDates: boolean): IrExpr {
  const tokens = format("cutPicture", "ref", [picture, constant("i32", ofDates ? 1 : 0)]);
  return isConstantIr(picture) ? once(tokens) : tokens;
}

export const datePicture = (picture: IrExpr): IrExpr => cut(picture, true);
export const numberPicture = (picture: IrExpr): IrExpr => cut(picture, false);

/** A call of a kernel that reads or writes by a picture. */
export function format(name: string, type: IrType, args: readonly IrExpr[]): IrExpr {
  return call("format", name, type, args);
}

/** The text that a kernel gave as i64, or NULL. */
export function textOrNull(found: IrExpr): IrExpr {
  return bind("shown", found, (shown) =>
    choose(
      [{ when: compare("ne", shown, constant("i64", 0n)), then: format("asText", "ref", [shown]) }],
      nullOf("ref"),
    ),
  );
}
