// Puts Parquet files in the place of an engine's tables, with the same rows behind the same names and types. Flat files are
// FFQ's own. Nested ones are DuckDB's: structs, structs in structs and lists hold the columns, and a view takes them out
// again; what such a file has no exact type for lies there as text.
import { join } from "node:path";
import { openDuck } from "../duckdb.ts";
import type { FuzzColumn, FuzzTable } from "./tables.ts";
import { elementType, type FuzzType, isArray } from "./types.ts";

/** What the engine is asked by. */
export interface FileTables {
  readonly folder: string;
  /** @throws what the statement fails with */
  readonly run: (sql: string) => Promise<void>;
  /** The types of a relation's columns. */
  readonly types: (relation: string) => Promise<string>;
  readonly register: (name: string, file: string) => Promise<void>;
}

/** False where Parquet has not all of its types: the table stays what it is then. */
export async function becomeFlat({ folder, run, types, register }: FileTables, { name }: FuzzTable): Promise<boolean> {
  const file = join(folder, `${name}.parquet`);
  const before = await types(name);
  if (/numeric|interval|timetz|_/.test(before)) return false;
  await run(`COPY ${name} TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 16)`);
  if ((await types(`'${file}'`)) !== before) return false;
  await run(`DROP TABLE ${name}`);
  await register(name, file);
  return true;
}

/** Types that both engines write and read as they are. */
const exact: ReadonlySet<FuzzType> = new Set<FuzzType>([
  "smallint",
  "integer",
  "bigint",
  "numeric(10,2)",
  "real",
  "double precision",
  "text",
  "bytea",
  "uuid",
  "boolean",
]);

/** Arrays that DuckDB reads from text, where they have one dimension from 1. */
const listed: ReadonlySet<FuzzType> = new Set<FuzzType>(["integer[]", "boolean[]"]);

/** Columns from here on lie in a struct in a struct. */
const OUTER_COLUMNS = 3;

export async function becomeNested({ folder, run, types, register }: FileTables, table: FuzzTable): Promise<void> {
  const { name, columns } = table;
  const [flat, nested] = [join(folder, `${name}.flat.parquet`), join(folder, `${name}.nested.parquet`)];
  const before = await types(name);
  const texts = columns.map((column) =>
    exact.has(column.type) ? column.name : `${column.name}::text AS ${column.name}`,
  );
  await run(`COPY (SELECT ${texts.join(", ")} FROM ${name}) TO '${flat}' (FORMAT parquet)`);
  const duck = await openDuck(1);
  try {
    await duck.run(`COPY (SELECT ${structs(columns)} FROM '${flat}') TO '${nested}' (FORMAT parquet)`);
  } finally {
    duck.close();
  }
  await run(`DROP TABLE ${name}`);
  await register(`${name}_file`, nested);
  const list = columns.map((column, position) => `${taken(column, position)} AS ${column.name}`);
  await run(`CREATE VIEW ${name} AS SELECT ${list.join(", ")} FROM ${name}_file`);
  const after = await types(name);
  if (after !== before) throw new Error(`${name}: ${after} from a file, where ${before} was written`);
}

/** DuckDB's columns `o`, a struct that is NULL where nothing is in it, and `n`, a struct in which the next is called `i`. */
function structs(columns: readonly FuzzColumn[]): string {
  const struct = (some: readonly FuzzColumn[]): string => `{${["'z': 0", ...some.flatMap(fields)].join(", ")}}`;
  const outer = columns.slice(0, OUTER_COLUMNS);
  const isEmpty = outer.map(({ name }) => `${name} IS NULL`).join(" AND ");
  return `CASE WHEN ${isEmpty} THEN NULL ELSE ${struct(outer)} END AS o, {'i': ${struct(columns.slice(OUTER_COLUMNS))}} AS n`;
}

/** Of an array: its text, and the list beside it where it is one. */
function fields({ name, type }: FuzzColumn): readonly string[] {
  if (!isArray(type) || !listed.has(type)) return [`'${name}': ${name}`];
  const list = `CASE WHEN regexp_matches(${name}, '^[{][^{]*$') THEN translate(${name}, '{}', '[]')::${elementType(type)}[] END`;
  return [`'${name}': CASE WHEN ${list} IS NULL THEN ${name} END`, `'${name}_list': ${list}`];
}

/** The column out of its struct. */
function taken({ name, type }: FuzzColumn, position: number): string {
  const struct = position < OUTER_COLUMNS ? "(o)" : "((n).i)";
  const field = `${struct}.${name}::${type}`;
  return listed.has(type) ? `coalesce(${struct}.${name}_list, ${field})` : field;
}
