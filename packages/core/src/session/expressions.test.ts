// Single expressions as statements against what PostgreSQL 18 answered in America/New_York (expressions.facts.jsonl): casts
// between all scalar types, arithmetic and fields of times, byte strings, and which function or operator a call means
// for arguments of any types.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { Engine } from "./engine.ts";

interface Fact {
  readonly sql: string;
  /** Kinds of the columns, with commas between them. */
  readonly types?: string;
  /** Values as text, with | between them. */
  readonly row?: string;
  /** SQLSTATE. */
  readonly error?: string;
}

const facts = readFileSync(new URL("expressions.facts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Fact);

async function answer(engine: Engine, sql: string): Promise<Omit<Fact, "sql">> {
  try {
    const result = await engine.query(sql);
    const types = result.columns.map(({ type }) => type.kind).join();
    const rows: (string | null)[][] = [];
    for await (const batch of result.textRows()) rows.push(...batch);
    return { types, row: rows.map((row) => row.map((value) => value ?? "NULL").join("|")).join("\n") };
  } catch (thrown) {
    return { error: FfqError.from(thrown).sqlstate ?? "" };
  }
}

test(`PostgreSQL's answers to ${facts.length} expressions`, async () => {
  const engine = await Engine.create({ threads: 0, timeZone: "America/New_York" });
  for (const { sql, ...expected } of facts) assert.deepEqual(await answer(engine, sql), expected, sql);
  assert.ok(facts.length > 900);
  await engine.close();
});
