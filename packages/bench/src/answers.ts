// Comparing answers to TPC-H's queries with reference ones: exact types exactly, values that another engine
// computes in binary floating point (averages, quotients) to nine digits, rows as a multiset whose ORDER BY columns
// come in the reference's sequence.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sharedFolder } from "./data.ts";

export type TextRow = readonly (string | null)[];

/** Positions of the ORDER BY columns of query n at index n - 1. */
const orderColumns: readonly (readonly number[])[] = [
  [0, 1],
  [0, 2, 1, 3],
  [1, 2],
  [0],
  [1],
  [],
  [0, 1, 2],
  [0],
  [0, 1],
  [2],
  [1],
  [0],
  [1, 0],
  [],
  [0],
  [3, 0, 1, 2],
  [],
  [4, 3],
  [],
  [0],
  [1, 0],
  [0],
];

/** The ORDER BY columns of TPC-H's query of this number, counted from 1. */
export function tpchOrder(query: number): readonly number[] {
  return orderColumns[query - 1] ?? [];
}

/** The reference answers of a scale factor, query n at index n - 1; undefined where there are none. */
export function referenceAnswers(scaleFactor: number): readonly (readonly TextRow[])[] | undefined {
  const folder = sharedFolder(join("tpch", "answers", `sf${scaleFactor}`));
  if (folder === undefined) return undefined;
  return orderColumns.map((_, position) => {
    const file = join(folder, `q${String(position + 1).padStart(2, "0")}.psv`);
    if (!existsSync(file)) throw new Error(`no reference answer ${file}`);
    const [, ...lines] = readFileSync(file, "utf8").replace(/\n$/, "").split("\n");
    return lines.map((line) => line.split("|").map((cell) => (cell === "" ? null : cell)));
  });
}

/** What is wrong with an answer to TPC-H's query; undefined when it is right. `query` counts from 1. */
export function compareAnswer(query: number, got: readonly TextRow[], want: readonly TextRow[]): string | undefined {
  return compareRowsOf(tpchOrder(query), got, want);
}

/**
 * What is wrong with rows that `columns` order; undefined when they are right. `doubles`: positions of columns that are
 * binary floating point on both sides, where any number of digits may be there.
 */
export function compareRowsOf(
  columns: readonly number[],
  got: readonly TextRow[],
  want: readonly TextRow[],
  doubles: ReadonlySet<number> = new Set(),
): string | undefined {
  const same = (left: string | null, right: string | null, column: number): boolean =>
    sameValue(left, right, doubles.has(column));
  const compareRows = (left: TextRow, right: TextRow): number => {
    for (const [column, cell] of left.entries()) {
      const other = right[column] ?? null;
      const order = same(cell, other, column) ? 0 : compareCells(cell, other);
      if (order !== 0) return order;
    }
    return 0;
  };
  if (got.length !== want.length) return `${got.length} rows instead of ${want.length}`;
  for (const [row, wanted] of want.entries()) {
    for (const column of columns) {
      if (!same((got[row] as TextRow)[column] ?? null, wanted[column] ?? null, column)) {
        return `row ${row + 1}, an ORDER BY column: ${show(got[row])} instead of ${show(wanted)}`;
      }
    }
  }
  const gotSorted = [...got].sort(compareRows);
  for (const [row, wanted] of [...want].sort(compareRows).entries()) {
    const found = gotSorted[row] as TextRow;
    if (found.length !== wanted.length || !found.every((cell, column) => same(cell, wanted[column] ?? null, column))) {
      return `${show(found)} instead of ${show(wanted)}`;
    }
  }
  return undefined;
}

const show = (row: TextRow | undefined): string => JSON.stringify(row);

/** Numbers sort by nine digits, so that both sides' rounding falls together: what is the same is not asked about here. */
function compareCells(left: string | null, right: string | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  const numbers = [left, right].map(numberOf) as [number | undefined, number | undefined];
  if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] - numbers[1];
  return left < right ? -1 : left > right ? 1 : 0;
}

function numberOf(text: string): number | undefined {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** Decimals of few digits are exact on both sides; longer fractions, where nothing else is known, are another engine's doubles. */
function sameValue(got: string | null, want: string | null, isDouble: boolean): boolean {
  if (got === want) return true;
  if (got === null || want === null) return false;
  const [left, right] = [numberOf(got), numberOf(want)];
  if (left === undefined || right === undefined) return false;
  if (!isDouble && isExact(got) && isExact(want)) return canonical(got) === canonical(want);
  return Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right));
}

/** At most the six fraction digits that products of TPC-H's decimals have. */
const isExact = (text: string): boolean => /^-?\d+(\.\d{1,6})?$/.test(text);
const canonical = (text: string): string =>
  (text.includes(".") ? text.replace(/\.?0+$/, "") : text).replace(/^-0$/, "0");
