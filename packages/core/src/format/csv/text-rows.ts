// Rows of text on their way into a table: as columns, or, where many rows are plain to see, as they lie in the file with where their
// fields are. And in which lines of the file they are, for who has to tell of one.
import { freeBatch, type ResultBatch } from "../../column/result-batch.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { CutRows } from "./plain-rows.ts";
import { sliceTexts } from "./slice-texts.ts";

export type TextRows =
  | {
      readonly kind: "columns";
      readonly batch: ResultBatch;
      /** In which the first row begins, counted from 1. */
      readonly firstLine: number;
      /** In which each row ends; absent where each takes one line. */
      readonly lines?: Int32Array;
    }
  | { readonly kind: "fields"; readonly cut: CutRows; readonly firstLine: number };

const LINE_FEED = 10;

export function rowsIn(rows: TextRows): number {
  return rows.kind === "columns" ? rows.batch.rows : rows.cut.rows;
}

/** The line in which a row ends, as PostgreSQL counts. */
export function lineOf(rows: TextRows, row: number): number {
  const { firstLine } = rows;
  switch (rows.kind) {
    case "columns":
      return rows.lines?.[row] ?? firstLine + row;
    case "fields": {
      // Each row but the last ends with a line feed before that.
      const { bytes, fields, columns, base } = rows.cut;
      const last = (fields[((row + 1) * columns - 1) * 2] as number) - base;
      const marked = fields[((row + 1) * columns - 1) * 2 + 1] as number;
      const end = last + (marked & LENGTH);
      let line = firstLine;
      for (let at = bytes.indexOf(LINE_FEED); at >= 0 && at < end; at = bytes.indexOf(LINE_FEED, at + 1)) line++;
      return line;
    }
    default:
      return unreachable(rows);
  }
}

/** Of a field's second word. */
const LENGTH = 0x3fffffff;

/** The rows [from, to), of which only the first's line is right. */
export function sliceRows(rows: TextRows, from: number, to: number): TextRows {
  const { firstLine } = rows;
  switch (rows.kind) {
    case "columns":
      return { kind: "columns", batch: sliceTexts(rows.batch, from, to), firstLine };
    case "fields": {
      const { cut } = rows;
      const fields = cut.fields.slice(from * cut.columns * 2, to * cut.columns * 2);
      return { kind: "fields", cut: { ...cut, rows: to - from, bytes: cut.bytes.slice(), fields }, firstLine };
    }
    default:
      return unreachable(rows);
  }
}

/** Gives the memory back now: a collector would find it later, when it has grown to gigabytes. */
export function freeRows(rows: TextRows): void {
  switch (rows.kind) {
    case "columns":
      return freeBatch(rows.batch);
    case "fields":
      rows.cut.bytes.buffer.transfer(0);
      rows.cut.fields.buffer.transfer(0);
      return;
    default:
      return unreachable(rows);
  }
}
