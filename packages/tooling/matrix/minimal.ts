// @ffq/client with no extension beside it: the same engine through the meta-package.
import { Engine } from "@ffq/client";

const engine = new Engine();
const result = await engine.query("SELECT n * 2 AS twice FROM (VALUES (1), (2), (3)) AS v(n) ORDER BY n");
const table = await result.toArrow();
console.log(table.toArray().map(String).join("\n"));
if (table.numRows !== 3) throw new Error(`3 rows expected, not ${table.numRows}`);
await engine.close();
