// Casts as written: x::type, CAST(x AS type), type 'literal', and a type's name called like a function.
import type { Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import { castContextOf } from "../type/coercion.ts";
import { bareType, type LogicalType, printType } from "../type/logical-type.ts";
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
  const type = bindType(context, typeName ?? {});
  const input = bindOperand(context, place, arg as Node, type);
  const fields = type.kind === "interval" ? intervalFields(typeName ?? {}) : undefined;
  if (fields !== undefined) return intervalOfFields(context, input, fields, location);
  return castExplicitly(context, input, type, location ?? typeName?.location);
}

/** ARRAY[...] casts its elements to what the cast asks for. */
function bindOperand(context: BindContext, place: Place, node: Node, type: LogicalType): LogicalExpr {
  if (type.kind !== "list" || !("A_ArrayExpr" in node)) return context.expr(place, node);
  return context.doors.array(context, place, node.A_ArrayExpr, type.element);
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
  return convert(context, input, type, "explicit", location);
}

/** interval '3' month: a bare number counts the last field, and nothing below that field is kept. */
function intervalOfFields(
  context: BindContext,
  input: LogicalExpr,
  fields: readonly string[],
  location: number | undefined,
): LogicalExpr {
  const last = fields.at(-1) ?? "second";
  if (input.kind !== "constant") throw context.unsupported(`a cast to interval ${last}`, location);
  const type = { kind: "interval" } as const;
  if (typeof input.value !== "string") return castExplicitly(context, input, type, location);
  const number = /^\s*([+-]?)(\d+)(\.\d*)?\s*$/.exec(input.value);
  if (number === null) {
    // With seconds as the last field everything is kept.
    if (last === "second" && fields.length > 2) return convert(context, input, type, "explicit", location);
    throw context.unsupported(`interval '${input.value}' ${fields.join(" to ")}`, location);
  }
  const [, sign = "", whole = "", fraction = ""] = number;
  const text = `${sign}${whole}${last === "second" ? fraction : ""} ${last}`;
  return convert(context, context.locate({ ...input, value: text }, location), type, "explicit", location);
}
