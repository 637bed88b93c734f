// Random tables: columns of every type, rows with NULLs, duplicates and extremes. Floats are few and exact in
// binary, so that sums do not depend on the order of rows; no value has an equal that prints otherwise; letters have
// no case outside ASCII, where PostgreSQL's upper() depends on its locale.
import type { Random } from "./random.ts";

export const fuzzTypes = [
  "smallint",
  "integer",
  "bigint",
  "numeric(10,2)",
  "numeric",
  "real",
  "double precision",
  "text",
  "date",
  "timestamp",
  "boolean",
] as const;

export type FuzzType = (typeof fuzzTypes)[number];

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

const common: Readonly<Record<FuzzType, readonly string[]>> = {
  smallint: ["0", "1", "2", "3", "-1", "7"],
  integer: ["0", "1", "2", "3", "-1", "42"],
  bigint: ["0", "1", "2", "3", "-1", "42"],
  "numeric(10,2)": ["0.00", "1.00", "2.50", "-0.01", "3.14"],
  numeric: ["0", "1", "2.5", "-0.001", "3"],
  real: ["0", "1", "2.5", "-0.25", "3"],
  "double precision": ["0", "1", "2.5", "-0.25", "3"],
  text: ["''", "'a'", "'b'", "'ab'", "'1'", "'abc'"],
  date: ["'2000-01-01'", "'2000-02-29'", "'1999-12-31'", "'2024-06-15'"],
  timestamp: ["'2000-01-01 00:00:00'", "'2000-02-29 12:34:56.789'", "'1999-12-31 23:59:59.999999'"],
  boolean: ["true", "false"],
};

const rare: Readonly<Record<FuzzType, readonly string[]>> = {
  smallint: ["32767", "-32768"],
  integer: ["2147483647", "-2147483648"],
  bigint: ["9223372036854775807", "-9223372036854775808", "4294967296"],
  "numeric(10,2)": ["99999999.99", "-99999999.99"],
  numeric: ["123456789012345678901234567890.123456789", "-99999999999999999999", "0.00000000000000000001", "'NaN'"],
  real: ["'Infinity'", "'NaN'", "4096"],
  "double precision": ["'Infinity'", "'-Infinity'", "'NaN'", "16777216"],
  text: ["'A longer text that fits no word'", "'☃ 𝄞 漢字'", "'%_\\'", "'a longer text that fits no word'"],
  date: ["'0001-01-01'", "'infinity'", "'9999-12-31'"],
  timestamp: ["'-infinity'", "'0044-03-15 00:00:00 BC'", "'9999-12-31 23:59:59'"],
  boolean: ["true"],
};

export function randomLiteral(random: Random, type: FuzzType, extremes = true): string {
  return random.of(extremes && random.chance(8) ? rare[type] : common[type]);
}

/** Names of columns repeat from table to table. One table may be large: joins multiply rows. */
export function randomTables(random: Random): readonly FuzzTable[] {
  return random.times(2, 4, (position) => {
    const columns = random.times(2, 6, (column) => {
      const type = random.of(fuzzTypes);
      return { name: `c${column}`, type };
    });
    const most = random.of(position === 0 ? [5, 20, 70, 200] : [0, 1, 5, 12, 20]);
    const nulls = random.of([0, 10, 40]);
    const rows = random.times(most > 5 ? most >> 1 : 0, most, () =>
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
