// Functions that make times and instants from numbers (PostgreSQL manual, section 9.9): by the clocks of the session's
// zone, or of one that is named.
import type { IrExpr } from "../../ir/ir.ts";
import { temporal } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily, parametersNamed } from "../registry.ts";
import { inZone, type ZoneReading } from "../zone-bytes.ts";

const row = { strict: true, volatility: "immutable", canFail: true } as const;
const FIELDS = ["int4", "int4", "int4", "int4", "int4", "float8"] as const;

const NAMES = "year month mday hour min sec timezone";

/** Of the fields, and the zone behind them. */
const instant =
  (reading: ZoneReading) =>
  (args: readonly IrExpr[]): IrExpr => {
    const made = (given: readonly IrExpr[], table: IrExpr): IrExpr => {
      const local = temporal("makeTimestamp", "i64", given.slice(0, FIELDS.length));
      return temporal("toInstant", "i64", [local, table]);
    };
    return inZone(args, FIELDS.length, made, reading);
  };

export const makeInstant: FunctionFamily = functionFamily(["make_time", "make_timestamptz", "to_timestamp"], () => [
  {
    ...row,
    name: "make_time",
    args: ["int4", "int4", "float8"],
    parameters: parametersNamed("hour min sec", 3),
    result: "time",
    doc: "The time of an hour, minute and seconds.",
    lower: (args) => temporal("makeTime", "i64", args),
  },
  {
    ...row,
    name: "make_timestamptz",
    args: FIELDS,
    parameters: parametersNamed(NAMES, FIELDS.length),
    implicit: ["zone"],
    result: "timestamptz",
    doc: "The instant of a year, month, day, hour, minute and seconds by the session's clocks.",
    lower: instant("named"),
  },
  {
    ...row,
    name: "make_timestamptz",
    args: [...FIELDS, "text"],
    parameters: parametersNamed(NAMES, FIELDS.length + 1),
    result: "timestamptz",
    doc: "The instant of a year, month, day, hour, minute and seconds by a zone's clocks.",
    lower: instant("ofFields"),
  },
  {
    ...row,
    name: "to_timestamp",
    args: ["float8"],
    result: "timestamptz",
    doc: "The instant that lies so many seconds after 1970-01-01 in Greenwich.",
    lower: (args) => temporal("instantOfSeconds", "i64", args),
  },
]);
