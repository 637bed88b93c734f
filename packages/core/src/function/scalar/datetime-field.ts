// The fields that extract, date_part and date_trunc are asked for: PostgreSQL's names and abbreviations, and the
// numbers by which the temporal kernels know them. The field is a constant of the call; which one it is decides
// code and result type, so it is read here once and not per row.
import { unsupported } from "../../common/error.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { TEMPORAL_FIELDS } from "../../kernel/temporal.ts";

/** What PostgreSQL takes for a field's name, besides the name itself; it reads the first ten letters. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  century: ["c", "cent", "centuries"],
  day: ["d", "days"],
  decade: ["dec", "decades", "decs"],
  dow: [],
  doy: [],
  epoch: [],
  hour: ["h", "hours", "hr", "hrs"],
  isodow: [],
  isoyear: [],
  julian: ["j", "jd"],
  microseconds: ["us", "usec", "usecond", "useconds", "usecs", "microsecon"],
  millennium: ["mil", "millennia", "mils"],
  milliseconds: ["ms", "msec", "msecond", "mseconds", "msecs", "millisecon"],
  minute: ["m", "min", "mins", "minutes"],
  month: ["mon", "mons", "months"],
  quarter: ["qtr"],
  second: ["s", "sec", "seconds", "secs"],
  week: ["w", "weeks"],
  year: ["y", "years", "yr", "yrs"],
};

const LONGEST_NAME = 10;
const byName: ReadonlyMap<string, string> = new Map(
  Object.entries(aliases).flatMap(([field, others]) =>
    [field, ...others].map((name): [string, string] => [name.slice(0, LONGEST_NAME), field]),
  ),
);

export interface DatetimeField {
  /** PostgreSQL's own name. */
  readonly name: string;
  /** The kernels' number. */
  readonly field: number;
  /** Digits after the point in extract's result. */
  readonly scale: number;
}

/** undefined when PostgreSQL does not recognise the name. */
export function datetimeField(text: string): DatetimeField | undefined {
  const name = byName.get(text.toLowerCase().slice(0, LONGEST_NAME));
  const row = name === undefined ? undefined : TEMPORAL_FIELDS[name];
  return name === undefined || row === undefined ? undefined : { name, ...row };
}

/** The constant text that names a field. @throws FfqError UNSUPPORTED when it is computed per row */
export function fieldText(arg: IrExpr, fn: string): string {
  if (arg.op === "once") return fieldText(arg.value, fn);
  if (arg.op !== "bytes") throw unsupported(`${fn} with a field that is not a constant`);
  return new TextDecoder().decode(arg.value);
}
