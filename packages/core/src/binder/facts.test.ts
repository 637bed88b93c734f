// Statements against PostgreSQL 18's answers: output names and types of those that it takes; SQLSTATE, message and
// place of those that it refuses. What FFQ refuses as not supported is listed apart.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { FfqError } from "../common/error.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { loadParser } from "../sql/parser-loader.ts";
import { bindText, catalogPorts } from "./catalog.fixture.ts";
import type { BinderPorts } from "./context.ts";

interface Fact {
  readonly sql: string;
  /** `name:type` of each output column. */
  readonly columns?: readonly string[];
  readonly sqlstate?: string;
  readonly message?: string;
  /** In characters, from 1; absent where PostgreSQL names no place. */
  readonly position?: number;
}

const facts = readFileSync(new URL("binder.facts.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Fact);

let ports: BinderPorts;
before(async () => {
  await loadParser();
  ports = catalogPorts();
});

test("names and types of output columns", () => {
  const taken = facts.filter(({ columns }) => columns !== undefined);
  for (const { sql, columns } of taken) {
    const bound = bindText(ports, sql);
    assert.ok(bound.kind === "query", sql);
    const got = outputColumnsOf(bound.plan).map(({ name, type }) => `${name}:${type.kind}`);
    assert.deepEqual(got, columns, sql);
  }
  assert.ok(taken.length > 100);
});

test("SQLSTATE, message and place of errors", () => {
  const refused = facts.filter(({ sqlstate }) => sqlstate !== undefined);
  for (const { sql, sqlstate, message, position } of refused) {
    assert.throws(
      () => bindText(ports, sql),
      (error) => {
        assert.ok(error instanceof FfqError, sql);
        const at = error.span === undefined ? undefined : error.span.start + 1;
        assert.deepEqual([error.sqlstate, error.message, at], [sqlstate, message, position], sql);
        return true;
      },
    );
  }
  assert.ok(refused.length > 100);
});

for (const [sql, hint] of [
  [
    "update t set b = s from generate_series(1, t.a) s",
    'There is an entry for table "t", but it cannot be referenced from this part of the query.',
  ],
  ["update t set b = s.b from (select t.a as b) s", undefined],
  [
    "select * from t right join lateral (select t.a) s on true",
    "The combining JOIN type must be INNER or LEFT for a LATERAL reference.",
  ],
  ["select * from t right join (select t.a) s on true", undefined],
  ["select * from t join (select t.a) s on true", "To reference that table, you must mark this subquery with LATERAL."],
  ["update t set t.a = 1", "SET target columns cannot be qualified with the relation name."],
] as const) {
  test(`hint: ${sql}`, () => {
    assert.throws(
      () => bindText(ports, sql),
      (error) => {
        assert.ok(error instanceof FfqError);
        assert.equal(error.hint, hint);
        return true;
      },
    );
  });
}

for (const [sql, what] of [
  ["select a from t for update", "FOR UPDATE"],
  ["select a from t for key share", "FOR KEY SHARE"],
  ["checkpoint", "CHECKPOINT"],
  ["select a into x from t", "SELECT INTO"],
  ["select 1::json", "type json"],
  ["select * from t tablesample bernoulli (10)", "TABLESAMPLE"],
  ["create table n (a int check (a > 1))", "constraint CHECK"],
  ["create table n (a int references t (a))", "constraint REFERENCES"],
  ["create table n (a int generated always as identity)", "constraint GENERATED AS IDENTITY"],
  ["create unique index i on t (a)", "CREATE INDEX"],
  ["alter table t add column z int", "ALTER TABLE"],
  ["insert into t (a) values (1) on conflict do nothing", "ON CONFLICT"],
  ["explain (verbose) select 1", "EXPLAIN (VERBOSE)"],
  ["begin", "BEGIN"],
  ["select null - 'b'::text", "operator jsonb - text"],
  ["select null - 'b'::varchar", "operator jsonb - text"],
  ["select '{\"a\": 1}' - array['a'::bpchar]", "operator jsonb - text"],
] as const) {
  test(`refused by name: ${sql}`, () => {
    assert.throws(
      () => bindText(ports, sql),
      (error) => {
        assert.ok(error instanceof FfqError);
        assert.deepEqual(
          [error.code, error.sqlstate, error.message],
          ["UNSUPPORTED", "0A000", `${what} is not supported`],
        );
        return true;
      },
    );
  });
}
