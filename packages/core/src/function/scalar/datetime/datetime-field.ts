// The fields that extract, date_part and date_trunc are asked for: PostgreSQL's names and abbreviations, and the
// numbers by which the temporal kernels know them. The field is a constant of most calls; which one it is decides
// code and result type, so it is read here once and not per row.
import { and, bind, bytesTest, call, choose, compare, constant, isNull, not, nullOf, or } from "../../../ir/build.ts";
import type { IrExpr, IrType } from "../../../ir/ir.ts";
import { TEMPORAL_FIELDS } from "../../../kernel/temporal.ts";
import { text } from "../../kernel-call.ts";
import { lowerDatum } from "../../lower.ts";
import { computedFirst } from "../../strictly.ts";

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
  timezone: [],
  timezone_hour: [],
  timezone_minute: [],
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

/** The text that names a field where it is a constant; undefined where it is computed per row. */
export function fieldText(arg: IrExpr): string | undefined {
  if (arg.op === "once") return fieldText(arg.value);
  return arg.op === "bytes" ? new TextDecoder().decode(arg.value) : undefined;
}

/** What can be asked for fields. */
export type FieldOwner = "date" | "time" | "timetz" | "timestamp" | "timestamptz" | "interval";

/** What a call gives for one field of a value, or why its type refuses it. */
export type ForField = (field: DatetimeField, value: IrExpr) => IrExpr | "not recognized" | "not supported";

const statuses: Readonly<Record<"not recognized" | "not supported", Readonly<Record<FieldOwner, number>>>> = {
  "not recognized": { date: -19, timestamp: -20, interval: -21, timestamptz: -36, time: -37, timetz: -38 },
  "not supported": { date: -22, timestamp: -23, interval: -24, timestamptz: -41, time: -42, timetz: -43 },
};

/** A call over a field's name and a value. */
export interface FieldCall {
  readonly owner: FieldOwner;
  readonly name: IrExpr;
  readonly value: IrExpr;
  readonly type: IrType;
}

/**
 * The call's value for the field that its text names: decided here for a constant, per row otherwise. NULL where
 * name or value is; a refusal fails for the rows that have both.
 */
export function chooseField(call: FieldCall, of: ForField): IrExpr {
  const known = fieldText(call.name);
  if (known === undefined) {
    return computedFirst([call.name, call.value], ([name, value]) =>
      fieldByRow({ ...call, name: name as IrExpr, value: value as IrExpr }, of),
    );
  }
  const row = datetimeField(known);
  const field = lowerDatum(known.toLowerCase(), { kind: "text" });
  return bind("field", field, (local) =>
    given(call, local, row === undefined ? "not recognized" : of(row, call.value)),
  );
}

function given({ owner, value, type }: FieldCall, field: IrExpr, result: ReturnType<ForField>): IrExpr {
  return typeof result === "string" ? refuse(field, statuses[result][owner], value, type) : result;
}

function fieldByRow(call: FieldCall, of: ForField): IrExpr {
  return bind("field", text("toLower", "ref", [call.name]), (field) => {
    const branches = Object.entries(TEMPORAL_FIELDS).map(([canonical, row]) => ({
      when: or([canonical, ...(aliases[canonical] ?? [])].map((spelling) => isSpelled(field, spelling))),
      then: given(call, field, of({ name: canonical, ...row }, call.value)),
    }));
    return choose(
      [{ when: isNull(field), then: nullOf(call.type) }, ...branches],
      given(call, field, "not recognized"),
    );
  });
}

function isSpelled(field: IrExpr, spelling: string): IrExpr {
  const bytes = new TextEncoder().encode(spelling.slice(0, LONGEST_NAME));
  return bytesTest(spelling.length >= LONGEST_NAME ? "prefix" : "equal", field, bytes);
}

/** Fails for rows that have a value; NULL stays NULL. */
function refuse(field: IrExpr, status: number, value: IrExpr, type: IrType): IrExpr {
  const failing = call("temporal", "refuseUnit", "i32", [field, constant("i32", status)]);
  // The kernel's status ends the query: what it answers is not looked at.
  const refused = compare("eq", failing, constant("i32", status));
  return choose([{ when: and([not(isNull(value)), refused]), then: nullOf(type) }], nullOf(type));
}
