// The two sides of a comparison: FFQ in a configuration, and a PostgreSQL server that is right by definition.
import { Engine, type EngineOptions, FfqError } from "@ffq/client";
import pg from "pg";
import type { Answer, TextRow } from "./answer.ts";
import { createStatements, type FuzzTable } from "./tables.ts";

/** Milliseconds that PostgreSQL may take, so that joins without conditions do not fill memory; FFQ has more. */
const LIMIT_MS = 500;

export interface Peer {
  readonly name: string;
  answer(sql: string): Promise<Answer>;
  close(): Promise<void>;
}

export interface Setup {
  readonly name: string;
  readonly options: EngineOptions;
}

/** An engine that holds the tables. */
export async function loadedFfq({ name, options }: Setup, tables: readonly FuzzTable[]): Promise<Peer> {
  const engine = await Engine.create(options);
  const peer: Peer = { name, answer: (sql) => ffqAnswer(engine, sql), close: () => engine.close() };
  await loadTables(peer, tables);
  return peer;
}

export async function loadTables(peer: Peer, tables: readonly FuzzTable[]): Promise<void> {
  for (const sql of createStatements(tables)) {
    const answer = await peer.answer(sql);
    if (answer.kind === "error") throw new Error(`${peer.name}: ${answer.message}\n${sql}`);
  }
}

async function ffqAnswer(engine: Engine, sql: string): Promise<Answer> {
  try {
    const result = await engine.query(sql, { timeoutMs: 20 * LIMIT_MS });
    const rows: TextRow[] = [];
    for await (const batch of result.textRows()) rows.push(...batch);
    return { kind: "rows", types: result.columns.map(({ type }) => type.kind), rows };
  } catch (thrown) {
    const error = FfqError.from(thrown);
    return { kind: "error", sqlstate: error.sqlstate ?? error.code, message: error.message, stack: error.stack };
  }
}

/** A PostgreSQL whose tables live in a schema of this process's own. */
export async function postgresPeer(url: string): Promise<Peer> {
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: () => (text: string) => text } });
  await client.connect();
  const schema = `fuzz_${process.pid}`;
  await client.query(`SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET statement_timeout = ${LIMIT_MS}`);
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}; SET search_path = ${schema}`);
  const catalog = await client.query<{ oid: string; typname: string }>("SELECT oid, typname FROM pg_type");
  const typeNames = new Map(catalog.rows.map(({ oid, typname }) => [Number(oid), typname]));
  return {
    name: "postgres",
    answer: (sql) => postgresAnswer(client, typeNames, sql),
    async close() {
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      await client.end();
    },
  };
}

async function postgresAnswer(client: pg.Client, typeNames: ReadonlyMap<number, string>, sql: string): Promise<Answer> {
  try {
    const result = await client.query<(string | null)[]>({ text: sql, rowMode: "array" });
    const types = result.fields.map(({ dataTypeID }) => typeNames.get(dataTypeID) ?? String(dataTypeID));
    return { kind: "rows", types, rows: result.rows };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code === undefined) throw error;
    return { kind: "error", sqlstate: error.code, message: error.message };
  }
}
