// Which conjuncts of a join a hash table can answer: equalities between the two sides. Pure.
import type { ColumnId } from "../common/ids.ts";
import type { Expr } from "../expr/expr.ts";
import { asNotDistinct } from "../expr/not-distinct.ts";
import type { LogicalExpr, LogicalLeaf } from "../logical/plan.ts";
import { FLOAT8, INT4, INT8, type LogicalType, sameType, TEXT, TIMESTAMP } from "../type/logical-type.ts";
import { commonNumeric } from "../type/numeric-rules.ts";
import { columnsIn } from "./lower-expr.ts";

/** Both sides have the same type. */
export interface LogicalJoinKey {
  readonly left: LogicalExpr;
  readonly right: LogicalExpr;
  readonly nullsEqual: boolean;
}

export interface SplitCondition {
  readonly keys: readonly LogicalJoinKey[];
  readonly rest: readonly LogicalExpr[];
}

type Columns = ReadonlyMap<ColumnId, number>;

/** Takes the conjuncts apart into keys and what has to be tested on pairs. */
export function splitCondition(on: readonly LogicalExpr[], left: Columns, right: Columns): SplitCondition {
  const keys: LogicalJoinKey[] = [];
  const rest: LogicalExpr[] = [];
  for (const conjunct of on.flatMap(conjunctsOf)) {
    const key = keyOf(conjunct, left, right);
    if (key === undefined) rest.push(conjunct);
    else keys.push(key);
  }
  return { keys, rest };
}

function conjunctsOf(root: LogicalExpr): readonly LogicalExpr[] {
  const found: LogicalExpr[] = [];
  const stack: LogicalExpr[] = [root];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.kind === "and") stack.push(...[...next.args].reverse());
    else found.push(next);
  }
  return found;
}

function keyOf(conjunct: LogicalExpr, left: Columns, right: Columns): LogicalJoinKey | undefined {
  const sides = equalityOf(conjunct);
  if (sides === undefined) return undefined;
  const [first, second, nullsEqual] = sides;
  const type = commonKeyType(first.type, second.type);
  if (type === undefined) return undefined;
  const [one, other] = [keySide(first, type), keySide(second, type)];
  if (isOver(first, left) && isOver(second, right)) return { left: one, right: other, nullsEqual };
  if (isOver(first, right) && isOver(second, left)) return { left: other, right: one, nullsEqual };
  return undefined;
}

function equalityOf(expr: LogicalExpr): readonly [LogicalExpr, LogicalExpr, boolean] | undefined {
  if (expr.kind === "call") {
    const [left, right] = expr.args;
    if (!expr.overload.startsWith("=(") || left === undefined || right === undefined) return undefined;
    return [left, right, false];
  }
  const same = asNotDistinct<LogicalLeaf>(expr);
  return same === undefined ? undefined : [same.left, same.right, true];
}

/** Reads at least one column, and only columns of that side. */
function isOver(expr: LogicalExpr, columns: Columns): boolean {
  const used = columnsIn(expr);
  return used.size > 0 && [...used].every((id) => columns.has(id));
}

/** The type in which values of both are equal exactly when `=` says so; undefined when a table cannot answer it. */
export function commonKeyType(left: LogicalType, right: LogicalType): LogicalType | undefined {
  if (sameType(left, right)) return left;
  const kinds = new Set([left.kind, right.kind]);
  const within = (...allowed: readonly LogicalType["kind"][]): boolean =>
    [...kinds].every((kind) => allowed.includes(kind));
  if (within("numeric")) return commonNumeric([left, right]);
  if (within("text", "varchar")) return TEXT;
  // Their lengths differ only in blanks, which do not count.
  if (within("bpchar")) return { kind: "bpchar" };
  if (within("int2", "int4")) return INT4;
  if (within("int2", "int4", "int8")) return INT8;
  if (within("float4", "float8")) return FLOAT8;
  if (within("date", "timestamp")) return TIMESTAMP;
  return undefined;
}

function keySide(expr: LogicalExpr, type: LogicalType): LogicalExpr {
  const inner = withoutRelabel(expr);
  if (sameType(inner.type, type) || isRelabel(inner.type, type)) return inner;
  return { kind: "cast", input: inner, type, form: "implicit" };
}

/** A cast between string types that changes no byte hides that the key is a plain column. */
function withoutRelabel<Leaf extends { readonly kind: string; readonly type: LogicalType }>(
  expr: Expr<Leaf>,
): Expr<Leaf> {
  let inner = expr as Expr<{ readonly kind: "leaf"; readonly type: LogicalType }>;
  while (inner.kind === "cast" && isRelabel(inner.input.type, inner.type)) inner = inner.input;
  return inner as Expr<Leaf>;
}

function isRelabel(from: LogicalType, to: LogicalType): boolean {
  if (from.kind === "bpchar" && to.kind === "bpchar") return to.length === undefined;
  const string = (type: LogicalType): boolean => type.kind === "text" || type.kind === "varchar";
  return string(from) && (to.kind === "text" || (to.kind === "varchar" && to.length === undefined));
}
