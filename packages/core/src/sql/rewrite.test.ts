import assert from "node:assert/strict";
import { before, test } from "node:test";
import { FfqError } from "../common/error.ts";
import { loadParser } from "./parser-loader.ts";
import { looksLikeFile, rewrite } from "./rewrite.ts";

before(() => loadParser());

interface Row {
  readonly name: string;
  readonly sql: string;
  /** What the parser gets; the text itself where nothing is sugar. */
  readonly becomes?: string;
  readonly names?: readonly string[];
}

const F = '"ffq:file"';

const rows: readonly Row[] = [
  // Named parameters.
  { name: "a name", sql: "SELECT :a", becomes: "SELECT $1", names: ["a"] },
  { name: "a name twice", sql: "SELECT :a, :b, :a", becomes: "SELECT $1, $2, $1", names: ["a", "b"] },
  { name: "case matters in names", sql: "SELECT :a, :A", becomes: "SELECT $1, $2", names: ["a", "A"] },
  { name: "a keyword as name", sql: "SELECT :from, :select", becomes: "SELECT $1, $2", names: ["from", "select"] },
  { name: "letters beyond ASCII", sql: "SELECT :größe+:日本", becomes: "SELECT $1+$2", names: ["größe", "日本"] },
  {
    name: "after an operator",
    sql: "SELECT 1 WHERE a=:a AND b<:b",
    becomes: "SELECT 1 WHERE a=$1 AND b<$2",
    names: ["a", "b"],
  },
  { name: "cast", sql: "SELECT x::int, :a::text", becomes: "SELECT x::int, $1::text", names: ["a"] },
  {
    name: "several statements share names",
    sql: "SELECT :a; SELECT :b, :a",
    becomes: "SELECT $1; SELECT $2, $1",
    names: ["a", "b"],
  },
  { name: "in a LIMIT", sql: "SELECT 1 LIMIT :n OFFSET :m", becomes: "SELECT 1 LIMIT $1 OFFSET $2", names: ["n", "m"] },
  { name: "strings and comments", sql: "SELECT ':a', E'\\':b', $$ :c $$, \":d\" -- :e\n /* :f */" },
  { name: "casts alone", sql: "SELECT x::int" },
  { name: "assignment", sql: "SELECT f(a := 1, b:=x)" },
  { name: "numbered parameters", sql: "SELECT $1, $2 ? 'a'" },
  { name: "slices", sql: "SELECT a[1:n], a[:n], a[n:], a[i:j], a[f(x):y], a[b[1]:c], a['1':d], a[$1:n]" },
  { name: "list after ARRAY", sql: "SELECT ARRAY[:a, :b]", becomes: "SELECT ARRAY[$1, $2]", names: ["a", "b"] },
  { name: "list of lists", sql: "SELECT ARRAY[[:a],[:b]]", becomes: "SELECT ARRAY[[$1],[$2]]", names: ["a", "b"] },
  { name: "subscript in brackets", sql: "SELECT a[(:i)], a[1+:i]", becomes: "SELECT a[($1)], a[1+$1]", names: ["i"] },
  // Files in FROM.
  { name: "FROM", sql: "SELECT * FROM 'a.parquet'", becomes: `SELECT * FROM ${F}('a.parquet')` },
  { name: "FROM without extension", sql: "SELECT * FROM 'data'", becomes: `SELECT * FROM ${F}('data')` },
  { name: "alias", sql: "SELECT FROM 'a' AS t (x, y)", becomes: `SELECT FROM ${F}('a') AS t (x, y)` },
  {
    name: "glob and URI",
    sql: "SELECT 1 FROM 's3://b/*.parquet' t",
    becomes: `SELECT 1 FROM ${F}('s3://b/*.parquet') t`,
  },
  {
    name: "escapes",
    sql: "SELECT 1 FROM 'it''s', E'a\\'.csv'",
    becomes: `SELECT 1 FROM ${F}('it''s'), ${F}(E'a\\'.csv')`,
  },
  {
    name: "dollar quotes",
    sql: "SELECT 1 FROM $$a.csv$$, $q$b.csv$q$",
    becomes: `SELECT 1 FROM ${F}($$a.csv$$), ${F}($q$b.csv$q$)`,
  },
  {
    name: "JOIN",
    sql: "SELECT 1 FROM t LEFT JOIN 'a' x ON true CROSS JOIN 'b'",
    becomes: `SELECT 1 FROM t LEFT JOIN ${F}('a') x ON true CROSS JOIN ${F}('b')`,
  },
  { name: "comma", sql: "SELECT 1 FROM t, 'a.csv', u", becomes: `SELECT 1 FROM t, ${F}('a.csv'), u` },
  {
    name: "brackets",
    sql: "SELECT 1 FROM ('a' x JOIN ('b' y JOIN \"c/d\" ON true) ON true)",
    becomes: `SELECT 1 FROM (${F}('a') x JOIN (${F}('b') y JOIN ${F}('c/d', 'name') ON true) ON true)`,
  },
  {
    name: "comments between",
    sql: "SELECT 1 FROM /* x */ 'a' JOIN -- y\n 'b' ON true",
    becomes: `SELECT 1 FROM /* x */ ${F}('a') JOIN -- y\n ${F}('b') ON true`,
  },
  {
    name: "subquery",
    sql: "SELECT 1 WHERE a IN (SELECT b FROM 'c' WHERE d = 'e.csv')",
    becomes: `SELECT 1 WHERE a IN (SELECT b FROM ${F}('c') WHERE d = 'e.csv')`,
  },
  {
    name: "CTE",
    sql: "WITH x AS (SELECT * FROM 'a') SELECT * FROM x, 'b.csv'",
    becomes: `WITH x AS (SELECT * FROM ${F}('a')) SELECT * FROM x, ${F}('b.csv')`,
  },
  {
    name: "CREATE TABLE AS",
    sql: "CREATE TABLE t AS SELECT * FROM 'a'",
    becomes: `CREATE TABLE t AS SELECT * FROM ${F}('a')`,
  },
  { name: "INSERT", sql: "INSERT INTO t SELECT * FROM 'a'", becomes: `INSERT INTO t SELECT * FROM ${F}('a')` },
  {
    name: "UPDATE FROM",
    sql: "UPDATE t SET a = 'x.csv', b = 'y.csv' FROM 'b'",
    becomes: `UPDATE t SET a = 'x.csv', b = 'y.csv' FROM ${F}('b')`,
  },
  {
    name: "DELETE USING",
    sql: "DELETE FROM t USING 'a' WHERE true",
    becomes: `DELETE FROM t USING ${F}('a') WHERE true`,
  },
  {
    name: "COPY of a query",
    sql: "COPY (SELECT * FROM 'a') TO 'b.parquet'",
    becomes: `COPY (SELECT * FROM ${F}('a')) TO 'b.parquet'`,
  },
  { name: "EXPLAIN", sql: "EXPLAIN SELECT * FROM 'a'", becomes: `EXPLAIN SELECT * FROM ${F}('a')` },
  {
    name: "set operations",
    sql: "SELECT 1 FROM 'a' UNION ALL SELECT 2 FROM 'b'",
    becomes: `SELECT 1 FROM ${F}('a') UNION ALL SELECT 2 FROM ${F}('b')`,
  },
  { name: "COPY FROM", sql: "COPY t FROM 'a.csv'" },
  {
    name: "FROM of functions",
    sql: "SELECT substring('a.csv' FROM 'b.csv'), trim(both FROM 'a.csv'), extract(year FROM '2000-01-01'::date) FROM t",
  },
  {
    name: "IS DISTINCT FROM",
    sql: "SELECT a IS DISTINCT FROM 'a.csv', b IS NOT DISTINCT FROM 'b.csv' FROM t WHERE x IS DISTINCT FROM 'c.csv'",
  },
  {
    name: "VALUES in FROM",
    sql: "SELECT 1 FROM (VALUES ('a.csv'), ('b.csv')) t, (WITH x AS (SELECT 'c.csv') SELECT 1, 'd.csv') u",
  },
  { name: "arguments of functions in FROM", sql: "SELECT 1 FROM f('a.csv', 'b.csv') t" },
  {
    name: "lists after FROM",
    sql: "SELECT 1 FROM t WHERE a IN ('a.csv', 'b.csv') GROUP BY 1, 'c.csv' ORDER BY 1, 'd.csv'",
  },
  { name: "a column called from", sql: "SELECT 1 AS from, 'a.csv', t.from, 'b.csv'" },
  {
    name: "quoted file name",
    sql: 'SELECT 1 FROM "it\'s.parquet"',
    becomes: `SELECT 1 FROM ${F}('it''s.parquet', 'name')`,
  },
  { name: "quoted quote", sql: 'SELECT 1 FROM "a""b.csv" x', becomes: `SELECT 1 FROM ${F}('a"b.csv', 'name') x` },
  { name: "quoted plain names", sql: 'SELECT 1 FROM "Table", s."a.csv", "s.csv"."t", "f.csv"(1)' },
  { name: "quoted names elsewhere", sql: 'SELECT "a.csv", "b/c" FROM t WHERE "d.csv" = 1' },
  // Readers.
  { name: "read_parquet", sql: "SELECT 1 FROM read_parquet('a.parquet')" },
  {
    name: "list of files",
    sql: "SELECT 1 FROM read_parquet(['a', 'b'])",
    becomes: "SELECT 1 FROM read_parquet(ARRAY['a', 'b'])",
  },
  {
    name: "options",
    sql: "SELECT 1 FROM READ_PARQUET('a', x = true, y=:v)",
    becomes: "SELECT 1 FROM READ_PARQUET('a', x => true, y=>$1)",
    names: ["v"],
  },
  // Strings that go on behind a comment.
  { name: "a string goes on", sql: "SELECT 'a' -- b\n -- c\n'd'", becomes: "SELECT 'a'     \n     \n'd'" },
  { name: "no comment between", sql: "SELECT 'a' \n 'b' --x\n" },
  { name: "a block comment between", sql: "SELECT 'a' /* b */ -- c\n'd'" },
  { name: "a comment with a quote", sql: "SELECT 'a' -- b'\n, c -- '\n, \" ' --\", $$ ' -- \n'$$" },
  { name: "strings of dollars do not go on", sql: "SELECT $$a$$ -- ' --\n'b'" },
  {
    name: "escapes go on",
    sql: "SELECT E'a\\'' -- b\n'c\\'' --d\n'e', :f",
    becomes: "SELECT E'a\\''     \n'c\\''    \n'e', $1",
    names: ["f"],
  },
  {
    name: "bits, Unicode and blocks of comments",
    sql: "SELECT /* ' /* ' */ ' */ U&'a' --b\n'c', X'1' -- 'é'\r'2'",
    becomes: "SELECT /* ' /* ' */ ' */ U&'a'    \n'c', X'1'       \r'2'",
  },
  { name: "options PostgreSQL's way", sql: "SELECT 1 FROM read_parquet('a', x => true, y := (z = 1))" },
];

for (const { name, sql, becomes = sql, names = [] } of rows) {
  test(`rewrite: ${name}`, () => {
    const rewritten = rewrite(sql);
    assert.equal(rewritten.text, becomes);
    assert.deepEqual(rewritten.names, names);
    assert.equal(rewritten.original, sql);
    // The shortcut for texts without sugar must not hide any: what could be a name forces the scanner.
    assert.equal(rewrite(`${sql}\n-- :x`).text, `${becomes}\n-- :x`);
  });
}

test("named and numbered parameters do not mix", () => {
  assert.throws(
    () => rewrite("SELECT :é, $2"),
    (error) => {
      assert.ok(error instanceof FfqError);
      assert.deepEqual([error.code, error.sqlstate, error.span], ["SYNTAX", "42601", { start: 11, end: 13 }]);
      return true;
    },
  );
});

test("literals and lists of many megabytes", () => {
  for (const tail of ["--", " --\n", "E'--"]) {
    const sql = `SELECT '${"'' \\".repeat(2_000_000)}'${tail}`;
    assert.equal(rewrite(sql).text === sql, true, tail);
  }
  for (const part of ["x", "x''y", ".", '""', "("]) {
    const sql = `INSERT INTO t SELECT 1, '${part.repeat(2_000_000)}'`;
    assert.equal(rewrite(sql).text === sql, true, part);
  }
});

test("what looks like a file", () => {
  const yes = ["a.parquet", "A.PARQUET", "a.csv.gz", "dir/a", "s3://bucket/x", "a*", "part-?", "C:\\x"];
  const no = ["a", "orders", "a.b", "Ärger", "parquet", "x y", ""];
  assert.deepEqual([...yes, ...no].filter(looksLikeFile), yes);
});
