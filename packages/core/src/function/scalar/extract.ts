// extract(field FROM x) and date_part(field, x) over dates, times, timestamps and intervals (PostgreSQL manual, section
// 9.9.1). A timestamp with time zone has the fields that clocks of the session's zone show. extract gives a numeric whose scale depends on the field (seconds have six digits after the point):
// where the field is known when the call is bound, the result has that fixed scale; date_part gives a double.
import { internal } from "../../common/error.ts";
import { arithmetic, bind, call, choose, compare, constant, convert, nullOf } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { Datum } from "../../type/datum.ts";
import { intervalText } from "../../type/datum-text.ts";
import {
  fixedNumeric,
  isFixedNumeric,
  type LogicalType,
  MAX_INT64_PRECISION,
  NUMERIC,
} from "../../type/logical-type.ts";
import { DIVISION_BY_ZERO } from "../failures.ts";
import { irTypeOf } from "../ir-type.ts";
import { numericDigits } from "../numeric-digits.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { zoneTable } from "../zone-bytes.ts";
import { type CivilField, civilField } from "./civil-date.ts";
import { chooseField, type DatetimeField, datetimeField, type FieldOwner } from "./datetime-field.ts";
import { type InfiniteKind, isInfinite, isInfinity } from "./infinity.ts";
import { numericCall, tenPower } from "./numeric-scale.ts";

const MICROS_PER_DAY = 86_400_000_000n;

/** What can be taken apart: how a field becomes an integer at its scale, and the fields that it lacks. */
interface Source {
  readonly kind: FieldOwner;
  readonly field: (field: DatetimeField, value: IrExpr, zone: IrExpr | undefined) => IrExpr;
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

const date: Source = {
  kind: "date",
  field: byKernel("extractDate"),
  infinite: "date",
  lacks: new Set([...CLOCK_FIELDS, ...ZONE_FIELDS]),
  growing: GROWING_DATE,
};
const timestamp: Source = {
  kind: "timestamp",
  field: byKernel("extractTimestamp"),
  infinite: "timestamp",
  lacks: new Set(ZONE_FIELDS),
  growing: GROWING_DATE,
};
const timestamptz: Source = {
  kind: "timestamptz",
  field: instantField,
  infinite: "timestamp",
  lacks: new Set(),
  growing: GROWING_DATE,
};
const time: Source = {
  kind: "time",
  field: byKernel("extractTime"),
  lacks: new Set([...CALENDAR_FIELDS, ...ZONE_FIELDS]),
  growing: new Set(),
};
const timetz: Source = { kind: "timetz", field: timetzField, lacks: new Set(CALENDAR_FIELDS), growing: new Set() };
const interval: Source = {
  kind: "interval",
  field: byKernel("extractInterval"),
  infinite: "interval",
  lacks: new Set(["dow", "doy", "isodow", "isoyear", "julian", ...ZONE_FIELDS]),
  growing: new Set(["hour", "day", "year", "decade", "century", "millennium", "epoch"]),
};

/** What is taken apart, and the name of the session's zone where that matters. */
interface Taken {
  readonly source: Source;
  readonly zone: IrExpr | undefined;
}

/** Digits after the point: a date's epoch is in whole seconds. */
function scaleOf(source: Source, field: DatetimeField): number {
  return source.kind === "date" ? 0 : field.scale;
}

/** A constant that is infinite: only a numeric without a fixed scale can say so. */
function isInfiniteConstant(value: Datum | undefined): boolean {
  if (typeof value === "number") return value === 2 ** 31 - 1 || value === -(2 ** 31);
  if (typeof value === "bigint") return value === 2n ** 63n - 1n || value === -(2n ** 63n);
  return typeof value === "object" && value !== null && "micros" in value && intervalText(value).endsWith("infinity");
}

function resultType(source: Source, constants: readonly (Datum | undefined)[] | undefined, wide = false): LogicalType {
  if (isInfiniteConstant(constants?.[1]) || (wide && source.growing.size > 0)) return NUMERIC;
  if (source.kind === "date") return fixedNumeric(MAX_INT64_PRECISION, 0);
  const text = constants?.[0];
  const field = typeof text === "string" ? datetimeField(text) : undefined;
  // A Julian date of a timestamp has the scale of a quotient.
  if (field === undefined || field.name === "julian" || source.lacks.has(field.name)) return NUMERIC;
  // Microseconds since 1970 have up to 19 digits.
  return fixedNumeric(field.name === "epoch" ? MAX_INT64_PRECISION + 1 : MAX_INT64_PRECISION, field.scale);
}

const isCivil = (name: string): name is CivilField => name === "year" || name === "month" || name === "day";

/** A field of the time of day inline, as most ask for it; undefined for any other. */
function clockField(name: string, timestamp: IrExpr): IrExpr | undefined {
  const range = clockRanges[name];
  if (range === undefined) return undefined;
  const [unit, whole] = range;
  const part = (operator: "div" | "rem", value: IrExpr, by: bigint): IrExpr =>
    arithmetic(operator, value, constant("i64", by), { zero: DIVISION_BY_ZERO });
  return bind("of whole", part("rem", timestamp, whole), (rest) => {
    const before = compare("lt", rest, constant("i64", 0n));
    const since = choose([{ when: before, then: arithmetic("add", rest, constant("i64", whole)) }], rest);
    return unit === 1n ? since : part("div", since, unit);
  });
}

/** What a field counts, and where it begins anew, in microseconds. */
const clockRanges: Readonly<Record<string, readonly [unit: bigint, whole: bigint]>> = {
  hour: [3_600_000_000n, MICROS_PER_DAY],
  minute: [60_000_000n, 3_600_000_000n],
  second: [1n, 60_000_000n],
  milliseconds: [1n, 60_000_000n],
  microseconds: [1n, 60_000_000n],
};

/** An integer at the field's scale. Inline for the fields that grouping asks for; an infinity is refused. */
function fieldValue({ source, zone }: Taken, field: DatetimeField, value: IrExpr): IrExpr {
  const kernel = source.field(field, value, zone);
  const { name } = field;
  const clock = source.kind === "timestamp" ? clockField(name, value) : undefined;
  if (clock !== undefined) return clock;
  if (source.kind !== "date" || !isCivil(name)) return kernel;
  return choose([{ when: isInfinite("date", value), then: kernel }], civilField(name, value));
}

/** A quotient of days as PostgreSQL divides it. */
function julianDay(micros: IrExpr): IrExpr {
  const part = (operator: "div" | "rem"): IrExpr =>
    numericCall("numericFromI64", [
      arithmetic(operator, micros, constant("i64", MICROS_PER_DAY), { zero: DIVISION_BY_ZERO }),
    ]);
  const day = numericCall("numericFromI64", [constant("i64", MICROS_PER_DAY)]);
  return numericCall("numericAdd", [part("div"), numericCall("numericDivide", [part("rem"), day])]);
}

function asNumeric(taken: Taken, field: DatetimeField, value: IrExpr): IrExpr {
  if (field.name === "julian" && taken.source.kind !== "date") return julianDay(fieldValue(taken, field, value));
  const scale = constant("i32", scaleOf(taken.source, field));
  return numericCall("numericFromFixed64", [fieldValue(taken, field, value), scale]);
}

function asDouble(taken: Taken, field: DatetimeField, value: IrExpr): IrExpr {
  const double = convert(fieldValue(taken, field, value), "f64");
  const divisor = field.name === "julian" ? MICROS_PER_DAY : tenPower(scaleOf(taken.source, field));
  return divisor === 1n ? double : arithmetic("div", double, constant("f64", Number(divisor)));
}

/**
 * An infinity has the fields that grow with time, as infinities; others are NULL. Where the result cannot be
 * infinite (a fixed scale) the kernel refuses.
 */
function extractFrom(taken: Taken, field: DatetimeField, arg: IrExpr, result: LogicalType): IrExpr {
  return bind("taken apart", arg, (value) => {
    const type = irTypeOf(result);
    const { growing, infinite: kind } = taken.source;
    const ofFinite = isFixedNumeric(result)
      ? convert(fieldValue(taken, field, value), type)
      : (result.kind === "numeric" ? asNumeric : asDouble)(taken, field, value);
    if (kind === undefined) return ofFinite;
    if (!growing.has(field.name)) {
      return choose([{ when: isInfinite(kind, value), then: nullOf(type) }], ofFinite);
    }
    if (isFixedNumeric(result)) return ofFinite;
    const infinity = (sign: 1 | -1): { when: IrExpr; then: IrExpr } => ({
      when: isInfinity(kind, value, sign),
      then: infinite(result, sign),
    });
    return choose([infinity(1), infinity(-1)], ofFinite);
  });
}

function infinite(type: LogicalType, sign: 1 | -1): IrExpr {
  if (type.kind !== "numeric") return constant("f64", sign * Number.POSITIVE_INFINITY);
  return { op: "bytes", type: "ref", nullable: false, value: numericDigits(sign === 1 ? "Infinity" : "-Infinity") };
}

function extract(source: Source, args: readonly IrExpr[], result: LogicalType): IrExpr {
  const [name, value, zone] = args as readonly [IrExpr, IrExpr, IrExpr | undefined];
  return chooseField({ owner: source.kind, name, value, type: irTypeOf(result) }, (field) =>
    source.lacks.has(field.name) ? "not supported" : extractFrom({ source, zone }, field, value, result),
  );
}

const row = { strict: true, volatility: "immutable", canFail: true } as const;

export const extractFunctions: FunctionFamily = functionFamily(["extract", "date_part"], () => [
  ...[date, time, timetz, timestamp, timestamptz, interval].map(
    (source): ScalarOverload => ({
      ...row,
      name: "extract",
      args: ["text", source.kind],
      ...(source.kind === "timestamptz" ? { implicit: ["zone"] as const } : {}),
      result: (_types, constants, wide) => resultType(source, constants, wide),
      doc: "A field of the value, as a numeric.",
      lower: (args, types) => extract(source, args, types.result),
    }),
  ),
  // Of a date: of its midnight.
  {
    ...row,
    name: "date_part",
    args: ["text", "date"],
    result: "float8",
    doc: "A field of the value, as a double.",
    lower: ([name, value], types) =>
      extract(timestamp, [name as IrExpr, call("temporal", "dateToTimestamp", "i64", [value as IrExpr])], types.result),
  },
  ...[time, timetz, timestamp, timestamptz, interval].map(
    (source): ScalarOverload => ({
      ...row,
      name: "date_part",
      args: ["text", source.kind],
      ...(source.kind === "timestamptz" ? { implicit: ["zone"] as const } : {}),
      result: "float8",
      doc: "A field of the value, as a double.",
      lower: (args, types) => extract(source, args, types.result),
    }),
  ),
]);
