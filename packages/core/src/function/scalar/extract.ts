// extract(field FROM x) and date_part(field, x) over dates, timestamps and intervals (PostgreSQL manual, section
// 9.9.1). extract gives a numeric whose scale depends on the field (seconds have six digits after the point):
// where the field is known when the call is bound, the result has that fixed scale; date_part gives a double.
import {
  arithmetic,
  bind,
  call,
  choose,
  compare,
  constant,
  convert,
  fail,
  isNull,
  nullOf,
  or,
} from "../../ir/build.ts";
import type { IrExpr, IrFailure, IrType } from "../../ir/ir.ts";
import type { Datum } from "../../type/datum.ts";
import {
  fixedNumeric,
  isFixedNumeric,
  type LogicalType,
  MAX_INT64_PRECISION,
  NUMERIC,
} from "../../type/logical-type.ts";
import { DIVISION_BY_ZERO } from "../failures.ts";
import { irTypeOf } from "../ir-type.ts";
import type { ScalarOverload } from "../registry.ts";
import { type CivilField, civilField } from "./civil-date.ts";
import { type DatetimeField, datetimeField, fieldText } from "./datetime-field.ts";
import { numericCall, tenPower } from "./numeric-scale.ts";

const MICROS_PER_DAY = 86_400_000_000n;

/** What can be taken apart: its kernel, its name in messages, and the fields that it lacks. */
interface Source {
  readonly kind: "date" | "timestamp" | "interval";
  readonly kernel: string;
  readonly title: string;
  readonly lacks: ReadonlySet<string>;
}

const date: Source = {
  kind: "date",
  kernel: "extractDate",
  title: "date",
  lacks: new Set(["hour", "minute", "second", "milliseconds", "microseconds"]),
};
const timestamp: Source = {
  kind: "timestamp",
  kernel: "extractTimestamp",
  title: "timestamp without time zone",
  lacks: new Set(),
};
const interval: Source = {
  kind: "interval",
  kernel: "extractInterval",
  title: "interval",
  lacks: new Set(["dow", "doy", "isodow", "isoyear", "julian"]),
};

/** Digits after the point: a date's epoch is in whole seconds. */
function scaleOf(source: Source, field: DatetimeField): number {
  return source.kind === "date" ? 0 : field.scale;
}

function resultType(source: Source, constants: readonly (Datum | undefined)[] | undefined): LogicalType {
  if (source.kind === "date") return fixedNumeric(MAX_INT64_PRECISION, 0);
  const text = constants?.[0];
  const field = typeof text === "string" ? datetimeField(text) : undefined;
  // A Julian date of a timestamp has the scale of a quotient.
  if (field === undefined || field.name === "julian" || source.lacks.has(field.name)) return NUMERIC;
  // Microseconds since 1970 have up to 19 digits.
  return fixedNumeric(field.name === "epoch" ? MAX_INT64_PRECISION + 1 : MAX_INT64_PRECISION, field.scale);
}

/** The field, or the error that every row with a value gets. */
function fieldOf(source: Source, arg: IrExpr, fn: string): DatetimeField | IrFailure {
  const text = fieldText(arg, fn);
  const field = datetimeField(text);
  const shown = JSON.stringify(text.toLowerCase());
  if (field === undefined)
    return { sqlstate: "22023", message: `unit ${shown} not recognized for type ${source.title}` };
  if (source.lacks.has(field.name)) {
    return { sqlstate: "0A000", message: `unit ${shown} not supported for type ${source.title}` };
  }
  return field;
}

/** Fails for rows that have a value; NULL stays NULL. */
export function failUnlessNull(arg: IrExpr, type: IrType, failure: IrFailure): IrExpr {
  return choose([{ when: isNull(arg), then: nullOf(type) }], fail(type, failure));
}

function byKernel(source: Source, field: DatetimeField, arg: IrExpr): IrExpr {
  return call("temporal", source.kernel, "i64", [constant("i32", field.field), arg]);
}

const isCivil = (name: string): name is CivilField => name === "year" || name === "month" || name === "day";

/** Inline for the fields that grouping asks for; the kernel has the others, and refuses infinite dates. */
function fieldOfDate(field: DatetimeField, arg: IrExpr): IrExpr {
  const { name } = field;
  if (!isCivil(name)) return byKernel(date, field, arg);
  return bind("date", arg, (value) => {
    const extremes = [2 ** 31 - 1, -(2 ** 31)].map((extreme) => compare("eq", value, constant("i32", extreme)));
    return choose([{ when: or(extremes), then: byKernel(date, field, value) }], civilField(name, value));
  });
}

function extract(source: Source, args: readonly IrExpr[], result: LogicalType): IrExpr {
  const [fieldArg, arg] = args as readonly [IrExpr, IrExpr];
  const type = irTypeOf(result);
  const field = fieldOf(source, fieldArg, "extract");
  if ("sqlstate" in field) return failUnlessNull(arg, type, field);
  const value = source.kind === "date" ? fieldOfDate(field, arg) : byKernel(source, field, arg);
  if (isFixedNumeric(result)) return convert(value, type);
  if (field.name !== "julian")
    return numericCall("numericFromFixed64", [value, constant("i32", scaleOf(source, field))]);
  const part = (operator: "div" | "rem"): IrExpr =>
    numericCall("numericFromI64", [
      arithmetic(operator, value, constant("i64", MICROS_PER_DAY), { zero: DIVISION_BY_ZERO }),
    ]);
  const ofDay = numericCall("numericDivide", [
    part("rem"),
    numericCall("numericFromI64", [constant("i64", MICROS_PER_DAY)]),
  ]);
  return numericCall("numericAdd", [part("div"), ofDay]);
}

function datePart(source: Source, args: readonly IrExpr[]): IrExpr {
  const [fieldArg, arg] = args as readonly [IrExpr, IrExpr];
  const field = fieldOf(source, fieldArg, "date_part");
  if ("sqlstate" in field) return failUnlessNull(arg, "f64", field);
  const value = convert(byKernel(source, field, arg), "f64");
  const divisor = field.name === "julian" ? MICROS_PER_DAY : tenPower(scaleOf(source, field));
  return divisor === 1n ? value : arithmetic("div", value, constant("f64", Number(divisor)));
}

const row = { strict: true, volatility: "immutable", canFail: true } as const;

export const extractFunctions: readonly ScalarOverload[] = [
  ...[date, timestamp, interval].map(
    (source): ScalarOverload => ({
      ...row,
      name: "extract",
      args: ["text", source.kind],
      result: (_types, constants) => resultType(source, constants),
      doc: "A field of the value, as a numeric.",
      lower: (args, types) => extract(source, args, types.result),
    }),
  ),
  // Of a date: by the implicit cast to its midnight.
  ...[timestamp, interval].map(
    (source): ScalarOverload => ({
      ...row,
      name: "date_part",
      args: ["text", source.kind],
      result: "float8",
      doc: "A field of the value, as a double.",
      lower: (args) => datePart(source, args),
    }),
  ),
];
