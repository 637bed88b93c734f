// Casts between date and timestamp (PostgreSQL manual, section 9.9): a date is its midnight, a timestamp loses
// its time of day; infinities stay.
import { temporal } from "../kernel-call.ts";
import { always, type CastRow, never } from "./cast-row.ts";

export const temporalCasts: readonly CastRow[] = [
  {
    from: "date",
    to: "timestamp",
    lower: (arg) => temporal("dateToTimestamp", "i64", [arg]),
    // Dates reach further than timestamps.
    canFail: always,
  },
  { from: "timestamp", to: "date", lower: (arg) => temporal("timestampToDate", "i32", [arg]), canFail: never },
];
