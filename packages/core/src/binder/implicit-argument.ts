// What calls are given beside their written arguments (ScalarOverload.implicit), and the casts that are such calls:
// those that go by the session's time zone.
import { unreachable } from "../common/unreachable.ts";
import { mappedKey } from "../function/derived-overload.ts";
import { overloadKey } from "../function/registry.ts";
import { zonedCast, zonedText } from "../function/scalar/datetime/zoned-casts.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import {
  bareType,
  type LogicalType,
  listOf,
  printType,
  type ScalarKind,
  TEXT,
  TIMESTAMPTZ,
  type TypeKind,
  UNKNOWN,
} from "../type/logical-type.ts";
import type { BindContext } from "./context.ts";

/** The session's time zone by its name, the moment when the statement began, or the name of an argument's type. */
export function implicitArgument(
  context: BindContext,
  what: "zone" | "now" | "type",
  first: LogicalExpr | undefined,
): LogicalExpr {
  switch (what) {
    case "zone":
      return { kind: "constant", value: context.timeZone, type: TEXT };
    case "now":
      return { kind: "call", overload: "now()", args: [], type: TIMESTAMPTZ };
    case "type":
      return { kind: "constant", value: typeName(first?.type ?? UNKNOWN), type: TEXT };
    default:
      return unreachable(what);
  }
}

/** As PostgreSQL's regtype shows it. */
function typeName(type: LogicalType): string {
  if (type.kind === "struct") return "record";
  return type.kind === "list" ? `${typeName(type.element)}[]` : printType(bareType(type));
}

/** castInZone of an array's elements. */
export function castElementsInZone(
  context: BindContext,
  expr: LogicalExpr,
  kind: TypeKind,
  location: number | undefined,
): LogicalExpr | undefined {
  if (expr.type.kind !== "list") return undefined;
  const element: LogicalExpr = { kind: "constant", value: null, type: expr.type.element };
  const cast = castInZone(context, element, kind, location);
  if (cast?.kind !== "call") return undefined;
  const args = [expr, ...cast.args.slice(1)];
  return { ...cast, overload: mappedKey(cast.overload), args, type: listOf(cast.type) };
}

/** The cast to a kind by the session's time zone; undefined where none is needed. */
export function castInZone(
  context: BindContext,
  expr: LogicalExpr,
  kind: TypeKind,
  location: number | undefined,
): LogicalExpr | undefined {
  const overload = (kind === "text" ? zonedText(expr.type) : undefined) ?? zonedCast(expr.type.kind, kind);
  if (overload === undefined) return undefined;
  const args = [expr, ...(overload.implicit ?? []).map((what) => implicitArgument(context, what, expr))];
  const span = location === undefined ? undefined : context.source.roughSpanAt(location);
  const type = { kind: kind as ScalarKind };
  return { kind: "call", overload: overloadKey(overload), args, type, ...(span === undefined ? {} : { span }) };
}
