// Functions of texts, patterns, pictures and periods through the whole engine against what PostgreSQL 18.4 answered
// (function.facts.jsonl: the table, then queries with rows or an error): what the parser, the binder and compiled code
// make of them together, on one task and on several, in batches of any size, in shared and unshared memory.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

interface Fact {
  readonly sql: string;
  /** Values as text, with | between them. */
  readonly rows?: readonly string[];
  /** SQLSTATE and message. */
  readonly error?: string;
}

const [create, ...facts] = readFileSync(new URL("function.facts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Fact);

function shown(value: unknown): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "t" : "f";
  return String(value);
}

for (const options of [{}, { sharedMemory: false }, { partitions: 3 }, { threads: 2 }, { batchRows: 1 }] as const) {
  test(`PostgreSQL's answers with ${JSON.stringify(options)}`, async () => {
    const opened = await openSession(options);
    await opened.rows(create?.sql ?? "");
    for (const { sql, rows, error } of facts) {
      if (error !== undefined) assert.equal(await opened.error(sql), error, sql);
      else {
        const got = await opened.values(sql);
        assert.deepEqual(
          got.map((values) => values.map(shown).join("|")),
          rows,
          sql,
        );
      }
    }
    assert.ok(facts.length > 30);
    await opened.close();
  });
}

test("batches of 63, 64 and 65 rows, patterns that differ from row to row, and no memory kept", async () => {
  const { rows, values, usedBytes, close } = await openSession({ batchRows: 64 });
  for (const count of [1, 63, 64, 65, 1000]) {
    await rows(
      `create table n${count} as select x, 'item ' || x as t, (x % 10)::text || '$' as p from generate_series(1, ${count}) g (x)`,
    );
    const expected = Array.from({ length: count }, (_, at) => at + 1);
    const query = `select count(*) from n${count} where t ~ p and regexp_replace(t, p, '') = 'item ' || substr(x::text, 1, length(x::text) - 1)`;
    assert.deepEqual(await values(query), [[BigInt(count)]]);
    const before = usedBytes();
    assert.deepEqual(await values(`select sum(to_number(to_char(x, '0000'), '9999')) from n${count}`), [
      [String(expected.reduce((sum, x) => sum + x, 0))],
    ]);
    assert.deepEqual(await values(query), [[BigInt(count)]]);
    assert.equal(usedBytes(), before);
  }
  await close();
});
