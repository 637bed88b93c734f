// `node packages/bench/src/record-cases.ts URL`: runs cases/*.sql (one statement a line) on the PostgreSQL at URL,
// each file in an empty schema, and writes what it answered to cases/*.jsonl: rows as PostgreSQL's text, type
// names, or the SQLSTATE. PostgreSQL 18, initdb --locale=C --encoding=UTF8.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type CaseRecord, casesFolder } from "./case-record.ts";

const [url] = process.argv.slice(2);
if (url === undefined) {
  process.stderr.write("usage: node packages/bench/src/record-cases.ts postgres://user@host/database\n");
  process.exit(2);
}
const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } });
await client.connect();
/** Its own, so that several may record at once. */
const schema = `cases_${process.pid}`;
await client.query("SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'");
const typeNames = new Map(
  (await client.query<{ oid: string; typname: string }>("SELECT oid, typname FROM pg_type")).rows.map(
    ({ oid, typname }) => [Number(oid), typname],
  ),
);
for (const file of readdirSync(casesFolder).filter((name) => name.endsWith(".sql"))) {
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}; SET search_path = ${schema}`);
  const records: CaseRecord[] = [];
  for (const sql of readFileSync(join(casesFolder, file), "utf8").split("\n")) {
    if (sql.trim() !== "") records.push(await record(sql.replace(/;$/, "")));
  }
  const lines = records.map((entry) => JSON.stringify(entry)).join("\n");
  writeFileSync(join(casesFolder, file.replace(/sql$/, "jsonl")), `${lines}\n`);
}
await client.query(`DROP SCHEMA ${schema} CASCADE`);
await client.end();

async function record(sql: string): Promise<CaseRecord> {
  try {
    const result = await client.query<(string | null)[]>({ text: sql, rowMode: "array" });
    if (result.fields.length === 0) return { sql, count: result.rowCount ?? 0 };
    const types = result.fields.map(({ dataTypeID }) => typeNames.get(dataTypeID) ?? String(dataTypeID));
    const columns = result.fields.map(({ name }) => name);
    return { sql, columns, types, ordered: /\bORDER BY [^()]*(\([^()]*\)[^()]*)*$/.test(sql), rows: result.rows };
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code !== undefined) return { sql, sqlstate: error.code };
    throw error;
  }
}
