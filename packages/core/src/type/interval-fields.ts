// The fields that `interval day to second` names, and what they mean to the kernels.

/** As SQL writes them, widest first. */
export const INTERVAL_FIELDS = [
  "year",
  "month",
  "day",
  "hour",
  "minute",
  "second",
  "year to month",
  "day to hour",
  "day to minute",
  "day to second",
  "hour to minute",
  "hour to second",
  "minute to second",
] as const;

export type IntervalFields = (typeof INTERVAL_FIELDS)[number];

/** By number, widest first, as the kernels count them. */
const numbers: Readonly<Record<string, number>> = { year: 1, month: 2, day: 3, hour: 4, minute: 5, second: 6 };
/** Of `minute to second` the two numbers of 1:02 are not hours and minutes. */
const MINUTE_TO_SECOND = 7;

/** The last field, below which nothing is kept; undefined where that is nothing. */
export function keptField(fields: IntervalFields | undefined): number | undefined {
  const last = fields === undefined ? 6 : (numbers[fields.slice(fields.lastIndexOf(" ") + 1)] ?? 6);
  return last === 6 ? undefined : last;
}

/** How a text's numbers without unit are read; 0 for an interval of all fields. */
export function readFields(fields: IntervalFields | undefined): number {
  if (fields === undefined) return 0;
  return fields === "minute to second" ? MINUTE_TO_SECOND : (keptField(fields) ?? 6);
}
