// extract(field FROM x) and date_part(field, x) over dates, timestamps and intervals (PostgreSQL manual, section
// 9.9.1). extract gives a numeric whose scale depends on the field (seconds have six digits after the point):
// where the field is known when the call is bound, the result has that fixed scale; date_part gives a double.
import { arithmetic, bind, call, choose, constant, convert, nullOf } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
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
import { numericDigits } from "../numeric-digits.ts";
import type { ScalarOverload } from "../registry.ts";
import { type CivilField, civilField } from "./civil-date.ts";
import { chooseField, type DatetimeField, datetimeField } from "./datetime-field.ts";
import { isInfinite, isInfinity } from "./infinity.ts";
import { numericCall, tenPower } from "./numeric-scale.ts";

const MICROS_PER_DAY = 86_400_000_000n;

/** What can be taken apart: its kernel, and the fields that it lacks. */
interface Source {
  readonly kind: "date" | "timestamp" | "interval";
  readonly kernel: string;
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

const date: Source = {
  kind: "date",
  kernel: "extractDate",
  lacks: new Set(["hour", "minute", "second", "milliseconds", "microseconds"]),
  growing: GROWING_DATE,
};
const timestamp: Source = {
  kind: "timestamp",
  kernel: "extractTimestamp",
  lacks: new Set(),
  growing: GROWING_DATE,
};
const interval: Source = {
  kind: "interval",
  kernel: "extractInterval",
  lacks: new Set(["dow", "doy", "isodow", "isoyear", "julian"]),
  growing: new Set(["hour", "day", "year", "decade", "century", "millennium", "epoch"]),
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

function byKernel(source: Source, field: DatetimeField, value: IrExpr): IrExpr {
  return call("temporal", source.kernel, "i64", [constant("i32", field.field), value]);
}

const isCivil = (name: string): name is CivilField => name === "year" || name === "month" || name === "day";

/** An integer at the field's scale. Inline for the fields that grouping asks for; an infinity is refused. */
function fieldValue(source: Source, field: DatetimeField, value: IrExpr): IrExpr {
  const kernel = byKernel(source, field, value);
  const { name } = field;
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

function asNumeric(source: Source, field: DatetimeField, value: IrExpr): IrExpr {
  if (field.name === "julian" && source.kind !== "date") return julianDay(fieldValue(source, field, value));
  const scale = constant("i32", scaleOf(source, field));
  return numericCall("numericFromFixed64", [fieldValue(source, field, value), scale]);
}

function asDouble(source: Source, field: DatetimeField, value: IrExpr): IrExpr {
  const double = convert(fieldValue(source, field, value), "f64");
  const divisor = field.name === "julian" ? MICROS_PER_DAY : tenPower(scaleOf(source, field));
  return divisor === 1n ? double : arithmetic("div", double, constant("f64", Number(divisor)));
}

/**
 * An infinity has the fields that grow with time, as infinities; others are NULL. Where the result cannot be
 * infinite (a fixed scale) the kernel refuses.
 */
function extractFrom(source: Source, field: DatetimeField, arg: IrExpr, result: LogicalType): IrExpr {
  return bind("taken apart", arg, (value) => {
    const type = irTypeOf(result);
    const ofFinite = isFixedNumeric(result)
      ? convert(fieldValue(source, field, value), type)
      : (result.kind === "numeric" ? asNumeric : asDouble)(source, field, value);
    if (!source.growing.has(field.name)) {
      return choose([{ when: isInfinite(source.kind, value), then: nullOf(type) }], ofFinite);
    }
    if (isFixedNumeric(result)) return ofFinite;
    const infinity = (sign: 1 | -1): { when: IrExpr; then: IrExpr } => ({
      when: isInfinity(source.kind, value, sign),
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
  const [name, value] = args as readonly [IrExpr, IrExpr];
  return chooseField({ owner: source.kind, name, value, type: irTypeOf(result) }, (field) =>
    source.lacks.has(field.name) ? "not supported" : extractFrom(source, field, value, result),
  );
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
      lower: (args, types) => extract(source, args, types.result),
    }),
  ),
];
