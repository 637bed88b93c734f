// The parser that is shipped is libpg-query's with its grammar in small functions: both must answer the same, trees,
// errors and their places.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { startParser } from "./wasm-host.ts";

const original = readFileSync(createRequire(import.meta.url).resolve("libpg-query/wasm/libpg-query.wasm"));
const shipped = readFileSync(new URL("./gen/libpg-query.wasm", import.meta.url));
const theirs = startParser(new WebAssembly.Module(original));
const ours = startParser(new WebAssembly.Module(shipped));

/** Of every kind of statement that the grammar has a rule for, also of those that FFQ refuses; then errors. */
const statements: readonly string[] = [
  "",
  "SELECT 1; SELECT 2; ;",
  "SELECT DISTINCT ON (a) a, b AS c, t.*, -1.5e3, 'x', E'\\n', B'01', X'ff', NULL, TRUE, $1, a[1:2], (r).f FROM t",
  "WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r ORDER BY n DESC NULLS LAST",
  "SELECT CASE a WHEN 1 THEN 'x' ELSE 'y' END, CASE WHEN a IS NOT NULL THEN 1 END, COALESCE(a, b), NULLIF(a, b) FROM t",
  "SELECT a FROM t WHERE a BETWEEN 1 AND 2 OR b NOT IN (1, 2) AND c LIKE 'x%' ESCAPE '!' AND d IS DISTINCT FROM e",
  "SELECT EXISTS (SELECT 1), a = ANY (SELECT b FROM u), a <> ALL (ARRAY[1, 2]), ARRAY(SELECT 1), ROW(1, 2) < ROW(3, 4)",
  "SELECT * FROM a JOIN b USING (x) LEFT JOIN c ON a.y = c.y NATURAL FULL JOIN d CROSS JOIN LATERAL f(a.x) AS g(h)",
  "SELECT sum(x) FILTER (WHERE y), count(DISTINCT z), string_agg(a, ',' ORDER BY b) FROM t GROUP BY GROUPING SETS ((a), CUBE (b, c), ROLLUP (d)) HAVING count(*) > 1",
  "SELECT rank() OVER w, sum(x) OVER (PARTITION BY a ORDER BY b RANGE BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t WINDOW w AS (ORDER BY c)",
  "SELECT CAST(a AS numeric(10, 2)), b::timestamp with time zone, EXTRACT(year FROM c), POSITION('a' IN d), SUBSTRING(e FROM 1 FOR 2), TRIM(BOTH 'x' FROM f), OVERLAY(g PLACING 'h' FROM 1)",
  "SELECT 1 UNION SELECT 2 INTERSECT ALL SELECT 3 EXCEPT SELECT 4 LIMIT 5 OFFSET 6",
  "SELECT a FROM t FETCH FIRST 3 ROWS WITH TIES FOR UPDATE OF t SKIP LOCKED",
  "SELECT interval '1' year, date '2020-01-01', CURRENT_DATE, LOCALTIMESTAMP(3), a AT TIME ZONE 'UTC', a COLLATE \"C\"",
  "SELECT xmlelement(name a, 'b'), JSON_OBJECT('a': 1), JSON_ARRAYAGG(x), a IS JSON OBJECT",
  "VALUES (1, DEFAULT), (2, 3)",
  "INSERT INTO t AS u (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = excluded.b WHERE u.a > 1 RETURNING *",
  "UPDATE t SET a = 1, (b, c) = (SELECT 2, 3) FROM u WHERE t.i = u.i RETURNING a",
  "DELETE FROM ONLY t USING u WHERE t.i = u.i",
  "MERGE INTO t USING u ON t.i = u.i WHEN MATCHED THEN UPDATE SET a = u.a WHEN NOT MATCHED THEN INSERT VALUES (1)",
  "CREATE TABLE IF NOT EXISTS s.t (a int PRIMARY KEY, b text NOT NULL DEFAULT 'x' CHECK (b <> ''), UNIQUE (a, b), FOREIGN KEY (a) REFERENCES u (b) ON DELETE CASCADE) PARTITION BY RANGE (a)",
  "CREATE TEMP TABLE t AS SELECT 1 WITH NO DATA",
  "CREATE OR REPLACE RECURSIVE VIEW v (a) AS SELECT 1",
  "CREATE UNIQUE INDEX CONCURRENTLY i ON t USING btree (lower(a) DESC) INCLUDE (b) WHERE c",
  "CREATE FUNCTION f(a int DEFAULT 1, OUT b text) RETURNS SETOF record LANGUAGE sql AS $$ SELECT 1 $$",
  "CREATE TYPE e AS ENUM ('a', 'b'); CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE SEQUENCE s START 1 CYCLE",
  "ALTER TABLE t ADD COLUMN a int, DROP CONSTRAINT c CASCADE, ALTER b TYPE text USING b::text, RENAME TO u",
  "ALTER TABLE t RENAME TO u; DROP TABLE IF EXISTS a, b CASCADE; TRUNCATE t RESTART IDENTITY; COMMENT ON TABLE t IS 'x'",
  "GRANT SELECT (a), INSERT ON t TO PUBLIC WITH GRANT OPTION; REVOKE ALL ON SCHEMA s FROM r",
  "BEGIN ISOLATION LEVEL SERIALIZABLE; SAVEPOINT a; ROLLBACK TO a; COMMIT AND CHAIN",
  "EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1; PREPARE p (int) AS SELECT $1; EXECUTE p(1); DEALLOCATE ALL",
  "COPY (SELECT 1) TO 'x' WITH (FORMAT csv, HEADER); SET a.b = 'c', 1; SHOW ALL; RESET x; LOCK t IN SHARE MODE; VACUUM FULL t",
  "DECLARE c SCROLL CURSOR FOR SELECT 1; FETCH BACKWARD 2 FROM c; CLOSE c; LISTEN x; NOTIFY x, 'y'; DO 'z'; CALL f(1)",
  "CREATE TRIGGER t BEFORE INSERT OR UPDATE OF a ON u FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION f()",
  "CREATE POLICY p ON t FOR SELECT TO r USING (true); CREATE PUBLICATION p FOR ALL TABLES; CREATE EXTENSION x",
  "selec 1",
  "SELECT",
  "SELECT 1 +",
  "SELECT 'open",
  "SELECT a FROM t WHERE é = 'ü' AND )",
  "SELECT 1 FROM t LIMIT 1 LIMIT 2",
  "SELECT a.b.c.d.e.f() OVER ()",
  "CREATE TABLE t (a int NULL NOT NULL DEFERRABLE)",
  "SELECT count(DISTINCT *)",
  "SELECT a FROM t ORDER BY a USING",
  "SELECT $999999999999",
];

test("the shipped parser answers what the original answers", () => {
  const encoder = new TextEncoder();
  for (const statement of statements) {
    const utf8 = encoder.encode(statement);
    assert.deepEqual(ours.parse(utf8), theirs.parse(utf8), statement);
    assert.equal(ours.scan(utf8), theirs.scan(utf8), statement);
  }
});

test("expressions as deep as the original parses", () => {
  for (const depth of [10, 1000]) {
    const utf8 = new TextEncoder().encode(`SELECT ${"(".repeat(depth)}1${")".repeat(depth)}`);
    assert.deepEqual(ours.parse(utf8), theirs.parse(utf8));
  }
});
