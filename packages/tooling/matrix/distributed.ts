// A cluster out of @ffq/client and @ffq/distributed: a coordinator and two workers started by their commands, and the
// same statements through it as in minimal.ts.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Engine, generateTpch } from "@ffq/client";

const directory = mkdtempSync(join(tmpdir(), "ffq-distributed-"));
const children: ChildProcess[] = [];
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL"); // those that were not ended below
});

/** Starts a command; the URL that it logs once it listens. */
async function start(command: string, ...args: string[]): Promise<string> {
  const child = spawn(join("node_modules", ".bin", command), args, { stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  for await (const line of createInterface(child.stderr)) {
    const entry = JSON.parse(line) as { readonly event: string; readonly url?: string };
    if (entry.event === "listening" && entry.url !== undefined) {
      child.stderr.resume();
      return entry.url;
    }
  }
  throw new Error(`${command} ended before it listened`);
}

const coordinator = await start("ffq-coordinator", "--port", "0", "--data-dir", join(directory, "coordinator"));
for (const name of ["one", "two"]) {
  const scratch = join(directory, name);
  await start("ffq-worker", "--coordinator", coordinator, "--work-dir", scratch, "--allow-path", directory);
}

const engine = await Engine.create({ coordinator });
const result = await engine.query("SELECT n * 2 AS twice FROM (VALUES (1), (2), (3)) AS v(n) ORDER BY n");
const table = await result.toArrow();
console.log(table.toArray().map(String).join("\n"));
if (table.numRows !== 3) throw new Error(`3 rows expected, not ${table.numRows}`);

await generateTpch({ scaleFactor: 0.01, directory, format: "parquet", tables: ["nation"] });
await engine.registerParquet("nation", join(directory, "nation.parquet"));
const query = "SELECT n_regionkey, count(*) AS nations FROM nation GROUP BY n_regionkey ORDER BY n_regionkey";
const nations = (await (await engine.query(query)).rows()).map((row) => row["nations"]);
if (nations.join() !== "5,5,5,5,5") throw new Error(`5 nations a region expected, not ${nations.join()}`);
await engine.close();

for (const child of children.reverse()) {
  child.kill("SIGTERM");
  if (child.exitCode === null) await once(child, "exit");
}
rmSync(directory, { recursive: true });
