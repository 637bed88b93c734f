// Casts among dates, times, timestamps and intervals that need no time zone (PostgreSQL manual, section 9.9): a date is
// its midnight, a timestamp loses its time of day or its date; infinities stay. Casts of a type to itself round to the
// digits of a second that the target keeps. Casts that need the session's zone are functions: scalar/datetime/zoned-casts.ts.
import { bind, choose, constant, nullOf } from "../../ir/build.ts";
import type { IrExpr, IrType } from "../../ir/ir.ts";
import { keptField } from "../../type/interval-fields.ts";
import { type LogicalType, sameType, secondsPrecision, type TypeKind } from "../../type/logical-type.ts";
import { temporal } from "../kernel-call.ts";
import { isInfinite } from "../scalar/datetime/infinity.ts";
import { always, type CastRow, never } from "./cast-row.ts";

/** The same type with other digits of a second. */
const rounding = (kind: CastRow["from"], kernel: string, type: IrType): CastRow => ({
  from: kind,
  to: kind,
  lower: (arg, { from, to }) => {
    const [before, after] = [secondsPrecision(from) ?? 6, secondsPrecision(to) ?? 6];
    return after >= before ? arg : temporal(kernel, type, [arg, constant("i32", after)]);
  },
  canFail: never,
});

/** What an assignment or a written cast to a type with a precision or fields does after the cast to its kind. */
export const rounded = (value: IrExpr, to: LogicalType): IrExpr => {
  const digits = secondsPrecision(to);
  const kept = withinFields(value, to);
  if (digits === undefined) return kept;
  const kernel = to.kind === "interval" ? "roundInterval" : to.kind === "time" ? "roundTime" : "roundTimestamp";
  return temporal(kernel, value.type, [kept, constant("i32", digits)]);
};

/** An interval without what lies below its type's last field. */
function withinFields(value: IrExpr, to: LogicalType): IrExpr {
  const field = to.kind === "interval" ? keptField(to.fields) : undefined;
  return field === undefined ? value : temporal("intervalKeep", value.type, [value, constant("i32", field)]);
}

/** The time of day of a timestamp; of an infinite one NULL. */
export function timeOfDay(timestamp: IrExpr): IrExpr {
  return bind("moment", timestamp, (moment) =>
    choose(
      [{ when: isInfinite("timestamp", moment), then: nullOf("i64") }],
      temporal("timestampToTime", "i64", [moment]),
    ),
  );
}

const simple = (from: TypeKind, to: TypeKind, type: IrType, kernel: string, canFail = never): CastRow => ({
  from,
  to,
  lower: (arg, types) => rounded(temporal(kernel, type, [arg]), types.to),
  canFail,
});

export const temporalCasts = (): readonly CastRow[] => [
  rounding("time", "roundTime", "i64"),
  rounding("timetz", "roundTimetz", "i64"),
  rounding("timestamp", "roundTimestamp", "i64"),
  rounding("timestamptz", "roundTimestamp", "i64"),
  {
    from: "interval",
    to: "interval",
    lower: (arg, { from, to }) => (sameType(from, to) ? arg : rounded(arg, to)),
    // Rounding up the largest leaves the range.
    canFail: ({ from, to }) => !sameType(from, to) && (secondsPrecision(to) ?? 6) < 6,
  },
  {
    from: "timestamp",
    to: "time",
    lower: (arg, types) => rounded(timeOfDay(arg), types.to),
    canFail: never,
  },
  simple("time", "interval", "i128", "timeToInterval"),
  simple("interval", "time", "i64", "intervalToTime", always),
  simple("timetz", "time", "i64", "timetzTime"),
  {
    from: "date",
    to: "timestamp",
    lower: (arg) => temporal("dateToTimestamp", "i64", [arg]),
    // Dates reach further than timestamps.
    canFail: always,
  },
  { from: "timestamp", to: "date", lower: (arg) => temporal("timestampToDate", "i32", [arg]), canFail: never },
];
