// Random tables: columns of every type, rows with NULLs, duplicates and extremes.
import type { Random } from "./random.ts";
import { arrayTypes, type FuzzType, randomLiteral, randomType, scalarTypes } from "./types.ts";

const allTypes: readonly FuzzType[] = [...scalarTypes, ...arrayTypes];

export interface FuzzColumn {
  readonly name: string;
  readonly type: FuzzType;
}

export interface FuzzTable {
  readonly name: string;
  readonly columns: readonly FuzzColumn[];
  /** Literals. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Names of columns repeat from table to table. One table may be large: joins multiply rows. Often it has a column of
 * every type, so that expressions are over columns and not over constants.
 */
export function randomTables(random: Random): readonly FuzzTable[] {
  const isWide = random.chance(60);
  return random.times(2, 4, (position) => {
    const columns =
      position === 0 && isWide
        ? allTypes.map((type, column) => ({ name: `c${column}`, type }))
        : random.times(3, 7, (column) => ({ name: `c${column}`, type: randomType(random) }));
    const most = random.of(position > 0 ? [1, 5, 12, 12] : isWide ? [5, 12, 40] : [5, 20, 20, 70, 70, 200]);
    const nulls = random.of([0, 10, 40]);
    const rows = random.times(most > 5 ? most >> 1 : random.of([0, 1, 1]), most, () =>
      columns.map(({ type }) => (random.chance(nulls) ? "NULL" : randomLiteral(random, type))),
    );
    return { name: `t${position}`, columns, rows };
  });
}

export function createStatements(tables: readonly FuzzTable[]): readonly string[] {
  return tables.flatMap(({ name, columns, rows }) => [
    `CREATE TABLE ${name} (${columns.map((column) => `${column.name} ${column.type}`).join(", ")})`,
    ...(rows.length === 0 ? [] : [`INSERT INTO ${name} VALUES ${rows.map((row) => `(${row.join(", ")})`).join(", ")}`]),
  ]);
}
