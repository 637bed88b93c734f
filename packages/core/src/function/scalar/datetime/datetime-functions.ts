// Dates, times and how they are written: PostgreSQL manual, sections 9.8 and 9.9. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { age } from "./age.ts";
import { clockTimestamp } from "./clock-timestamp.ts";
import { dateAdd } from "./date-add.ts";
import { dateBin } from "./date-bin.ts";
import { datePart } from "./date-part.ts";
import { dateSubtract } from "./date-subtract.ts";
import { dateTrunc } from "./date-trunc.ts";
import { extract } from "./extract.ts";
import { isfinite } from "./isfinite.ts";
import { justifyDays } from "./justify-days.ts";
import { justifyHours } from "./justify-hours.ts";
import { justifyInterval } from "./justify-interval.ts";
import { makeDate } from "./make-date.ts";
import { makeInterval } from "./make-interval.ts";
import { makeTime } from "./make-time.ts";
import { makeTimestamp } from "./make-timestamp.ts";
import { makeTimestamptz } from "./make-timestamptz.ts";
import { now } from "./now.ts";
import { overlaps } from "./overlaps.ts";
import { statementTimestamp } from "./statement-timestamp.ts";
import { timeofday } from "./timeofday.ts";
import { timezone } from "./timezone.ts";
import { toChar } from "./to-char.ts";
import { toDate } from "./to-date.ts";
import { toNumber } from "./to-number.ts";
import { toTimestamp } from "./to-timestamp.ts";
import { zonedCasts } from "./zoned-casts.ts";

export const datetimeFunctions: readonly FunctionFamily[] = [
  age,
  clockTimestamp,
  dateAdd,
  dateBin,
  datePart,
  dateSubtract,
  dateTrunc,
  extract,
  isfinite,
  justifyDays,
  justifyHours,
  justifyInterval,
  makeDate,
  makeInterval,
  makeTime,
  makeTimestamp,
  makeTimestamptz,
  now,
  overlaps,
  statementTimestamp,
  timeofday,
  timezone,
  toChar,
  toDate,
  toNumber,
  toTimestamp,
  zonedCasts,
];
