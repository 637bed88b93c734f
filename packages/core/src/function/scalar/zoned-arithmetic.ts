// Arithmetic of timestamps with time zone (PostgreSQL manual, section 9.9): days and months are counted by the clocks of
// the session's zone, so that a day can have 23 or 25 hours; hours and less are counted as they pass.
import type { IrExpr } from "../../ir/ir.ts";
import { temporal } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { inZone, zoneTable } from "../zone-bytes.ts";

const row = { strict: true, volatility: "immutable", canFail: true } as const;

/** The kernel over value, interval and zone. */
const moved =
  (kernel: string, swapped = false) =>
  (args: readonly IrExpr[]): IrExpr => {
    return inZone(args, 2, (own, table) => {
      const [first, second] = own as readonly [IrExpr, IrExpr];
      return temporal(kernel, "i64", swapped ? [second, first, table] : [first, second, table]);
    });
  };

const local = (value: IrExpr, zone: IrExpr): IrExpr => temporal("toLocal", "i64", [value, zone]);

export const zonedArithmetic: FunctionFamily = functionFamily(
  ["+", "-", "date_add", "date_subtract", "age", "date_bin"],
  () => [
    {
      ...row,
      name: "+",
      args: ["timestamptz", "interval"],
      implicit: ["zone"],
      result: "timestamptz",
      doc: "Later by an interval.",
      lower: moved("instantAddInterval"),
    },
    {
      ...row,
      name: "+",
      args: ["interval", "timestamptz"],
      implicit: ["zone"],
      result: "timestamptz",
      doc: "Later by an interval.",
      lower: moved("instantAddInterval", true),
    },
    {
      ...row,
      name: "-",
      args: ["timestamptz", "interval"],
      implicit: ["zone"],
      result: "timestamptz",
      doc: "Earlier by an interval.",
      lower: moved("instantSubtractInterval"),
    },
    {
      ...row,
      name: "date_add",
      args: ["timestamptz", "interval"],
      implicit: ["zone"],
      result: "timestamptz",
      doc: "Later by an interval.",
      lower: moved("instantAddInterval"),
    },
    {
      ...row,
      name: "date_add",
      args: ["timestamptz", "interval", "text"],
      result: "timestamptz",
      doc: "Later by an interval, by the clocks of a zone.",
      lower: moved("instantAddInterval"),
    },
    {
      ...row,
      name: "date_subtract",
      args: ["timestamptz", "interval"],
      implicit: ["zone"],
      result: "timestamptz",
      doc: "Earlier by an interval.",
      lower: moved("instantSubtractInterval"),
    },
    {
      ...row,
      name: "date_subtract",
      args: ["timestamptz", "interval", "text"],
      result: "timestamptz",
      doc: "Earlier by an interval, by the clocks of a zone.",
      lower: moved("instantSubtractInterval"),
    },
    {
      ...row,
      name: "-",
      args: ["timestamptz", "timestamptz"],
      result: "interval",
      doc: "Days of 24 hours and time between.",
      lower: (args) => temporal("timestampDifference", "i128", args),
    },
    {
      ...row,
      name: "age",
      args: ["timestamptz", "timestamptz"],
      implicit: ["zone"],
      result: "interval",
      doc: "Years, months, days and time between, counted on the calendar.",
      lower: ([later, earlier, zone]) => {
        const table = zoneTable(zone as IrExpr);
        return temporal("age", "i128", [local(later as IrExpr, table), local(earlier as IrExpr, table)]);
      },
    },
    {
      ...row,
      name: "date_bin",
      args: ["interval", "timestamptz", "timestamptz"],
      result: "timestamptz",
      doc: "The start of the interval that the second argument lies in, counted from the third.",
      lower: (args) => temporal("binTimestamp", "i64", args),
    },
    ...(["timestamp", "timestamptz"] as const).map(
      (kind): ScalarOverload => ({
        ...row,
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
  ],
);
