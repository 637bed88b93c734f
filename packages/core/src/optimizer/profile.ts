// What is known of a relation's rows and columns, and how equalities between two relations count.
import type { ColumnId } from "../common/ids.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { asEquality } from "./equality.ts";
import { columnsIn } from "./facts.ts";
import { bareColumn, type ColumnProfile } from "./selectivity.ts";

export interface Profile {
  readonly rows: number;
  readonly columns: ReadonlyMap<ColumnId, ColumnProfile>;
  /** Rows before filters: what keys of several columns are counted by. */
  readonly unfiltered: number;
}

export function columnOf({ columns, rows }: Profile, id: ColumnId): ColumnProfile {
  return columns.get(id) ?? { distinct: Math.max(1, rows), nullFraction: 0 };
}

/** Different values of an expression: no more than its columns have together. */
export function valuesOf(expr: LogicalExpr, input: Profile): number {
  let product = 1;
  for (const id of columnsIn(expr)) product *= columnOf(input, id).distinct;
  return Math.max(1, Math.min(product, input.unfiltered));
}

export function groupsOf(exprs: readonly LogicalExpr[], input: Profile): number {
  let product = 1;
  for (const expr of exprs) {
    const column = bareColumn(expr);
    const distinct = column === undefined ? valuesOf(expr, input) : columnOf(input, column.id).distinct;
    product *= Math.max(1, Math.min(distinct, input.rows));
  }
  return Math.min(product, input.rows);
}

/** One side of an equality. */
export type KeySide = Pick<ColumnProfile, "distinct" | "unique">;

export interface KeyPair {
  readonly left: KeySide;
  readonly right: KeySide;
}

/** The two sides of an equality between two relations; undefined for every other condition. */
export function sidesOf(conjunct: LogicalExpr, left: Profile, right: Profile): KeyPair | undefined {
  const equality = asEquality(conjunct);
  if (equality === undefined) return undefined;
  const isOf = (expr: LogicalExpr, side: Profile): boolean => {
    const used = columnsIn(expr);
    return used.size > 0 && [...used].every((id) => side.columns.has(id));
  };
  const values = (expr: LogicalExpr, side: Profile): KeySide => {
    const column = bareColumn(expr);
    return column === undefined ? { distinct: valuesOf(expr, side) } : columnOf(side, column.id);
  };
  const { left: first, right: second } = equality;
  if (isOf(first, left) && isOf(second, right)) return { left: values(first, left), right: values(second, right) };
  if (isOf(second, left) && isOf(first, right)) return { left: values(second, left), right: values(first, right) };
  return undefined;
}

/**
 * The share of pairs that equal keys leave. One key: the side with more values holds the other's, unless the
 * other is a key that it refers to. Several: they depend on one another, and together have no more values
 * than their relation has rows.
 */
export function keyShare(keys: readonly KeyPair[], leftRows: number, rightRows: number): number {
  const [first] = keys;
  if (first === undefined) return 1;
  if (keys.length === 1) {
    const [fewer, more] =
      first.left.distinct < first.right.distinct ? [first.left, first.right] : [first.right, first.left];
    return 1 / Math.max(1, fewer.unique === true ? fewer.distinct : more.distinct);
  }
  const together = (side: "left" | "right", rows: number): number =>
    Math.min(
      keys.reduce((product, key) => product * key[side].distinct, 1),
      rows,
    );
  return 1 / Math.max(1, Math.min(together("left", leftRows), together("right", rightRows)));
}
