// Rows of text as a table of aligned columns, as psql lays it out:
//
//   name  | n
//  -------+---
//   Amina | 7
import stringWidth from "string-width";

export interface TableColumn {
  readonly name: string;
  readonly alignRight: boolean;
}

/** Column widths that fit names and cells; cells may hold several lines. */
export function widthsOf(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): readonly number[] {
  return columns.map(({ name }, position) =>
    rows.reduce((width, row) => Math.max(width, cellWidth(row[position] ?? "")), stringWidth(name)),
  );
}

/** The whole table. */
export function renderTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(columns, rows);
  return [...renderHeader(columns, widths), ...rows.flatMap((row) => renderRow(columns, widths, row))].join("\n");
}

/** The names and the rule below them. */
export function renderHeader(columns: readonly TableColumn[], widths: readonly number[]): readonly string[] {
  const names = columns.map(({ name }, position) => ` ${center(name, widths[position] ?? 0)} `);
  return [names.join("|").trimEnd(), widths.map((width) => "-".repeat(width + 2)).join("+")];
}

/** One row; more lines than one when a cell has line breaks. */
export function renderRow(
  columns: readonly TableColumn[],
  widths: readonly number[],
  row: readonly string[],
): readonly string[] {
  const cells = row.map((cell) => cell.split("\n"));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map(({ alignRight }, position) => ` ${pad(cells[position]?.[line] ?? "", widths[position] ?? 0, alignRight)} `)
      .join("|")
      .trimEnd(),
  );
}

function cellWidth(text: string): number {
  return text.includes("\n") ? Math.max(...text.split("\n").map((line) => stringWidth(line))) : stringWidth(text);
}

function pad(text: string, width: number, alignRight: boolean): string {
  const blanks = " ".repeat(Math.max(0, width - stringWidth(text)));
  return alignRight ? blanks + text : text + blanks;
}

function center(text: string, width: number): string {
  const free = Math.max(0, width - stringWidth(text));
  return " ".repeat(free >> 1) + text + " ".repeat(free - (free >> 1));
}
