// Prints a result as it streams in. Tables need widths before the first line: those of the first rows, later
// ones may stand out. Values are PostgreSQL's text; NULL is blank in tables and CSV, null in JSON.
import { once } from "node:events";
import type { QueryResult } from "@ffq/core";
import type { OutputFormat } from "./flags.ts";
import { renderHeader, renderRow, type TableColumn, widthsOf } from "./render-table.ts";

/** Rows that decide a table's column widths. */
const WIDTH_ROWS = 1000;

const numbers: ReadonlySet<string> = new Set(["int2", "int4", "int8", "float4", "float8", "numeric"]);

type TextRow = readonly (string | null)[];

/** Prints all rows, then for tables how many there were. */
export async function printResult(
  result: QueryResult,
  format: OutputFormat,
  out: NodeJS.WritableStream,
): Promise<void> {
  const { columns } = result;
  if (columns.length === 0) {
    await result.close();
    if (format === "table") await write(out, [`${result.command}${commandRows(result)}`]);
    return;
  }
  switch (format) {
    case "table":
      return printTable(result, out);
    case "csv":
      await write(out, [csvLine(columns.map(({ name }) => name))]);
      for await (const rows of result.textRows()) await write(out, rows.map(csvLine));
      return;
    case "jsonl":
      for await (const rows of result.textRows()) await write(out, jsonRows(columns, rows));
      return;
    case "json":
      return printJson(result, out);
  }
}

function commandRows({ rowCount }: QueryResult): string {
  return rowCount === undefined ? "" : ` ${rowCount}`;
}

async function printTable(result: QueryResult, out: NodeJS.WritableStream): Promise<void> {
  const columns = result.columns.map(({ name, type }): TableColumn => ({ name, alignRight: numbers.has(type.kind) }));
  let held: (readonly string[])[] | undefined = [];
  let widths: readonly number[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    if (held === undefined) return;
    widths = widthsOf(columns, held);
    await write(out, [...renderHeader(columns, widths), ...held.flatMap((row) => renderRow(columns, widths, row))]);
    held = undefined;
  };
  for await (const batch of result.textRows()) {
    const rows = batch.map((row) => row.map((cell) => cell ?? ""));
    count += rows.length;
    if (held === undefined)
      await write(
        out,
        rows.flatMap((row) => renderRow(columns, widths, row)),
      );
    else if (held.push(...rows) >= WIDTH_ROWS) await flush();
  }
  await flush();
  await write(out, [`(${count} row${count === 1 ? "" : "s"})`]);
}

async function printJson(result: QueryResult, out: NodeJS.WritableStream): Promise<void> {
  let before = "[";
  for await (const rows of result.textRows()) {
    for (const row of jsonRows(result.columns, rows)) {
      await write(out, [`${before}${row}`], "");
      before = ",\n ";
    }
  }
  await write(out, [before === "[" ? "[]" : "]"]);
}

/** Numbers and booleans as such (bigints and decimals too, digit by digit), all else as text. */
function jsonRows(columns: QueryResult["columns"], rows: readonly TextRow[]): readonly string[] {
  const names = columns.map(({ name }) => JSON.stringify(name));
  const kinds = columns.map(({ type }) => (type.kind === "bool" ? "bool" : numbers.has(type.kind) ? "number" : "text"));
  return rows.map((row) => {
    const members = row.map(
      (cell, at) => `${names[at]}:${jsonValue(cell, kinds[at] === "number", kinds[at] === "bool")}`,
    );
    return `{${members.join()}}`;
  });
}

function jsonValue(text: string | null, isNumber: boolean, isBool: boolean): string {
  if (text === null) return "null";
  if (isBool) return text === "t" ? "true" : "false";
  // NaN and infinities have no JSON number.
  return isNumber && /\d$/.test(text) ? text : JSON.stringify(text);
}

function csvLine(cells: TextRow): string {
  return cells.map((cell) => (cell === null ? "" : csvCell(cell))).join();
}

function csvCell(cell: string): string {
  return cell === "" || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

async function write(out: NodeJS.WritableStream, lines: readonly string[], end = "\n"): Promise<void> {
  if (lines.length > 0 && !out.write(lines.join("\n") + end)) await once(out, "drain");
}
