// `ffq demo`: TPC-H tables at a small scale, generated once, and SQL over them: a prompt in a terminal, the
// statements that were given, or else all 22 queries with their times.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Engine } from "@ffq/core";
import { generateTpch } from "../tpch/generate.ts";
import { tpchQueries } from "../tpch/queries.ts";
import { tables } from "../tpch/tables.ts";
import { engineOptions, type SqlFlags } from "./flags.ts";
import { interruptible } from "./interrupt.ts";
import { progressBar } from "./progress-bar.ts";
import { renderTable } from "./render-table.ts";
import { runScript } from "./run-script.ts";
import { runShell } from "./shell.ts";

const SCALE_FACTOR = 0.1;

/** Runs the demo; the exit code. */
export async function runDemo(flags: SqlFlags): Promise<number> {
  const directory = flags.data ?? join(cacheDirectory(), `tpch-sf${SCALE_FACTOR}`);
  await generateOnce(directory);
  const engine = await Engine.create(engineOptions(flags, process.env["FFQ_TOKEN"]));
  try {
    for (const { name } of tables) await engine.registerParquet(name, join(directory, `${name}.parquet`));
    if (flags.statements.length > 0) return await runScript(engine, flags.statements, flags);
    if (process.stdin.isTTY && process.stdout.isTTY) return await runShell(engine, flags);
    await runQueries(engine, directory);
    return 0;
  } finally {
    await engine.close();
  }
}

function cacheDirectory(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "ffq");
}

async function generateOnce(directory: string): Promise<void> {
  if (tables.every(({ name }) => existsSync(join(directory, `${name}.parquet`)))) return;
  process.stderr.write(`Generating TPC-H tables at scale factor ${SCALE_FACTOR} in ${directory}\n`);
  const bar = progressBar(process.stderr);
  try {
    await interruptible((signal) =>
      generateTpch({
        scaleFactor: SCALE_FACTOR,
        directory,
        format: "parquet",
        signal,
        onProgress: ({ step, fraction }) => bar.draw(fraction, step),
      }),
    );
  } finally {
    bar.clear();
  }
}

async function runQueries(engine: Engine, directory: string): Promise<void> {
  process.stdout.write(`The 22 queries of TPC-H over the Parquet files in ${directory}\n`);
  const rows: string[][] = [];
  let total = 0;
  for (const [position, sql] of tpchQueries.entries()) {
    const start = performance.now();
    const table = await interruptible(async (signal) => (await engine.query(sql, { signal })).toArrow());
    const elapsed = performance.now() - start;
    total += elapsed;
    rows.push([`Q${position + 1}`, String(table.numRows), elapsed.toFixed(1)]);
  }
  const columns = [
    { name: "query", alignRight: false },
    { name: "rows", alignRight: true },
    { name: "ms", alignRight: true },
  ];
  process.stdout.write(`${renderTable(columns, rows)}\n${rows.length} queries in ${total.toFixed(0)} ms\n`);
}
