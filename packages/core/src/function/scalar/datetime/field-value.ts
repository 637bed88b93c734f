// The value of a field, which extract gives as a numeric and date_part as a double.
import { arithmetic, bind, choose, compare, constant, convert, nullOf } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { isFixedNumeric, type LogicalType } from "../../../type/logical-type.ts";
import { DIVISION_BY_ZERO } from "../../failures.ts";
import { irTypeOf } from "../../ir-type.ts";
import { numericDigits } from "../../numeric-digits.ts";
import { numericCall, tenPower } from "../../numeric-scale.ts";
import type { ScalarOverload } from "../../registry.ts";
import { type CivilField, civilField } from "./civil-date.ts";
import { chooseField, type DatetimeField } from "./datetime-field.ts";
import { datetimeRow } from "./datetime-row.ts";
import type { FieldSource } from "./field-source.ts";
import { isInfinite, isInfinity } from "./infinity.ts";

const MICROS_PER_DAY = 86_400_000_000n;

/** What is taken apart, and the name of the session's zone where that matters. */
interface Taken {
  readonly source: FieldSource;
  readonly zone: IrExpr | undefined;
}

/** Digits after the point: a date's epoch is in whole seconds. */
function scaleOf(source: FieldSource, field: DatetimeField): number {
  return source.kind === "date" ? 0 : field.scale;
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
  const { name } = field;
  if (name === "epoch" && source.wideEpoch !== undefined) return source.wideEpoch.micros(value);
  const kernel = source.field(field, value, zone);
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
  const unscaled = fieldValue(taken, field, value);
  const kernel = unscaled.type === "i64" ? "numericFromFixed64" : "numericFromFixed128";
  return numericCall(kernel, [unscaled, constant("i32", scaleOf(taken.source, field))]);
}

function asDouble(taken: Taken, field: DatetimeField, value: IrExpr): IrExpr {
  const { epochSeconds } = taken.source;
  if (field.name === "epoch" && epochSeconds !== undefined) return epochSeconds(value);
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

/** The field that the first of the arguments names, of the second; the name of the session's zone may stand behind. */
export function takeField(source: FieldSource, args: readonly IrExpr[], result: LogicalType): IrExpr {
  const [name, value, zone] = args as readonly [IrExpr, IrExpr, IrExpr | undefined];
  return chooseField({ owner: source.kind, name, value, type: irTypeOf(result) }, (field, own) =>
    source.lacks.has(field.name) ? "not supported" : extractFrom({ source, zone }, field, own, result),
  );
}

/** The row of a function that takes fields from what there is of one type. */
export function fieldRow(
  source: FieldSource,
  { name, result, doc }: Pick<ScalarOverload, "name" | "result" | "doc">,
): ScalarOverload {
  return {
    ...datetimeRow,
    name,
    args: ["text", source.kind],
    ...(source.kind === "timestamptz" ? { implicit: ["zone"] as const } : {}),
    result,
    doc,
    lower: (args, types) => takeField(source, args, types.result),
  };
}
