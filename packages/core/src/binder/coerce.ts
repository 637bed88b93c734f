// Implicit and assignment casts, made explicit. Constants change type at once where that loses nothing, so that
// comparisons with them are plain and a literal's numeric type is as narrow as its digits.
import type { LogicalExpr } from "../logical/plan.ts";
import { castContextOf } from "../type/coercion.ts";
import type { Datum } from "../type/datum.ts";
import {
  bareType,
  isFixedNumeric,
  type LogicalType,
  printType,
  sameType,
  type TypeKind,
  typeOfKind,
} from "../type/logical-type.ts";
import { numericOfInteger } from "../type/numeric-rules.ts";
import type { BindContext } from "./context.ts";
import { numericOfText } from "./numeric-text.ts";

/** The implicit cast that resolution promised. `any` takes every type, literals without one as text. */
export function coerce(context: BindContext, expr: LogicalExpr, kind: TypeKind | "any"): LogicalExpr {
  const from = expr.type.kind;
  if (kind === "any") return from === "unknown" ? coerce(context, expr, "text") : expr;
  if (from === kind) return expr;
  return convert(context, expr, widened(expr, kind), "implicit");
}

/** The type without length or scale that `expr` becomes as `kind`: numerics keep an exact scale where they have one. */
function widened(expr: LogicalExpr, kind: TypeKind): LogicalType {
  const from = expr.type.kind;
  if (kind !== "numeric") return typeOfKind(kind);
  if (expr.kind === "constant") {
    const { value } = expr;
    const digits = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
    if (typeof digits === "string" && from !== "float4" && from !== "float8") return numericOfText(digits);
  }
  return from === "int2" || from === "int4" || from === "int8" ? numericOfInteger(from) : typeOfKind(kind);
}

/** A cast that the caller has seen to be allowed; none where the type is the same. */
export function convert(
  context: BindContext,
  expr: LogicalExpr,
  type: LogicalType,
  form: "implicit" | "assignment" | "explicit",
  location?: number,
): LogicalExpr {
  if (sameType(expr.type, type)) return expr;
  if (expr.kind === "constant") {
    if (expr.type.kind === "unknown") context.infer(expr, type);
    if (expr.value === null) return { ...expr, type };
    const at = context.locationOf(expr) ?? location;
    if (expr.type.kind === "unknown" && typeof expr.value === "string" && !isZonedArray(type)) {
      if (type.kind === "text") return { kind: "constant", value: expr.value, type };
      return context.clauses.literal(context, expr.value, type, form, at);
    }
    const value = constantAs(expr.value, expr.type, type);
    if (value !== undefined) {
      const constant: LogicalExpr = { kind: "constant", value, type };
      return expr.type.kind === type.kind ? context.typedLike(constant, expr) : constant;
    }
  }
  const zoned = context.clauses.convertInZone(context, expr, type, form, location);
  if (zoned !== undefined) return zoned;
  const span = location === undefined ? undefined : context.source.roughSpanAt(location);
  return { kind: "cast", input: expr, type, form, ...(span === undefined ? {} : { span }) };
}

/** Whether an array's elements are cast by the session's time zone. */
export function isZonedArray(type: LogicalType): boolean {
  return type.kind === "list" && isZoned(type.element.kind);
}

export const isZoned = (kind: TypeKind): boolean => kind === "timestamptz" || kind === "timetz";

/** The same value as another type; undefined where it may not fit, or a cast must decide. */
function constantAs(value: Datum, from: LogicalType, to: LogicalType): Datum | undefined {
  if (to.kind === "numeric" && to.limit !== undefined) return undefined;
  switch (from.kind) {
    case "int2":
    case "int4":
    case "int8":
      if (typeof value !== "number" && typeof value !== "bigint") return undefined;
      return integerAs(BigInt(value), to);
    case "numeric":
      return isFixedNumeric(from) && typeof value === "bigint" ? decimalAs(value, from.scale, to) : undefined;
    case "text":
    case "varchar":
      return (to.kind === "text" || to.kind === "varchar") && !("length" in to) ? value : undefined;
    case "float4":
      return to.kind === "float8" ? value : undefined;
    case "date": {
      // Within timestamp's range, and no infinity.
      if (to.kind !== "timestamp" || typeof value !== "number" || Math.abs(value) > 50_000_000) return undefined;
      return BigInt(value) * 86_400_000_000n;
    }
    default:
      return undefined;
  }
}

const within: Readonly<Record<"int2" | "int4" | "int8", bigint>> = {
  int2: 1n << 15n,
  int4: 1n << 31n,
  int8: 1n << 63n,
};

function integerAs(value: bigint, to: LogicalType): Datum | undefined {
  switch (to.kind) {
    case "int2":
    case "int4":
    case "int8": {
      if (value < -within[to.kind] || value >= within[to.kind]) return undefined;
      return to.kind === "int8" ? value : Number(value);
    }
    case "float8":
      return Number(value);
    case "numeric":
      return decimalAs(value, 0, to);
    default:
      return undefined;
  }
}

function decimalAs(value: bigint, scale: number, to: LogicalType): Datum | undefined {
  if (to.kind === "float8") return Number(decimalText(value, scale));
  if (to.kind !== "numeric") return undefined;
  if (!isFixedNumeric(to)) return decimalText(value, scale);
  return rescale(value, scale, to);
}

/** An unscaled value at another scale; undefined where digits would be lost or do not fit. */
export function rescale(
  value: bigint,
  scale: number,
  to: { readonly precision: number; readonly scale: number },
): bigint | undefined {
  const scaled =
    to.scale >= scale
      ? value * 10n ** BigInt(to.scale - scale)
      : value % 10n ** BigInt(scale - to.scale) === 0n
        ? value / 10n ** BigInt(scale - to.scale)
        : undefined;
  if (scaled === undefined) return undefined;
  const limit = 10n ** BigInt(to.precision);
  return scaled > -limit && scaled < limit ? scaled : undefined;
}

function decimalText(value: bigint, scale: number): string {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A value stored into a column. @throws FfqError 42804 where only a written cast would do */
export function assign(
  context: BindContext,
  expr: LogicalExpr,
  column: { readonly name: string; readonly type: LogicalType },
  location: number | undefined,
): LogicalExpr {
  const { type } = column;
  const allowed = castContextOf(expr.type, type);
  if (allowed === "implicit" || allowed === "assignment") {
    return convert(context, expr, type, "assignment", location);
  }
  const message = `column "${column.name}" is of type ${printType(bareType(type))} but expression is of type ${printType(bareType(expr.type))}`;
  const hint = "You will need to rewrite or cast the expression.";
  throw context.error("TYPE_MISMATCH", "42804", message, location, hint);
}

/**
 * What a column's definition says of its value, as an assignment: a literal must be of the column's type, but whether
 * it keeps to the length or scale is seen where a row takes it.
 */
export function assignLater(
  context: BindContext,
  expr: LogicalExpr,
  type: LogicalType,
  location: number | undefined,
): LogicalExpr {
  const isLiteral = expr.kind === "constant" && expr.type.kind === "unknown";
  // The fields of an interval are part of how its text is read.
  const read =
    isLiteral && type.kind !== "interval" ? convert(context, expr, bareType(type), "assignment", location) : expr;
  return convert(context, read, type, "assignment", location);
}

/** A condition. @throws FfqError 42804 when it is not boolean */
export function toBool(
  context: BindContext,
  expr: LogicalExpr,
  word: string,
  location: number | undefined,
): LogicalExpr {
  if (expr.type.kind === "bool") return expr;
  if (expr.type.kind === "unknown") return convert(context, expr, { kind: "bool" }, "implicit", location);
  const message = `argument of ${word} must be type boolean, not type ${printType(bareType(expr.type))}`;
  throw context.error("TYPE_MISMATCH", "42804", message, location);
}

/** An output column's type: literals without one are texts. */
export function settled(context: BindContext, expr: LogicalExpr): LogicalExpr {
  return expr.type.kind === "unknown" ? coerce(context, expr, "text") : expr;
}
