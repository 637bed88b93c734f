// timeofday() (PostgreSQL manual, section 9.9.5): when the statement began, which is the same for all rows.
import type { IrExpr } from "../../../ir/ir.ts";
import { textConstant } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { textOrNull } from "./picture.ts";
import { instantByPicture } from "./to-char.ts";

const PICTURE = textConstant("Dy Mon DD HH24:MI:SS.US YYYY TZ");

export const timeofday: FunctionFamily = functionFamily(["timeofday"], () => [
  {
    name: "timeofday",
    args: [],
    result: "text",
    strict: true,
    volatility: "volatile",
    implicit: ["zone", "now"],
    canFail: true,
    doc: "When the statement began, as text, in UTC: of other zones the abbreviation is not known.",
    lower: ([zone, now]) => textOrNull(instantByPicture(now as IrExpr, PICTURE, zone as IrExpr)),
  },
]);
