// What `ffq` can be asked: one function a command, each answers the exit code.
import "../installed-extensions.ts";
import { readFileSync } from "node:fs";
import { text as readAll } from "node:stream/consumers";
import { Engine, FfqError } from "@ffq/core";
import { runTpchGenerate } from "../tpch/cli.ts";
import { runDemo } from "./demo.ts";
import { engineOptions, parseSqlFlags, type SqlFlags } from "./flags.ts";
import { runScript } from "./run-script.ts";
import { runShell } from "./shell.ts";

const USAGE = `usage: ffq [options] [SQL ...]           runs the statements; without any, a prompt (or standard input)
       ffq demo [options] [SQL ...]      the same over generated TPC-H tables
       ffq tpch generate --sf N --out DIR [--format parquet|tbl] [--threads N] [--tables a,b]

options:
  -c, --command SQL      a statement; may be given several times
  -f, --format FORMAT    table (default), csv, json, jsonl
      --timing           says how long each statement took
      --threads N        worker threads; 0 runs on the main thread
      --memory-limit N   for example 512MB
      --coordinator URL  runs them on a cluster (needs @ffq/distributed); its token is in FFQ_TOKEN
      --data DIR         where the demo's tables lie
  -h, --help             this text
  -V, --version          the version

In the prompt: a statement ends with a semicolon; \\? lists the prompt's own commands.
`;

/** Runs what the arguments ask for. @throws FfqError for what ends the command */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [first, second] = argv;
  if (first === "tpch") return runTpch(second, argv.slice(2));
  if (first === "demo") return withFlags(argv.slice(1), runDemo);
  return withFlags(argv, runSql);
}

async function withFlags(argv: readonly string[], run: (flags: SqlFlags) => Promise<number>): Promise<number> {
  const flags = parseSqlFlags(argv);
  if (flags.help) process.stdout.write(USAGE);
  else if (flags.version) process.stdout.write(`${version()}\n`);
  else return run(flags);
  return 0;
}

async function runTpch(verb: string | undefined, argv: readonly string[]): Promise<number> {
  if (verb !== "generate") {
    throw new FfqError("CONFIG", `ffq tpch can generate, not ${verb ?? "nothing"}`, { hint: "ffq --help shows how." });
  }
  await runTpchGenerate(argv);
  return 0;
}

async function runSql(flags: SqlFlags): Promise<number> {
  const engine = await Engine.create(engineOptions(flags, process.env["FFQ_TOKEN"]));
  try {
    if (flags.statements.length > 0) return await runScript(engine, flags.statements, flags);
    if (process.stdin.isTTY) return await runShell(engine, flags);
    return await runScript(engine, [await readAll(process.stdin)], flags);
  } finally {
    await engine.close();
  }
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String((manifest as { readonly version: string }).version);
}
