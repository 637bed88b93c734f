// Statements whose results no value can hold: what PostgreSQL 18.4 answers to each, with little memory on the way (sizes
// are known before anything is written; kernel/result-size.test.ts has every function). The engine goes on afterwards.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

const STRING = "54000 string buffer exceeds maximum allowed length (1073741823 bytes)";
const REQUESTED = "54000 requested length too large";
const ARRAY = "54000 array size exceeds the maximum allowed (1073741823)";

const statements: readonly (readonly [sql: string, error: string])[] = [
  ["SELECT length(array_to_string(array_agg(g), repeat('x', 100000))) FROM generate_series(1, 50000) AS g", STRING],
  // Just more than 2^32 bytes.
  ["SELECT length(array_to_string(array_agg(g), repeat('x', 100000))) FROM generate_series(1, 42951) AS g", STRING],
  // No constants: compiled code, not the folder.
  [
    "SELECT length(array_to_string(array_agg(g), repeat('x', 99999 + min(g)::int))) FROM generate_series(1, 50000) AS g",
    STRING,
  ],
  [
    "SELECT length(replace(repeat('a', 99999 + g::int), 'a', repeat('b', 43000))) FROM generate_series(1, 2) AS g",
    STRING,
  ],
  ["SELECT array_fill(repeat('x', 99999 + g::int), ARRAY[50000]) FROM generate_series(1, 2) AS g", ARRAY],
  ["SELECT length(format('%150000000' || g || 's', 'a')) FROM generate_series(1, 2) AS g", STRING],
  ["SELECT length(replace(repeat('a', 100000), 'a', repeat('b', 43000)))", STRING],
  ["SELECT length(string_agg('', repeat('b', 43000))) FROM generate_series(1, 100000)", STRING],
  ["SELECT length(format('%1500000000s', 'a'))", STRING],
  ["SELECT array_length(array_fill(repeat('x', 100000), ARRAY[50000]), 1)", ARRAY],
  ["SELECT length(array_fill(repeat('x', 65536), ARRAY[65536])::text)", ARRAY],
  ["SELECT array_length(array_fill(interval '1 day', ARRAY[100000000]), 1)", ARRAY],
  ["SELECT array_length(array_replace(array_fill('a'::text, ARRAY[50000]), 'a', repeat('x', 100000)), 1)", ARRAY],
  ["SELECT length(lpad('a', 600000000, 'ü'))", REQUESTED],
  // Each character may take four bytes, as PostgreSQL sees it.
  ["SELECT length(rpad('a', 268435455, 'b'))", REQUESTED],
  ["SELECT length(repeat('ü', 600000000))", REQUESTED],
];

for (const threads of [0, 2]) {
  test(`results that no value can hold, ${threads} threads`, async () => {
    const at = await openSession({ threads });
    try {
      for (const [sql, error] of statements) {
        assert.equal(await at.error(sql), error, sql);
        assert.deepEqual(await at.values("SELECT 1 AS one"), [[1]]);
      }
    } finally {
      await at.session.local.close();
    }
  });
}
