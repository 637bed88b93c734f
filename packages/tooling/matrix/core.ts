// @ffq/core alone: an engine, statements, Arrow and plain rows.
import { Engine, FfqError } from "@ffq/core";

const engine = await Engine.create();
const result = await engine.query("SELECT n * 2 AS twice FROM (VALUES (1), (2), (3)) AS v(n) ORDER BY n");
const table = await result.toArrow();
console.log(table.toArray().map(String).join("\n"));
if (table.numRows !== 3) throw new Error(`3 rows expected, not ${table.numRows}`);

await engine.query("CREATE TABLE t (a int PRIMARY KEY, b text)");
await engine.query("INSERT INTO t VALUES (1, 'one'), (2, NULL)");
const rows = await (
  await engine.query("SELECT a, coalesce(b, '-') AS b FROM t WHERE a >= $1", { parameters: [2] })
).rows();
if (JSON.stringify(rows) !== '[{"a":2,"b":"-"}]') throw new Error(JSON.stringify(rows));

// What is not installed is named, not guessed at.
const missing = await engine.query("SELECT * FROM 's3://bucket/file.parquet'").catch(FfqError.from);
if (!(missing instanceof FfqError) || missing.code !== "MISSING_EXTENSION") throw new Error(String(missing));
await engine.close();
