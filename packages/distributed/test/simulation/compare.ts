// Whether a cluster's answer is the embedded engine's: the same rows, in the same order where the question asks for
// one, floats to nine digits; for a question that fails, the same error.
import type { Answer, Question, TextRow } from "./workload.ts";

/** What is wrong with an answer; undefined when it is right. */
export function differenceOf({ answer: want, isOrdered }: Question, got: Answer): string | undefined {
  if (want.kind === "error") return errorDifference(want, got);
  if (got.kind === "error") return `${got.code} ${got.sqlstate ?? ""}: ${got.message}`;
  if (got.rows.length !== want.rows.length) return `${got.rows.length} rows instead of ${want.rows.length}`;
  const [left, right] = isOrdered ? [got.rows, want.rows] : [sorted(got.rows), sorted(want.rows)];
  const at = left.findIndex((row, position) => !isSameRow(row, right[position] as TextRow));
  return at < 0 ? undefined : `${JSON.stringify(left[at])} instead of ${JSON.stringify(right[at])}`;
}

function errorDifference(want: Extract<Answer, { kind: "error" }>, got: Answer): string | undefined {
  if (got.kind === "rows") return `${got.rows.length} rows instead of the error ${want.message}`;
  const isSame = got.code === want.code && got.sqlstate === want.sqlstate && got.message === want.message;
  return isSame ? undefined : `the error ${got.code} ${got.message} instead of ${want.code} ${want.message}`;
}

function isSameRow(got: TextRow, want: TextRow): boolean {
  return got.length === want.length && got.every((cell, column) => isSameCell(cell, want[column] ?? null));
}

function isSameCell(got: string | null, want: string | null): boolean {
  if (got === want) return true;
  if (got === null || want === null || !isFraction(got) || !isFraction(want)) return false;
  const [left, right] = [Number(got), Number(want)];
  return Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right));
}

const isFraction = (text: string): boolean => /^-?\d+\.\d+(e[+-]?\d+)?$/.test(text);

/** By nine digits of fractions, so that the last ones do not decide the order. */
function sorted(rows: readonly TextRow[]): readonly TextRow[] {
  return rows
    .map((row) => ({
      row,
      key: JSON.stringify(row.map((cell) => (cell !== null && isFraction(cell) ? Number(cell).toPrecision(9) : cell))),
    }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ row }) => row);
}
