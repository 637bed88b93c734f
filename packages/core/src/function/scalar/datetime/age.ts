// age(x, y) and age(x) (PostgreSQL manual, section 9.9): the time between counted on the calendar, of instants by the clocks
// of the session's zone; of one value, up to the midnight with which the day of the statement begins there.
import type { IrExpr } from "../../../ir/ir.ts";
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { zoneTable } from "../../zone-bytes.ts";
import { datetimeRow } from "./datetime-row.ts";

const local = (value: IrExpr, zone: IrExpr): IrExpr => temporal("toLocal", "i64", [value, zone]);

const between = {
  result: "interval",
  doc: "Years, months, days and time between, counted on the calendar.",
} as const;

export const age: FunctionFamily = functionFamily(["age"], () => [
  {
    ...datetimeRow,
    name: "age",
    args: ["timestamp", "timestamp"],
    ...between,
    lower: (args) => temporal("age", "i128", args),
  },
  {
    ...datetimeRow,
    name: "age",
    args: ["timestamptz", "timestamptz"],
    implicit: ["zone"],
    ...between,
    lower: ([later, earlier, zone]) => {
      const table = zoneTable(zone as IrExpr);
      return temporal("age", "i128", [local(later as IrExpr, table), local(earlier as IrExpr, table)]);
    },
  },
  ...(["timestamp", "timestamptz"] as const).map(
    (kind): ScalarOverload => ({
      ...datetimeRow,
      name: "age",
      args: [kind],
      implicit: ["zone", "now"],
      result: "interval",
      doc: "Years, months, days and time from the value to today's midnight.",
      lower: ([value, zone, now]) => {
        const table = zoneTable(zone as IrExpr);
        const today = temporal("timestampToDate", "i32", [local(now as IrExpr, table)]);
        const given = kind === "timestamp" ? (value as IrExpr) : local(value as IrExpr, table);
        return temporal("age", "i128", [temporal("dateToTimestamp", "i64", [today]), given]);
      },
    }),
  ),
]);
