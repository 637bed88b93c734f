// Makes a failing case smaller, first the statement, then the rows, as long as it still fails.
import { type Piece, reductions, textOf } from "./piece.ts";
import type { FuzzTable } from "./tables.ts";

interface Attempts {
  readonly attempts?: number;
}

/** The smallest statement found that still fails, in so many attempts. */
export async function minimiseStatement(
  failing: Piece,
  stillFails: (sql: string) => Promise<boolean>,
  { attempts = 500 }: Attempts,
): Promise<string> {
  let smallest = failing;
  const seen = new Set<string>();
  for (let again = true; again; ) {
    again = false;
    for (const candidate of reductions(smallest)) {
      const sql = textOf(candidate);
      if (seen.has(sql) || sql.length >= textOf(smallest).length) continue;
      seen.add(sql);
      if (seen.size > attempts) return textOf(smallest);
      if (!(await stillFails(sql))) continue;
      smallest = candidate;
      again = true;
      break;
    }
  }
  return textOf(smallest);
}

/** Leaves out tables that are not asked for, rows by halves, quarters and single ones, and columns. */
export async function minimiseTables(
  tables: readonly FuzzTable[],
  sql: string,
  stillFails: (tables: readonly FuzzTable[]) => Promise<boolean>,
  { attempts = 250, least = 0 }: Attempts & { readonly least?: number },
): Promise<readonly FuzzTable[]> {
  let left = attempts;
  let smallest = tables.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(sql));
  const tries = async (position: number, table: FuzzTable): Promise<boolean> => {
    const candidate = smallest.with(position, table);
    if (left-- <= 0 || !(await stillFails(candidate))) return false;
    smallest = candidate;
    return true;
  };
  for (let position = 0; position < smallest.length; position++) {
    for (let size = (smallest[position] as FuzzTable).rows.length; size >= 1; size = Math.floor(size / 2)) {
      for (let start = 0; start < (smallest[position] as FuzzTable).rows.length; ) {
        const table = smallest[position] as FuzzTable;
        const rows = table.rows.toSpliced(start, size);
        if (rows.length < least || !(await tries(position, { ...table, rows }))) start += size;
      }
    }
    for (let column = (smallest[position] as FuzzTable).columns.length - 1; column >= 0; column--) {
      const table = smallest[position] as FuzzTable;
      if (table.columns.length > 1) await tries(position, withoutColumn(table, column));
    }
  }
  return smallest;
}

const withoutColumn = ({ name, columns, rows }: FuzzTable, column: number): FuzzTable => ({
  name,
  columns: columns.toSpliced(column, 1),
  rows: rows.map((row) => row.toSpliced(column, 1)),
});
