// to_number(text, picture) (PostgreSQL manual, section 9.8): an empty picture gives NULL.
import type { IrExpr } from "../../../ir/ir.ts";
import { NUMERIC } from "../../../type/logical-type.ts";
import { numeric } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { datetimeRow } from "./datetime-row.ts";
import { format, numberPicture, textOrNull } from "./picture.ts";

export const toNumber: FunctionFamily = functionFamily(["to_number"], () => [
  {
    ...datetimeRow,
    name: "to_number",
    args: ["text", "text"],
    result: () => NUMERIC,
    doc: "The number that a text shows by a picture.",
    lower: ([value, picture]) => {
      const read = format("numberOfPicture", "i64", [value as IrExpr, numberPicture(picture as IrExpr)]);
      return numeric("numericFromTextRef", "ref", [textOrNull(read)]);
    },
  },
]);
