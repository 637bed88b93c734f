// to_date(text, picture) (PostgreSQL manual, section 9.8).
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { datetimeRow } from "./datetime-row.ts";
import { datePicture, format } from "./picture.ts";

export const toDate: FunctionFamily = functionFamily(["to_date"], () => [
  {
    args: ["text", "text"],
    ...datetimeRow,
    name: "to_date",
    result: "date",
    doc: "The date that a text shows by a picture.",
    lower: ([text, picture]) => format("dateOfPicture", "i32", [text as IrExpr, datePicture(picture as IrExpr)]),
  },
]);
