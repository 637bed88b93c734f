// What extract and date_part take fields from: dates, times, timestamps and intervals, by kernels. A timestamp with time zone
// has the fields that clocks of the session's zone show.
import { internal } from "../../../common/error.ts";
import { arithmetic, call, constant, convert } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { DIVISION_BY_ZERO } from "../../failures.ts";
import { zoneTable } from "../../zone-bytes.ts";
import type { DatetimeField, FieldOwner } from "./datetime-field.ts";
import type { InfiniteKind } from "./infinity.ts";

/** An epoch that 64 bits do not hold. */
export interface WideEpoch {
  readonly micros: (value: IrExpr) => IrExpr;
  /** Of the microseconds, at most. */
  readonly digits: number;
}

/** What can be taken apart: how a field becomes an integer at its scale, and the fields that it lacks. */
export interface FieldSource {
  readonly kind: FieldOwner;
  readonly field: (field: DatetimeField, value: IrExpr, zone: IrExpr | undefined) => IrExpr;
  readonly wideEpoch?: WideEpoch;
  /** The epoch as a double, where that is a sum of its own and not the quotient of the exact one. */
  readonly epochSeconds?: (value: IrExpr) => IrExpr;
  /** How infinities lie; absent where there are none. */
  readonly infinite?: InfiniteKind;
  readonly lacks: ReadonlySet<string>;
  /** Fields that an infinite value has, infinite. */
  readonly growing: ReadonlySet<string>;
}

const GROWING_DATE: ReadonlySet<string> = new Set([
  "year",
  "decade",
  "century",
  "millennium",
  "julian",
  "isoyear",
  "epoch",
]);

const ZONE_FIELDS = ["timezone", "timezone_hour", "timezone_minute"] as const;
const CLOCK_FIELDS = ["hour", "minute", "second", "milliseconds", "microseconds"] as const;
/** All that a time of day does not have. */
const CALENDAR_FIELDS = [
  "century",
  "day",
  "decade",
  "dow",
  "doy",
  "isodow",
  "isoyear",
  "julian",
  "millennium",
  "month",
  "quarter",
  "week",
  "year",
] as const;

const byKernel =
  (kernel: string) =>
  ({ field }: DatetimeField, value: IrExpr): IrExpr =>
    call("temporal", kernel, "i64", [constant("i32", field), value]);

/** An offset in seconds: whole, its hours or its minutes. */
function zoneField({ name }: DatetimeField, offset: IrExpr): IrExpr {
  const part = (value: IrExpr, operator: "div" | "rem", by: number): IrExpr =>
    arithmetic(operator, value, constant("i32", by), { zero: DIVISION_BY_ZERO });
  switch (name) {
    case "timezone_hour":
      return convert(part(offset, "div", 3600), "i64");
    case "timezone_minute":
      return convert(part(part(offset, "div", 60), "rem", 60), "i64");
    default:
      return convert(offset, "i64");
  }
}

const isZoneField = (name: string): boolean => ZONE_FIELDS.some((field) => field === name);

function instantField(field: DatetimeField, value: IrExpr, zone: IrExpr | undefined): IrExpr {
  if (zone === undefined) throw internal("extract without the session's time zone");
  const table = zoneTable(zone);
  if (isZoneField(field.name)) return zoneField(field, call("temporal", "zoneSecondsAt", "i32", [value, table]));
  const seen = field.name === "epoch" ? value : call("temporal", "toLocal", "i64", [value, table]);
  return byKernel("extractTimestamp")(field, seen);
}

function timetzField(field: DatetimeField, value: IrExpr): IrExpr {
  if (isZoneField(field.name)) return zoneField(field, call("temporal", "timetzOffset", "i32", [value]));
  // Above the 18 bits of the offset lies the time in Greenwich (type/storage.ts).
  if (field.name === "epoch") return arithmetic("shr", value, constant("i64", 18n));
  return byKernel("extractTime")(field, call("temporal", "timetzTime", "i64", [value]));
}

/** The local time and its distance from Greenwich, added as doubles. */
function timetzSeconds(value: IrExpr): IrExpr {
  const local = convert(call("temporal", "timetzTime", "i64", [value]), "f64");
  const offset = convert(call("temporal", "timetzOffset", "i32", [value]), "f64");
  return arithmetic("sub", arithmetic("div", local, constant("f64", 1e6)), offset);
}

const date: FieldSource = {
  kind: "date",
  field: byKernel("extractDate"),
  infinite: "date",
  lacks: new Set([...CLOCK_FIELDS, ...ZONE_FIELDS]),
  growing: GROWING_DATE,
};
const timestamp: FieldSource = {
  kind: "timestamp",
  field: byKernel("extractTimestamp"),
  infinite: "timestamp",
  lacks: new Set(ZONE_FIELDS),
  growing: GROWING_DATE,
};
const timestamptz: FieldSource = {
  kind: "timestamptz",
  field: instantField,
  infinite: "timestamp",
  lacks: new Set(),
  growing: GROWING_DATE,
};
const time: FieldSource = {
  kind: "time",
  field: byKernel("extractTime"),
  lacks: new Set([...CALENDAR_FIELDS, ...ZONE_FIELDS]),
  growing: new Set(),
};
const timetz: FieldSource = {
  kind: "timetz",
  field: timetzField,
  epochSeconds: timetzSeconds,
  lacks: new Set(CALENDAR_FIELDS),
  growing: new Set(),
};
const interval: FieldSource = {
  kind: "interval",
  field: byKernel("extractInterval"),
  wideEpoch: {
    micros: (value) => call("temporal", "intervalEpoch", "i128", [value]),
    digits: 22,
  },
  epochSeconds: (value) => call("temporal", "intervalSeconds", "f64", [value]),
  infinite: "interval",
  lacks: new Set(["dow", "doy", "isodow", "isoyear", "julian", ...ZONE_FIELDS]),
  growing: new Set(["hour", "day", "year", "decade", "century", "millennium", "epoch"]),
};

export const fieldSources: Readonly<Record<FieldOwner, FieldSource>> = {
  date,
  time,
  timetz,
  timestamp,
  timestamptz,
  interval,
};
