// make_timestamptz(year, month, mday, hour, min, sec [, timezone]) (PostgreSQL manual, section 9.9): by the clocks of the
// session's zone, or of one that is named.
import type { IrExpr } from "../../../ir/ir.ts";
import { temporal } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../../registry.ts";
import { inZone, type ZoneReading } from "../../zone-bytes.ts";
import { datetimeRow } from "./datetime-row.ts";
import { TIMESTAMP_FIELD_NAMES, TIMESTAMP_FIELDS } from "./timestamp-fields.ts";

const COUNT = TIMESTAMP_FIELDS.length;

/** Of the fields, and the zone behind them. */
const instant =
  (reading: ZoneReading) =>
  (args: readonly IrExpr[]): IrExpr => {
    const made = (given: readonly IrExpr[], table: IrExpr): IrExpr => {
      const local = temporal("makeTimestamp", "i64", given.slice(0, COUNT));
      return temporal("toInstant", "i64", [local, table]);
    };
    return inZone(args, COUNT, made, reading);
  };

export const makeTimestamptz: FunctionFamily = functionFamily(["make_timestamptz"], () => [
  {
    ...datetimeRow,
    name: "make_timestamptz",
    args: TIMESTAMP_FIELDS,
    parameters: parametersNamed(TIMESTAMP_FIELD_NAMES, COUNT),
    implicit: ["zone"],
    result: "timestamptz",
    doc: "The instant of a year, month, day, hour, minute and seconds by the session's clocks.",
    lower: instant("named"),
  },
  {
    ...datetimeRow,
    name: "make_timestamptz",
    args: [...TIMESTAMP_FIELDS, "text"],
    parameters: parametersNamed(TIMESTAMP_FIELD_NAMES, COUNT + 1),
    result: "timestamptz",
    doc: "The instant of a year, month, day, hour, minute and seconds by a zone's clocks.",
    lower: instant("ofFields"),
  },
]);
