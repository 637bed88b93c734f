// Casts as written: x::type, CAST(x AS type), type 'literal', and a type's name called like a function.
import type { Node } from "@pgsql/types";
import type { LogicalExpr } from "../logical/plan.ts";
import { castContextOf } from "../type/coercion.ts";
import { bareType, isFixedNumeric, type LogicalType, printType } from "../type/logical-type.ts";
import { bindType } from "./bind-type.ts";
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
    return declared(context, input, { kind: "constant", value: null, type });
  const cast = convert(context, input, holdingNaN(context, input, type), "explicit", location);
  const written: LogicalExpr = { kind: "cast", input, type: cast.type, form: "explicit" };
  if (cast === input) return declared(context, input, written);
  return cast.kind === "cast" ? cast : context.typedLike(cast, written);
}

/** The same value with the declared type of another expression. */
function declared(context: BindContext, expr: LogicalExpr, like: LogicalExpr): LogicalExpr {
  return context.locate(context.typedLike({ ...expr }, like), context.locationOf(expr));
}

/** numeric(p, s) has a fixed scale, which cannot say NaN: a literal of it, and whatever gave one, is held without. */
export function holdingNaN(context: BindContext, input: LogicalExpr, type: LogicalType): LogicalType {
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
