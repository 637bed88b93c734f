// Which share of a relation's rows a condition keeps: equality by distinct values, ranges by their part of the
// column's span, independence between the rest. The constants are guesses where nothing is known.
import type { ColumnId } from "../common/ids.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import type { Datum } from "../type/datum.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { positionOf } from "./axis.ts";
import { conjunctsOf, disjunctsOf } from "./build.ts";

/** What is known of a column's values in a relation. */
export interface ColumnProfile {
  /** Different values, before the relation was filtered. */
  readonly distinct: number;
  readonly nullFraction: number;
  readonly low?: number;
  readonly high?: number;
  /** No two rows have the same value, before the relation was filtered. */
  readonly unique?: boolean;
  /** An aggregate's result: who compares it with something looks for few. */
  readonly computed?: boolean;
}

export interface Relation {
  column(id: ColumnId): ColumnProfile | undefined;
  /** The value of an expression that reads nothing. */
  constant(expr: LogicalExpr): Datum | undefined;
}

const RANGE = 1 / 3;
const HAVING = 0.1;
const BETWEEN_COLUMNS = 0.5;
const PREFIX = 0.02;
const PATTERN = 0.1;
const OTHER = 0.25;
/** Of an equality with something that is no column: a function's results are few. */
const EQUAL_TO_COMPUTED = 0.05;
const SMALLEST = 1e-9;

export function selectivityOf(condition: LogicalExpr, relation: Relation): number {
  const conjuncts = conjunctsOf(condition);
  const { ranges, others } = takeRanges(conjuncts, relation);
  let share = 1;
  for (const range of ranges.values()) share *= range;
  for (const conjunct of others) share *= ofConjunct(conjunct, relation);
  return clamp(share);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(SMALLEST, share));
}

function ofConjunct(expr: LogicalExpr, relation: Relation): number {
  switch (expr.kind) {
    case "constant":
      return expr.value === true ? 1 : SMALLEST;
    case "column":
      return BETWEEN_COLUMNS;
    case "and":
      return selectivityOf(expr, relation);
    case "or": {
      let missed = 1;
      for (const disjunct of disjunctsOf(expr)) missed *= 1 - selectivityOf(disjunct, relation);
      return clamp(1 - missed);
    }
    case "not":
      return clamp(1 - selectivityOf(expr.input, relation));
    case "is-null":
      return clamp(profileOf(expr.input, relation)?.nullFraction ?? 0.05);
    case "in-list": {
      const profile = profileOf(expr.input, relation);
      const each = profile === undefined ? EQUAL_TO_COMPUTED : 1 / Math.max(profile.distinct, 1);
      return clamp(expr.values.length * each);
    }
    case "call":
      return ofCall(expr.overload.slice(0, expr.overload.indexOf("(")), expr.args, relation);
    case "coalesce":
      return expr.args[0] === undefined ? OTHER : ofConjunct(expr.args[0], relation);
    case "cast":
    case "case":
    case "scalar-subquery":
    case "exists-subquery":
    case "any-subquery":
    case "all-subquery":
      return OTHER;
  }
}

function ofCall(name: string, args: readonly LogicalExpr[], relation: Relation): number {
  const [left, right] = args;
  if (left === undefined || right === undefined) return OTHER;
  switch (name) {
    case "=":
      return equalShare(left, right, relation);
    case "<>":
      return clamp(1 - equalShare(left, right, relation));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return orderShare(profileOf(left, relation), profileOf(right, relation));
    case "~~":
    case "~~*":
      return likeShare(relation.constant(right));
    case "!~~":
    case "!~~*":
      return clamp(1 - likeShare(relation.constant(right)));
    default:
      return OTHER;
  }
}

function orderShare(left: ColumnProfile | undefined, right: ColumnProfile | undefined): number {
  if (left !== undefined && right !== undefined) return BETWEEN_COLUMNS;
  return (left ?? right)?.computed === true ? HAVING : RANGE;
}

function equalShare(left: LogicalExpr, right: LogicalExpr, relation: Relation): number {
  const [first, second] = [profileOf(left, relation), profileOf(right, relation)];
  if (first !== undefined && second !== undefined) return 1 / Math.max(first.distinct, second.distinct, 1);
  const profile = first ?? second;
  if (profile === undefined) return EQUAL_TO_COMPUTED;
  const other = first === undefined ? left : right;
  const at = positionOf(relation.constant(other), other.type);
  const { low, high } = profile;
  if (at !== undefined && low !== undefined && high !== undefined && (at < low || at > high)) return SMALLEST;
  return (1 - profile.nullFraction) / Math.max(profile.distinct, 1);
}

function likeShare(pattern: Datum | undefined): number {
  if (typeof pattern !== "string") return PATTERN;
  return /^[%_]/.test(pattern) ? PATTERN : PREFIX;
}

/** Casts that keep the order of values hide nothing. */
export function bareColumn(expr: LogicalExpr): { readonly id: ColumnId; readonly type: LogicalType } | undefined {
  let inner = expr;
  while (inner.kind === "cast") inner = inner.input;
  return inner.kind === "column" ? { id: inner.column, type: inner.type } : undefined;
}

function profileOf(expr: LogicalExpr, relation: Relation): ColumnProfile | undefined {
  const column = bareColumn(expr);
  return column && relation.column(column.id);
}

interface Bound {
  readonly column: ColumnId;
  readonly low?: number;
  readonly high?: number;
}

/** `column < constant` and its kin; undefined for every other condition. */
export function boundOf(conjunct: LogicalExpr, constant: Relation["constant"]): Bound | undefined {
  if (conjunct.kind !== "call") return undefined;
  const name = conjunct.overload.slice(0, conjunct.overload.indexOf("("));
  const [left, right] = conjunct.args;
  if (left === undefined || right === undefined || !/^[<>]=?$/.test(name)) return undefined;
  const [first, second] = [bareColumn(left), bareColumn(right)];
  const other = first === undefined ? left : right;
  const column = first ?? second;
  if (column === undefined || (first !== undefined && second !== undefined)) return undefined;
  const at = positionOf(constant(other), other.type);
  if (at === undefined) return undefined;
  const isUpper = name.startsWith("<") === (first !== undefined);
  return { column: column.id, ...(isUpper ? { high: at } : { low: at }) };
}

/** The bounds of one column taken together: x >= a and x < b is one range, not two. */
function takeRanges(
  conjuncts: readonly LogicalExpr[],
  relation: Relation,
): { readonly ranges: ReadonlyMap<ColumnId, number>; readonly others: readonly LogicalExpr[] } {
  const bounds = new Map<ColumnId, { low: number; high: number; span: number; nulls: number }>();
  const others: LogicalExpr[] = [];
  for (const conjunct of conjuncts) {
    const bound = boundOf(conjunct, (expr) => relation.constant(expr));
    const profile = bound && relation.column(bound.column);
    if (bound === undefined || profile?.low === undefined || profile.high === undefined) {
      others.push(conjunct);
      continue;
    }
    const span = profile.high - profile.low;
    const known = bounds.get(bound.column) ?? {
      low: profile.low,
      high: profile.high,
      span,
      nulls: profile.nullFraction,
    };
    known.low = Math.max(known.low, bound.low ?? known.low);
    known.high = Math.min(known.high, bound.high ?? known.high);
    bounds.set(bound.column, known);
  }
  const shares = [...bounds].map(([id, { low, high, span, nulls }]): [ColumnId, number] => {
    if (high < low) return [id, SMALLEST];
    return [id, clamp(span <= 0 ? 1 : ((high - low) / span) * (1 - nulls))];
  });
  return { ranges: new Map(shares), others };
}
