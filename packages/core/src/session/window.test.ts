// Window functions through the whole engine against what PostgreSQL 18.4 answered (window.facts.jsonl: the table, then
// queries with rows or an error), on one task and on several, in batches of any size, in shared and unshared memory.
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

const [create, ...facts] = readFileSync(new URL("window.facts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Fact);

/** Nine digits of numbers: sums of doubles depend on the order of adding. */
function normal(text: string): string {
  return text
    .split("|")
    .map((value) => (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(value) ? Number(value).toPrecision(9) : value.trimEnd()))
    .join("|");
}

function shown(value: unknown): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "t" : "f";
  return String(value);
}

for (const options of [
  {},
  { sharedMemory: false },
  { partitions: 3 },
  { threads: 2 },
  { batchRows: 1 },
  { batchRows: 64, disabledRules: ["prune-columns", "push-down-predicates"] },
] as const) {
  test(`PostgreSQL's answers with ${JSON.stringify(options)}`, async () => {
    const opened = await openSession(options);
    await opened.rows(create?.sql ?? "");
    for (const { sql, rows, error } of facts) {
      if (error !== undefined) assert.equal(await opened.error(sql), error, sql);
      else {
        const got = (await opened.values(sql)).map((values) => values.map(shown).join("|"));
        assert.deepEqual(got.map(normal), rows?.map(normal), sql);
      }
    }
    assert.ok(facts.length > 150);
    await opened.close();
  });
}

test("no query keeps memory, also when it ends early or fails", async () => {
  const { rows, error, usedBytes, close } = await openSession({});
  await rows("create table n as select x, x % 7 as y from generate_series(1, 5000) g (x)");
  const queries = [
    "select sum(c) from (select row_number() over (partition by y order by x) as c from n) q",
    "select max(x) over (partition by y order by x rows 3 preceding), avg(x::float8) over (order by x rows 30 preceding) from n limit 3",
    "select min(x::text) over (order by y groups between 1 preceding and 1 following exclude ties) from n limit 1",
  ];
  for (const sql of queries) await rows(sql);
  const before = usedBytes();
  for (const sql of queries) await rows(sql);
  assert.match(await error("select ntile(3 - x) over (order by x desc) from n"), /^22014/);
  assert.equal(usedBytes(), before);
  await close();
});
