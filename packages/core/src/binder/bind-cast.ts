// Casts as written: x::type, CAST(x AS type), type 'literal', and a type's name called like a function.
import type { Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import { castContextOf } from "../type/coercion.ts";
import type { Datum, IntervalValue } from "../type/datum.ts";
import { intervalText } from "../type/datum-text.ts";
import { bareType, INT4, isFixedNumeric, type LogicalType, printType } from "../type/logical-type.ts";
import { bindType, intervalFields } from "./bind-type.ts";
import { convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import type { Place } from "./scope.ts";

/** Binds a TypeCast. */
export function bindCast(
  context: BindContext,
  place: Place,
  { arg, typeName, location }: Extract<Node, { TypeCast: unknown }>["TypeCast"],
): LogicalExpr {
  const type = bindType(context, typeName ?? {}, { fields: true });
  const input = bindOperand(context, place, arg as Node, type);
  const fields = type.kind === "interval" ? intervalFields(typeName ?? {}) : undefined;
  if (fields !== undefined) return intervalOfFields(context, input, fields, type, location);
  return castExplicitly(context, input, type, location ?? typeName?.location);
}

/** ARRAY[...] casts its elements to what the cast asks for. */
function bindOperand(context: BindContext, place: Place, node: Node, type: LogicalType): LogicalExpr {
  if (type.kind !== "list" || !("A_ArrayExpr" in node)) return context.expr(place, node);
  return context.clauses.array(context, place, node.A_ArrayExpr, type.element);
}

/** @throws FfqError 42846 where PostgreSQL has no cast */
export function castExplicitly(
  context: BindContext,
  input: LogicalExpr,
  type: LogicalType,
  location: number | undefined,
): LogicalExpr {
  if (castContextOf(input.type, type) === undefined) {
    const message = `cannot cast type ${printType(bareType(input.type))} to ${printType(bareType(type))}`;
    throw context.error("TYPE_MISMATCH", "42846", message, location);
  }
  // x::numeric of a numeric changes nothing: its scale stays known.
  if (
    type.kind === "numeric" &&
    type.precision === undefined &&
    type.limit === undefined &&
    input.type.kind === "numeric"
  )
    return input;
  return convert(context, input, holdingNaN(context, input, type), "explicit", location);
}

/** numeric(p, s) has a fixed scale, which cannot say NaN: a literal of it, and whatever gave one, is held without. */
function holdingNaN(context: BindContext, input: LogicalExpr, type: LogicalType): LogicalType {
  if (!isFixedNumeric(type)) return type;
  const { kind, precision, scale } = type;
  const open: LogicalType = { kind, limit: { precision, scale } };
  if (input.kind === "constant") {
    const { value } = input;
    return Number.isNaN(value) || (typeof value === "string" && /^\s*[+-]?nan\s*$/i.test(value)) ? open : type;
  }
  return mayBeNaN(input.type) ? context.narrowed(type, open) : type;
}

function mayBeNaN(type: LogicalType): boolean {
  const { kind } = type;
  return kind === "float4" || kind === "float8" || (kind === "numeric" && !isFixedNumeric(type)) || kind === "text";
}

/** By number, widest first, as the cast's function counts them; what is below seconds there is nothing. */
const fieldNumbers: Readonly<Record<string, number>> = { year: 1, month: 2, day: 3, hour: 4, minute: 5 };

/** interval '3' month: a bare number counts the last field, and nothing below that field is kept. */
function intervalOfFields(
  context: BindContext,
  given: LogicalExpr,
  fields: readonly string[],
  type: LogicalType,
  location: number | undefined,
): LogicalExpr {
  const last = fields.at(-1) ?? "second";
  const isLiteral = given.kind === "constant" && given.type.kind === "unknown" && typeof given.value === "string";
  const input = isLiteral ? context.locate({ ...given, value: inFields(given.value, fields, last) }, location) : given;
  const interval = castExplicitly(context, input, type, location);
  const field = fieldNumbers[last];
  if (field === undefined) return interval;
  if (interval.kind === "constant" && isInterval(interval.value)) {
    return { ...interval, value: keepFields(interval.value, field) };
  }
  const kept: LogicalExpr = { kind: "constant", value: field, type: INT4 };
  return { kind: "call", overload: "interval(interval,int4)", args: [interval, kept], type };
}

function isInterval(value: Datum): value is IntervalValue {
  return typeof value === "object" && value !== null && "micros" in value;
}

/** As the cast's function does it. */
function keepFields(value: IntervalValue, field: number): IntervalValue {
  const { months, days, micros } = value;
  if (intervalText(value).endsWith("infinity")) return value;
  const unit = field === fieldNumbers["hour"] ? 3_600_000_000n : 60_000_000n;
  return {
    months: field === 1 ? months - (months % 12) : months,
    days: field < 3 ? 0 : days,
    micros: field < 4 ? 0n : micros - (micros % unit),
  };
}

/** The text with a bare number's unit, and with hours where it has none. */
function inFields(text: string, fields: readonly string[], last: string): string {
  if (/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(text)) return `${text} ${last}`;
  if (fields.length !== 2 || fields[0] !== "minute") return text;
  return text.replace(/^(\s*[+-]?)(\d+:\d+(?:\.\d*)?\s*)$/, "$10:$2");
}
