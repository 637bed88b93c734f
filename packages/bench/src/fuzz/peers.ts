// The two sides of a comparison: FFQ in a configuration, and a PostgreSQL server that is right by definition.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine, type EngineOptions, FfqError, type QueryResult } from "@ffq/client";
import pg from "pg";
import type { Answer, TextRow } from "./answer.ts";
import { becomeFlat, becomeNested, type FileTables } from "./parquet-tables.ts";
import { createStatements, type FuzzTable } from "./tables.ts";

/** Milliseconds that PostgreSQL may take, so that joins without conditions do not fill memory; FFQ has more. */
const LIMIT_MS = 1500;

export interface Peer {
  readonly name: string;
  /** To one statement. */
  answer(sql: string): Promise<Answer>;
  /** To each of a script's statements; what it leaves behind is removed. */
  answers(script: string): Promise<readonly Answer[]>;
  close(): Promise<void>;
}

export interface Setup {
  readonly name: string;
  readonly options: EngineOptions;
  /** Tables are Parquet files. */
  readonly parquet?: "flat" | "nested";
}

/** What stands between the statements of a script; no literal has it. */
export const SEPARATOR = ";\n";

/** The table that scripts change. */
export const SCRATCH = "scratch";

/** The view that scripts make. */
export const SCRATCH_VIEW = "seen";

/** In a statement's text: the file that COPY writes, and the one that PostgreSQL's COPY wrote. */
export const OWN_FILE = "{own}";
export const THEIR_FILE = "{theirs}";

/** Behind a statement's text: the values of its parameters, as JSON. */
export const PARAMETERS = " -- parameters ";

function withParameters(sql: string): { readonly text: string; readonly values: (string | null)[] } {
  const [text = "", values = "[]"] = sql.split(PARAMETERS);
  return { text, values: JSON.parse(values) as (string | null)[] };
}

/** What a script may leave behind goes. */
const endings: readonly string[] = [
  `DROP VIEW IF EXISTS ${SCRATCH_VIEW}`,
  `DROP TABLE IF EXISTS ${SCRATCH}`,
  "DEALLOCATE ALL",
  "SET TimeZone = 'UTC'",
];

async function answerScript(script: string, side: Side, answer: Peer["answer"]): Promise<readonly Answer[]> {
  const statements = script.split(SEPARATOR);
  const answers: Answer[] = [];
  for (const sql of statements) {
    answers.push(await answer(sql.replaceAll(OWN_FILE, fileOf(side)).replaceAll(THEIR_FILE, fileOf("postgres"))));
  }
  if (statements.length > 1) for (const sql of endings) await answer(sql);
  return answers;
}

type Side = "ffq" | "postgres";

/** PostgreSQL's server reads and writes it by itself: it must run on this machine. */
const fileOf = (side: Side): string => join(tmpdir(), `ffq-fuzz-${process.pid}-${side}.copy`);

/** An engine that holds the tables. */
export async function loadedFfq(setup: Setup, tables: readonly FuzzTable[]): Promise<Peer> {
  const engine = await Engine.create(setup.options);
  const folder = setup.parquet !== undefined ? mkdtempSync(join(tmpdir(), "ffq-fuzz-")) : undefined;
  const answer = (sql: string): Promise<Answer> => ffqAnswer(engine, sql);
  const peer: Peer = {
    name: setup.name,
    answer,
    answers: (script) => answerScript(script, "ffq", answer),
    async close() {
      await engine.close();
      rmSync(fileOf("ffq"), { force: true });
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  await loadTables(peer, tables);
  if (folder !== undefined) {
    const become = setup.parquet === "nested" ? becomeNested : becomeFlat;
    for (const table of tables) await become(fileTables(engine, peer, folder), table);
  }
  return peer;
}

function fileTables(engine: Engine, peer: Peer, folder: string): FileTables {
  const rows = async (sql: string): Promise<Extract<Answer, { readonly kind: "rows" }>> => {
    const answer = await peer.answer(sql);
    if (answer.kind === "error") throw new Error(`${peer.name}: ${answer.message}\n${sql}`);
    return answer;
  };
  return {
    folder,
    run: async (sql) => void (await rows(sql)),
    types: async (relation) => (await rows(`SELECT * FROM ${relation} LIMIT 0`)).types.join(),
    register: (name, file) => engine.registerParquet(name, file),
  };
}

export async function loadTables(peer: Peer, tables: readonly FuzzTable[]): Promise<void> {
  for (const sql of createStatements(tables)) {
    const answer = await peer.answer(sql);
    if (answer.kind === "error") throw new Error(`${peer.name}: ${answer.message}\n${sql}`);
  }
}

async function ffqAnswer(engine: Engine, sql: string): Promise<Answer> {
  try {
    const { text, values: parameters } = withParameters(sql);
    const result = await engine.query(text, { timeoutMs: 20 * LIMIT_MS, parameters });
    const rows: TextRow[] = [];
    for await (const batch of result.textRows()) rows.push(...batch);
    return { kind: "rows", types: result.columns.map(({ type }) => typname(type)), rows, count: result.rowCount };
  } catch (thrown) {
    const error = FfqError.from(thrown);
    return { kind: "error", sqlstate: error.sqlstate ?? error.code, message: error.message, stack: placeOf(error) };
  }
}

/** Where it was thrown first. */
const placeOf = (error: FfqError): string | undefined =>
  error.cause instanceof Error && error.code === "INTERNAL" ? error.cause.stack : error.stack;

type ColumnType = QueryResult["columns"][number]["type"];

/** As PostgreSQL's catalog has it. */
function typname(type: ColumnType): string {
  return type.kind === "list" ? `_${innermost(type).kind}` : type.kind;
}

/** Arrays of any number of dimensions are of one type. */
const innermost = (type: ColumnType): ColumnType => (type.kind === "list" ? innermost(type.element) : type);

/** A PostgreSQL whose tables live in a schema of this process's own. */
export async function postgresPeer(connection: pg.ClientConfig): Promise<Peer> {
  const client = new pg.Client({ ...connection, types: { getTypeParser: () => (text: string) => text } });
  await client.connect();
  const schema = `fuzz_${process.pid}`;
  await client.query(`SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET statement_timeout = ${LIMIT_MS}`);
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}; SET search_path = ${schema}`);
  const catalog = await client.query<{ oid: string; typname: string }>("SELECT oid, typname FROM pg_type");
  const typeNames = new Map(catalog.rows.map(({ oid, typname }) => [Number(oid), typname]));
  const answer = (sql: string): Promise<Answer> => postgresAnswer(client, typeNames, sql);
  return {
    name: "postgres",
    answer,
    answers: (script) => answerScript(script, "postgres", answer),
    async close() {
      rmSync(fileOf("postgres"), { force: true });
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      await client.end();
    },
  };
}

async function postgresAnswer(client: pg.Client, typeNames: ReadonlyMap<number, string>, sql: string): Promise<Answer> {
  try {
    const result = await client.query<(string | null)[]>({ ...withParameters(sql), rowMode: "array" });
    const types = result.fields.map(({ dataTypeID }) => typeNames.get(dataTypeID) ?? String(dataTypeID));
    return { kind: "rows", types, rows: result.rows, count: result.rowCount ?? undefined };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code === undefined) throw error;
    return { kind: "error", sqlstate: error.code, message: error.message };
  }
}
