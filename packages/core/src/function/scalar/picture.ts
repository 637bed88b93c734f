// The pictures of to_char, to_number, to_date and to_timestamp: cut into tokens once a batch where they are constant.
import { call, constant, once } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { isConstantIr } from "../kernel-call.ts";

function cut(picture: IrExpr, ofDates: boolean): IrExpr {
  const tokens = call("format", "cutPicture", "ref", [picture, constant("i32", ofDates ? 1 : 0)]);
  return isConstantIr(picture) ? once(tokens) : tokens;
}

export const datePicture = (picture: IrExpr): IrExpr => cut(picture, true);
export const numberPicture = (picture: IrExpr): IrExpr => cut(picture, false);
