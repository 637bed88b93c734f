// Casts that go by the session's time zone, of values and of the elements of arrays: as calls of functions that are given the
// zone, with the casts around them that they need.
import { zonedText } from "../function/scalar/datetime/zoned-casts.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { type LogicalType, listOf, TEXT, type TypeKind } from "../type/logical-type.ts";
import { convert, isZoned, isZonedArray } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { castElementsInZone, castInZone } from "./implicit-argument.ts";

/** The expression as a type; undefined where the zone does not matter. */
export function convertInZone(
  context: BindContext,
  expr: LogicalExpr,
  type: LogicalType,
  form: "implicit" | "assignment" | "explicit",
  location: number | undefined,
): LogicalExpr | undefined {
  return throughZone(context, expr, type, form, location) ?? elementsThroughZone(context, expr, type, form, location);
}

/** A cast that goes by the session's time zone: to its kind by a function, then to its precision or length. */
function throughZone(
  context: BindContext,
  expr: LogicalExpr,
  type: LogicalType,
  form: "implicit" | "assignment" | "explicit",
  location: number | undefined,
): LogicalExpr | undefined {
  const { kind: from } = expr.type;
  if (!isZoned(from) && !isZoned(type.kind) && zonedText(expr.type) === undefined) return undefined;
  const isText = (kind: TypeKind): boolean => kind === "varchar" || kind === "bpchar" || kind === "unknown";
  if (isText(from)) return convert(context, convert(context, expr, TEXT, form, location), type, form, location);
  const cast = castInZone(context, expr, isText(type.kind) ? "text" : type.kind, location);
  return cast === undefined ? undefined : convert(context, cast, type, form, location);
}

/** As throughZone, of the elements of arrays, with an array of texts between. */
function elementsThroughZone(
  context: BindContext,
  expr: LogicalExpr,
  type: LogicalType,
  form: "implicit" | "assignment" | "explicit",
  location: number | undefined,
): LogicalExpr | undefined {
  if (!isZonedArray(expr.type) && !isZonedArray(type)) return undefined;
  const texts = listOf(TEXT);
  if (expr.type.kind !== "list" || type.kind !== "list") {
    return convert(context, convert(context, expr, texts, form, location), type, form, location);
  }
  const { kind: from } = expr.type.element;
  if (from === "varchar" || from === "bpchar") {
    return convert(context, convert(context, expr, texts, form, location), type, form, location);
  }
  const { kind } = type.element;
  const cast = castElementsInZone(context, expr, kind === "varchar" || kind === "bpchar" ? "text" : kind, location);
  return cast === undefined ? undefined : convert(context, cast, type, form, location);
}
