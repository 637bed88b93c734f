// The one type for several expressions: CASE, COALESCE, IN, VALUES, set operations (PostgreSQL manual, 10.5).

import type { LogicalExpr } from "../logical/plan.ts";
import { castContext, castContextOf, categoryOf, isPreferred } from "../type/coercion.ts";
import type { Datum } from "../type/datum.ts";
import { bareType, type LogicalType, listOf, NUMERIC, sameType, TEXT } from "../type/logical-type.ts";
import { commonNumeric, numericOfInteger } from "../type/numeric-rules.ts";
import { convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { numericOfText } from "./numeric-text.ts";
import { haveOneOrigin, isRecord, typeName } from "./row-origin.ts";
import { commonRow } from "./row-types.ts";

export type CommonType =
  | { readonly kind: "found"; readonly type: LogicalType }
  /** These two cannot be matched; `at` is the position of the second. */
  | { readonly kind: "mismatch"; readonly left: LogicalType; readonly right: LogicalType; readonly at: number };

/** The common type of these, in order. */
export function commonType(types: readonly LogicalType[]): CommonType {
  const [first] = types;
  if (
    first !== undefined &&
    first.kind !== "unknown" &&
    types.every((type) => sameType(type, first) && haveOneOrigin(type, first))
  ) {
    return { kind: "found", type: first };
  }
  const nested = commonNested(types);
  if (nested !== undefined) return nested;
  let best: LogicalType | undefined;
  for (const [at, type] of types.entries()) {
    if (type.kind === "unknown" || type.kind === best?.kind) continue;
    if (best === undefined) {
      best = type;
      continue;
    }
    if (categoryOf(type.kind) !== categoryOf(best.kind)) return { kind: "mismatch", left: best, right: type, at };
    const there = castContext(best.kind, type.kind) === "implicit";
    const back = castContext(type.kind, best.kind) === "implicit";
    if (!isPreferred(best.kind) && there && !back) best = type;
  }
  if (best === undefined) return { kind: "found", type: TEXT };
  return { kind: "found", type: withModifier(best, types) };
}

/** Of rows, the row of their fields' types. Whether rows of several tables can be cast is asked afterwards: none can. */
function commonRows(types: readonly LogicalType[]): CommonType {
  let common: LogicalType | undefined;
  for (const [at, type] of types.entries()) {
    if (type.kind === "unknown") continue;
    if (common !== undefined && !haveOneOrigin(common, type)) {
      if (isRecord(common) || isRecord(type)) return { kind: "mismatch", left: common, right: type, at };
      continue;
    }
    const both =
      common?.kind === "struct" && type.kind === "struct" ? commonRow(common.fields, type.fields) : undefined;
    if (common !== undefined && both === undefined) return { kind: "mismatch", left: common, right: type, at };
    common = both ?? type;
  }
  return { kind: "found", type: common ?? TEXT };
}

/** Of arrays, an array of their elements' common type; undefined where not all are arrays. */
function commonNested(types: readonly LogicalType[]): CommonType | undefined {
  if (types.some(({ kind }) => kind === "struct")) return commonRows(types);
  const elements = types.flatMap((type) => (type.kind === "list" ? [type.element] : []));
  if (elements.length === 0) return undefined;
  const other = types.findIndex(({ kind }) => kind !== "list" && kind !== "unknown");
  if (other >= 0) {
    return { kind: "mismatch", left: types[0] as LogicalType, right: types[other] as LogicalType, at: other };
  }
  const found = commonType(elements);
  // All arrays are of one category: whether they can be cast is asked afterwards.
  if (found.kind === "mismatch") return { kind: "found", type: listOf(found.left) };
  // What a literal without a type holds has digits of its own.
  const isOpen = types.some(({ kind }) => kind === "unknown");
  const isMixed = found.type.kind === "numeric" && (isOpen || elements.some((type) => !sameType(type, found.type)));
  return { kind: "found", type: { kind: "list", element: isMixed ? NUMERIC : found.type } };
}

/**
 * What becomes of numerics whose scales differ. "own": each value keeps its scale, as PostgreSQL has it, which a
 * column of one fixed scale cannot show. "widest": all get the widest scale, where only their value counts.
 */
export type Scales = "own" | "widest";

function commonScale(types: readonly LogicalType[], scales: Scales): LogicalType {
  const [first] = types;
  const differ = types.some(
    (type) => type.kind !== "numeric" || first?.kind !== "numeric" || type.scale !== first.scale,
  );
  return differ && scales === "own" ? NUMERIC : commonNumeric(types);
}

/** The scale of a common numeric is the widest; lengths of strings that differ are dropped. */
function withModifier(best: LogicalType, types: readonly LogicalType[]): LogicalType {
  if (best.kind !== "numeric") return bareType(best);
  const known = types.filter((type) => type.kind !== "unknown");
  return commonNumeric(
    known.map((type) =>
      type.kind === "int2" || type.kind === "int4" || type.kind === "int8" ? numericOfInteger(type.kind) : type,
    ),
  );
}

/** Casts all to their common type. `what` names the construct as PostgreSQL does. @throws FfqError 42804 */
export function unify(
  context: BindContext,
  exprs: readonly LogicalExpr[],
  what: string,
  locations: readonly (number | undefined)[],
  scales: Scales = "own",
): { readonly exprs: readonly LogicalExpr[]; readonly type: LogicalType } {
  const type = commonTypeOf(context, exprs, what, locations, scales);
  return { type, exprs: exprs.map((expr, at) => convert(context, expr, type, "implicit", locations[at])) };
}

/** The common type of expressions. Literals count with their own digits. @throws FfqError 42804 */
export function commonTypeOf(
  context: BindContext,
  exprs: readonly LogicalExpr[],
  what: string,
  locations: readonly (number | undefined)[],
  scales: Scales = "own",
): LogicalType {
  const found = commonType(exprs.map((expr) => expr.type));
  if (found.kind === "mismatch") {
    const message = `${what} types ${typeName(found.left)} and ${typeName(found.right)} cannot be matched`;
    throw context.error("TYPE_MISMATCH", "42804", message, locations[found.at]);
  }
  refuseInconvertible(context, exprs, found.type, what, locations);
  if (found.type.kind !== "numeric") return found.type;
  // Constants need no more digits than they have, and NULL none; where there is nothing else, types that were written count.
  const numerics = exprs.flatMap((expr) => numericOfExpr(expr));
  return numerics.length === 0 ? found.type : commonScale(numerics, scales);
}

/** Types of one category need not be cast to one another: a date to a time. @throws FfqError 42846 */
function refuseInconvertible(
  context: BindContext,
  exprs: readonly LogicalExpr[],
  type: LogicalType,
  what: string,
  locations: readonly (number | undefined)[],
): void {
  const at = exprs.findIndex(
    (expr) => !haveOneOrigin(expr.type, type) || castContextOf(expr.type, type) !== "implicit",
  );
  const expr = exprs[at];
  if (expr === undefined) return;
  const construct = what === "CASE" ? "CASE/WHEN" : what;
  const message = `${construct} could not convert type ${typeName(expr.type)} to ${typeName(type)}`;
  throw context.error("TYPE_MISMATCH", "42846", message, locations[at]);
}

function numericOfExpr(expr: LogicalExpr): readonly LogicalType[] {
  const constant = expr.kind === "constant" ? expr : undefined;
  if (constant?.value === null) return [];
  switch (expr.type.kind) {
    case "int2":
    case "int4":
    case "int8":
      return constant === undefined ? [numericOfInteger(expr.type.kind)] : [numericOfText(digitsOf(constant.value))];
    case "unknown":
      return [numericOfText(typeof constant?.value === "string" ? constant.value : "")];
    default:
      return [expr.type];
  }
}

function digitsOf(value: Datum): string {
  return typeof value === "number" || typeof value === "bigint" ? value.toString() : "";
}
