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

/** Leaves out tables' rows by halves, quarters and single rows, and tables that are not asked for. */
export async function minimiseRows(
  tables: readonly FuzzTable[],
  sql: string,
  stillFails: (tables: readonly FuzzTable[]) => Promise<boolean>,
  { attempts = 200, least = 0 }: Attempts & { readonly least?: number },
): Promise<readonly FuzzTable[]> {
  let left = attempts;
  let smallest = tables.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(sql));
  for (let position = 0; position < smallest.length; position++) {
    for (let size = (smallest[position] as FuzzTable).rows.length; size >= 1; size = Math.floor(size / 2)) {
      for (let start = 0; start < (smallest[position] as FuzzTable).rows.length && left-- > 0; ) {
        const table = smallest[position] as FuzzTable;
        const rows = table.rows.toSpliced(start, size);
        const candidate = smallest.with(position, { ...table, rows });
        if (rows.length >= least && (await stillFails(candidate))) smallest = candidate;
        else start += size;
      }
    }
  }
  return smallest;
}
