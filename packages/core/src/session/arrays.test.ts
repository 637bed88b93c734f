// Arrays, aggregates that keep rows, and set-returning functions, statement by statement against what a PostgreSQL 18
// server answered (arrays.facts.jsonl): rows, column names, SQLSTATEs. Inline and on threads, in batches of any size,
// spilled, with the optimizer's rules off.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { ruleNames } from "../optimizer/rule.ts";
import { Engine } from "./engine.ts";
import type { EngineOptions } from "./options.ts";

interface Fact {
  readonly sql: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly (string | null)[])[];
  readonly error?: string;
}

const facts = readFileSync(new URL("./arrays.facts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Fact);

async function answerOf(engine: Engine, sql: string): Promise<Omit<Fact, "sql">> {
  try {
    const result = await engine.query(sql);
    const rows: (string | null)[][] = [];
    for await (const batch of result.textRows()) rows.push(...batch);
    return { columns: result.columns.map(({ name }) => name), rows };
  } catch (thrown) {
    const { sqlstate } = FfqError.from(thrown);
    return { error: sqlstate ?? "none" };
  }
}

/** Rows of a query without ORDER BY come in any order. */
function comparable({ columns, rows, error }: Omit<Fact, "sql">, sql: string): unknown {
  if (rows === undefined) return { error };
  const lines = rows.map((row) => JSON.stringify(row));
  return { columns, rows: /order by/i.test(sql) ? lines : lines.sort() };
}

const settings: readonly { readonly name: string; readonly options: EngineOptions }[] = [
  { name: "inline", options: { threads: 0, timeZone: "UTC" } },
  { name: "inline, batches of 1 row", options: { threads: 0, timeZone: "UTC", batchRows: 1 } },
  {
    name: "inline, batches of 65 rows, unshared memory",
    options: { threads: 0, timeZone: "UTC", batchRows: 65, sharedMemory: false },
  },
  {
    name: "inline, the optimizer's rules off",
    options: { threads: 0, timeZone: "UTC", disabledRules: [...ruleNames] },
  },
  { name: "two threads", options: { threads: 2, timeZone: "UTC" } },
  { name: "three tasks", options: { threads: 0, timeZone: "UTC", partitions: 3, smallInputRows: 0 } },
  { name: "spilled", options: { threads: 0, timeZone: "UTC", spillThreshold: 1 } },
];

for (const { name, options } of settings) {
  test(`as PostgreSQL: ${name}`, async () => {
    await using engine = await Engine.create(options);
    for (const fact of facts) {
      assert.deepEqual(comparable(await answerOf(engine, fact.sql), fact.sql), comparable(fact, fact.sql), fact.sql);
    }
  });
}
