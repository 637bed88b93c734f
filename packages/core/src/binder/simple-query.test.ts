// Simple queries are bound to the same plans, or end in the same errors, with the part of the binder and the library of
// functions that they do without, and without these; and what is not simple is known to be so.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FunctionRegistry } from "../function/registry.ts";
import { parseSql } from "../sql/parse.ts";
import { loadParser } from "../sql/parser-loader.ts";
import { allClauses } from "./all-clauses.ts";
import { type BindOptions, bindStatement } from "./binder.ts";
import { catalogPorts } from "./catalog.fixture.ts";
import { isSimpleQuery } from "./simple-query.ts";

await loadParser();
const ports = catalogPorts();

const refuse = (): never => {
  throw new Error("the library was not loaded");
};

/** The catalog without a library of functions. */
const bare = {
  ...ports,
  functions: new (class extends FunctionRegistry {
    override named = refuse;
    override overload = refuse;
    override names = refuse;
  })(),
};

function statementOf(sql: string): ReturnType<typeof parseSql>[number] {
  const [statement] = parseSql(sql);
  assert.ok(statement);
  return statement;
}

/** The plan, or the message of the error. */
function bound(sql: string, options: BindOptions): unknown {
  try {
    return bindStatement(options.clauses === undefined ? bare : ports, statementOf(sql), options);
  } catch (thrown) {
    return String(thrown);
  }
}

const simple = [
  "SELECT a FROM t",
  "SELECT *, t.*, t.a AS x, public.t.b FROM t",
  "SELECT a, 1, 'text', NULL, 1.50, 99999999999, true FROM t ORDER BY b DESC NULLS LAST, 2, c USING > LIMIT 3 OFFSET 1",
  "SELECT DISTINCT b FROM t ORDER BY b",
  "SELECT DISTINCT ON (b) b, c FROM t ORDER BY b, a",
  "SELECT t.a FROM t, u AS other",
  "SELECT cc FROM w LIMIT ALL",
  "SELECT a FROM t ORDER BY b FETCH FIRST 2 ROWS WITH TIES",
  "SELECT 1",
  "SELECT FROM t",
  "SELECT missing FROM t",
  "SELECT a FROM missing",
  "SELECT a FROM t, t AS t2",
  "SELECT a FROM t ORDER BY 2",
  "SELECT *",
];

for (const sql of simple) {
  test(`simple: ${sql}`, () => {
    assert.ok(isSimpleQuery(statementOf(sql).node));
    const plan = bound(sql, {});
    assert.doesNotMatch(String(plan), /not loaded/);
    assert.deepEqual(plan, bound(sql, { clauses: allClauses }));
  });
}

const others = [
  "SELECT t FROM t",
  "SELECT a FROM t ORDER BY t",
  "SELECT DISTINCT ON (x) a FROM t AS x",
  "SELECT nation FROM 'dir/nation.parquet'",
  "SELECT a FROM t LIMIT '2'",
  "SELECT a FROM t ORDER BY t.*",
  "SELECT a FROM t LIMIT a",
  "SELECT a FROM t LIMIT 1.5",
  "SELECT a FROM t WHERE b = 1",
  "SELECT a + 1 FROM t",
  "SELECT a::text FROM t",
  "SELECT count(*) FROM t",
  "SELECT b FROM t GROUP BY b",
  "SELECT 1 HAVING true",
  "SELECT a FROM t JOIN u USING (a)",
  "SELECT a FROM (SELECT a FROM t) AS s",
  "SELECT g FROM generate_series(1, 2) AS g",
  "WITH s AS (SELECT a FROM t) SELECT a FROM s",
  "SELECT a FROM t UNION SELECT a FROM u",
  "SELECT a FROM t WINDOW w AS (ORDER BY a)",
  "VALUES (1)",
  "SELECT DISTINCT ON (a + 1) a FROM t",
  "SELECT a FROM t ORDER BY -a",
  "SELECT a FROM t LIMIT 1 + 1",
  "SELECT a FROM t LIMIT $1",
  "SELECT (t).* FROM t",
  "SELECT a FROM t FOR UPDATE",
  "INSERT INTO t VALUES (1)",
  "EXPLAIN SELECT a FROM t",
];

test("all others are not", () => {
  assert.deepEqual(
    others.filter((sql) => isSimpleQuery(statementOf(sql).node)),
    [],
  );
});
