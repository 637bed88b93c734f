// date_part(field, x): extract's fields as doubles (PostgreSQL manual, section 9.9.1).
import type { IrExpr } from "../../../ir/ir.ts";
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { fieldSources } from "./field-source.ts";
import { fieldRow, takeField } from "./field-value.ts";

const row = { name: "date_part", result: "float8", doc: "A field of the value, as a double." } as const;
const { date, ...others } = fieldSources;

export const datePart: FunctionFamily = functionFamily(["date_part"], () => [
  // Of a date: of its midnight.
  {
    ...fieldRow(date, row),
    lower: ([name, value], types) =>
      takeField(
        fieldSources.timestamp,
        [name as IrExpr, temporal("dateToTimestamp", "i64", [value as IrExpr])],
        types.result,
      ),
  },
  ...Object.values(others).map((source) => fieldRow(source, row)),
]);
