// Frame clauses: ROWS, RANGE and GROUPS with their bounds (PostgreSQL manual, 4.2.8). The parser has checked which
// bounds go together. RANGE with an offset compares the ORDER BY column with its own value plus or minus the offset:
// both become expressions here, in a type in which neither leaves its range.
import type { Node, WindowDef } from "@pgsql/types";
import type { FrameBound, FrameExclusion, FrameMode, WindowFrame } from "../expr/window-frame.ts";
import type { FrameOffset, LogicalExpr, SortKey } from "../logical/plan.ts";
import { castContext } from "../type/coercion.ts";
import { intervalText } from "../type/datum-text.ts";
import {
  bareType,
  FLOAT8,
  INT8,
  isFixedNumeric,
  type LogicalType,
  printType,
  TEXT,
  type TypeKind,
  UNKNOWN,
} from "../type/logical-type.ts";
import { numericOfInteger } from "../type/numeric-rules.ts";
import { bindFunctionCall, bindOperatorCall } from "./bind-call.ts";
import { coerce, convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { placeOfColumn } from "./find-column.ts";
import { numericConstant } from "./numeric-text.ts";
import { locationOf } from "./parse-node.ts";
import { columnsIn } from "./references.ts";
import type { Clause, Place, Scope } from "./scope.ts";

/** Bits of WindowDef.frameOptions (PostgreSQL's parsenodes.h). */
const OPTION = {
  nonDefault: 0x1,
  range: 0x2,
  rows: 0x4,
  groups: 0x8,
  startUnboundedPreceding: 0x20,
  endUnboundedPreceding: 0x40,
  startUnboundedFollowing: 0x80,
  endUnboundedFollowing: 0x100,
  startCurrentRow: 0x200,
  endCurrentRow: 0x400,
  startPreceding: 0x800,
  endPreceding: 0x1000,
  startFollowing: 0x2000,
  endFollowing: 0x4000,
  excludeCurrentRow: 0x8000,
  excludeGroup: 0x10000,
  excludeTies: 0x20000,
} as const;

const has = (options: number, option: number): boolean => (options & option) !== 0;

/** Whether a frame was written. */
export function hasFrameClause({ frameOptions = 0 }: WindowDef): boolean {
  return has(frameOptions, OPTION.nonDefault);
}

/** Binds the frame of a definition; `orderBy`: what it is ordered by in the end. @throws FfqError 42P20, 0A000, 42804 */
export function bindFrame(
  context: BindContext,
  scope: Scope,
  { frameOptions = 0, startOffset, endOffset, location }: WindowDef,
  orderBy: readonly SortKey[],
): WindowFrame<FrameOffset> {
  const mode: FrameMode = has(frameOptions, OPTION.rows)
    ? "rows"
    : has(frameOptions, OPTION.groups)
      ? "groups"
      : "range";
  const offsets = startOffset !== undefined || endOffset !== undefined;
  if (mode === "range" && offsets && orderBy.length !== 1) {
    const message = "RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column";
    throw context.error("INVALID_QUERY", "42P20", message, location);
  }
  if (mode === "groups" && orderBy.length === 0) {
    throw context.error("INVALID_QUERY", "42P20", "GROUPS mode requires an ORDER BY clause", location);
  }
  const offset = (node: Node, preceding: boolean, isStart: boolean): FrameOffset =>
    mode === "range"
      ? rangeOffset(context, scope, node, orderBy[0] as SortKey, { preceding, isStart })
      : { amount: rowsOffset(context, scope, node, mode === "rows" ? "ROWS" : "GROUPS") };
  return {
    mode,
    start: startBound(frameOptions, startOffset, offset),
    end: endBound(frameOptions, endOffset, offset),
    exclude: exclusionOf(frameOptions),
  };
}

type BindOffset = (node: Node, preceding: boolean, isStart: boolean) => FrameOffset;

function startBound(options: number, node: Node | undefined, offset: BindOffset): FrameBound<FrameOffset> {
  if (node !== undefined) {
    const preceding = has(options, OPTION.startPreceding);
    return { kind: preceding ? "preceding" : "following", offset: offset(node, preceding, true) };
  }
  return { kind: has(options, OPTION.startCurrentRow) ? "current-row" : "unbounded-preceding" };
}

function endBound(options: number, node: Node | undefined, offset: BindOffset): FrameBound<FrameOffset> {
  if (node !== undefined) {
    const preceding = has(options, OPTION.endPreceding);
    return { kind: preceding ? "preceding" : "following", offset: offset(node, preceding, false) };
  }
  return { kind: has(options, OPTION.endUnboundedFollowing) ? "unbounded-following" : "current-row" };
}

function exclusionOf(options: number): FrameExclusion {
  if (has(options, OPTION.excludeCurrentRow)) return "current-row";
  if (has(options, OPTION.excludeGroup)) return "group";
  return has(options, OPTION.excludeTies) ? "ties" : "no-others";
}

/** An expression over no columns of the query. */
function bindAmount(context: BindContext, scope: Scope, node: Node, word: "ROWS" | "RANGE" | "GROUPS"): LogicalExpr {
  const place: Place = { scope, clause: `window ${word}` satisfies Clause };
  const expr = context.expr(place, node);
  for (const id of columnsIn(expr)) {
    if (placeOfColumn(place, id) !== place) continue;
    const message = `argument of ${word} must not contain variables`;
    throw context.error("INVALID_QUERY", "42P10", message, locationOf(node));
  }
  return expr;
}

function rowsOffset(context: BindContext, scope: Scope, node: Node, word: "ROWS" | "GROUPS"): LogicalExpr {
  const expr = bindAmount(context, scope, node, word);
  const allowed = castContext(expr.type.kind, "int8");
  if (allowed !== "implicit" && allowed !== "assignment") {
    const message = `argument of ${word} must be type bigint, not type ${printType(bareType(expr.type))}`;
    throw context.error("TYPE_MISMATCH", "42804", message, locationOf(node));
  }
  return convert(context, expr, INT8, "assignment", locationOf(node));
}

/** The kind of offset that each kind of column takes. */
const offsetKinds: Readonly<Partial<Record<TypeKind, "integer" | "float8" | "numeric" | "interval">>> = {
  int2: "integer",
  int4: "integer",
  int8: "integer",
  float4: "float8",
  float8: "float8",
  numeric: "numeric",
  date: "interval",
  time: "interval",
  timetz: "interval",
  timestamp: "interval",
  timestamptz: "interval",
  interval: "interval",
};

function rangeOffset(
  context: BindContext,
  scope: Scope,
  node: Node,
  { expr: key, descending }: SortKey,
  { preceding, isStart }: { readonly preceding: boolean; readonly isStart: boolean },
): FrameOffset {
  const bound = bindAmount(context, scope, node, "RANGE");
  const location = locationOf(node);
  const name = (type: LogicalType): string => printType(bareType(type));
  const wanted = offsetKinds[key.type.kind];
  if (wanted === undefined) {
    const message = `RANGE with offset PRECEDING/FOLLOWING is not supported for column type ${name(key.type)}`;
    throw context.error("UNSUPPORTED", "0A000", message, location);
  }
  const kind: TypeKind = wanted === "integer" ? integerOffset(bound, key) : wanted;
  if (bound.type.kind !== "unknown" && bound.type.kind !== kind && castContext(bound.type.kind, kind) !== "implicit") {
    const message = `RANGE with offset PRECEDING/FOLLOWING is not supported for column type ${name(key.type)} and offset type ${name(bound.type)}`;
    const hint = "Cast the offset value to an appropriate type.";
    throw context.error("UNSUPPORTED", "0A000", message, location, hint);
  }
  const given = coerce(context, bound, kind);
  if (key.type.kind === "time" || key.type.kind === "timetz")
    return timeOffset(context, key, given, preceding !== descending);
  const symbol = preceding !== descending ? "-" : "+";
  return { amount: given, range: rangeOf(context, key, given, symbol, isStart !== descending) };
}

/** Of an interval its time alone counts, and a bound before or after all times of day is no time of day: seconds are. */
function timeOffset(context: BindContext, key: LogicalExpr, given: LogicalExpr, isBefore: boolean): FrameOffset {
  const text = (value: string): LogicalExpr => ({ kind: "constant", value, type: TEXT });
  const field = (name: string, of: LogicalExpr): LogicalExpr =>
    bindFunctionCall(context, "extract", [text(name), of], undefined);
  const withoutDays = (interval: LogicalExpr): LogicalExpr => {
    const days = bindFunctionCall(context, "date_trunc", [text("day"), interval], undefined);
    return bindOperatorCall(context, "-", [interval, days], undefined);
  };
  // An infinite one has no days to take off, and reaches all times.
  const amount = given.kind === "constant" && !isFiniteConstant(given) ? given : withoutDays(given);
  const seconds = field("epoch", key);
  const moment = key.type.kind === "time" ? seconds : withZone(context, seconds, field("timezone", key));
  const value = bindOperatorCall(context, isBefore ? "-" : "+", [moment, field("epoch", amount)], undefined);
  return { amount, range: { key: convert(context, moment, value.type, "implicit"), value } };
}

/** Of equal moments the one of the western zone comes last: by less than a microsecond. */
function withZone(context: BindContext, seconds: LogicalExpr, zone: LogicalExpr): LogicalExpr {
  const east = bindOperatorCall(context, "*", [zone, numericConstant(context, "0.000000000001", undefined)], undefined);
  return bindOperatorCall(context, "-", [seconds, east], undefined);
}

function integerOffset({ type: { kind } }: LogicalExpr, key: LogicalExpr): TypeKind {
  if (kind === "unknown") return key.type.kind;
  return kind === "int2" || kind === "int4" || kind === "int8" ? kind : "int8";
}

/** The key and its bound, of one type. `isLower`: of the frame's values the bound is the least, not the greatest. */
function rangeOf(
  context: BindContext,
  key: LogicalExpr,
  amount: LogicalExpr,
  symbol: "+" | "-",
  isLower: boolean,
): NonNullable<FrameOffset["range"]> {
  const [wide, by] = [widened(context, key), widened(context, amount)];
  const isDouble = wide.type.kind === "float8";
  const value = isDouble
    ? bindFunctionCall(context, symbol === "+" ? "ffq:bound_after" : "ffq:bound_before", [wide, by], undefined)
    : bindOperatorCall(context, symbol, [wide, by], undefined);
  const compared = convert(context, wide, value.type, "implicit");
  return { key: compared, value: withInfinities(context, compared, by, value, { symbol, isLower }) };
}

/** Where a bound does not overflow: integers as numerics of fixed scale, real as double precision. */
function widened(context: BindContext, expr: LogicalExpr): LogicalExpr {
  switch (expr.type.kind) {
    case "int2":
    case "int4":
    case "int8":
      return convert(context, expr, numericOfInteger(expr.type.kind), "implicit");
    case "float4":
      return convert(context, expr, FLOAT8, "implicit");
    default:
      return expr;
  }
}

/** From an infinite value back by an infinite offset no bound follows: PostgreSQL's in_range functions let all in. */
function withInfinities(
  context: BindContext,
  key: LogicalExpr,
  amount: LogicalExpr,
  value: LogicalExpr,
  { symbol, isLower }: { readonly symbol: "+" | "-"; readonly isLower: boolean },
): LogicalExpr {
  const { type } = value;
  if (!hasInfinity(type) || !hasInfinity(amount.type) || isFiniteConstant(amount)) return value;
  const infinite = (of: LogicalType, sign: "" | "-"): LogicalExpr =>
    convert(context, { kind: "constant", value: `${sign}infinity`, type: UNKNOWN }, of, "implicit");
  const equal = (one: LogicalExpr, other: LogicalExpr): LogicalExpr =>
    bindOperatorCall(context, "=", [one, other], undefined);
  const when: LogicalExpr = {
    kind: "and",
    args: [
      equal(amount, infinite(bareType(amount.type), "")),
      equal(key, infinite(bareType(type), symbol === "-" ? "" : "-")),
    ],
    type: { kind: "bool" },
  };
  const then = infinite(bareType(type), isLower ? "-" : "");
  return { kind: "case", branches: [{ when, then }], otherwise: value, type };
}

function hasInfinity(type: LogicalType): boolean {
  switch (type.kind) {
    case "float8":
    case "timestamp":
    case "timestamptz":
    case "interval":
      return true;
    case "numeric":
      return !isFixedNumeric(type);
    default:
      return false;
  }
}

/** A number that is known, and no infinity. */
function isFiniteConstant(expr: LogicalExpr): boolean {
  if (expr.kind !== "constant") return false;
  const { value } = expr;
  if (typeof value === "object" && value !== null && "micros" in value)
    return !intervalText(value).endsWith("infinity");
  return typeof value === "string" ? !/inf/i.test(value) : value !== Number.POSITIVE_INFINITY;
}
