// @ffq/client with no extension beside it: the same engine through the meta-package, over Parquet that its own
// generator wrote.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine, generateTpch } from "@ffq/client";

const engine = await Engine.create();
const result = await engine.query("SELECT n * 2 AS twice FROM (VALUES (1), (2), (3)) AS v(n) ORDER BY n");
const table = await result.toArrow();
console.log(table.toArray().map(String).join("\n"));
if (table.numRows !== 3) throw new Error(`3 rows expected, not ${table.numRows}`);

const directory = mkdtempSync(join(tmpdir(), "ffq-minimal-"));
await generateTpch({ scaleFactor: 0.01, directory, format: "parquet", tables: ["nation"] });
await engine.registerParquet("nation", join(directory, "nation.parquet"));
const [row] = await (await engine.query("SELECT count(*) AS nations FROM nation")).rows();
if (row?.["nations"] !== 25n) throw new Error(`25 nations expected, not ${row?.["nations"]}`);
rmSync(directory, { recursive: true });
await engine.close();
