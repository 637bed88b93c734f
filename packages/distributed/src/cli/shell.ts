// What both commands share as processes: reading argv and environment, one line of JSON per log entry, signals, and
// the exit code. 0: ended as asked; 1: could not go on; 2: the command line makes no sense.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { type Clock, FfqError } from "@ffq/core/physical";
import { type CommandText, type Flags, helpText, readFlags } from "./flags.ts";

export interface LogFields {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly [detail: string]: unknown;
}

export function writeLog({ level, event, ...detail }: LogFields): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...detail })}\n`);
}

/** Of the process itself, under the names that Prometheus' own clients use. */
export function processMetrics(): string {
  const { rss } = process.memoryUsage();
  return [
    "# HELP process_resident_memory_bytes Resident memory size in bytes.",
    "# TYPE process_resident_memory_bytes gauge",
    `process_resident_memory_bytes ${rss}`,
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** A log that nobody reads any more is no reason to end. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** Runs a command to its end and sets the exit code. @param manifest the package.json */
export async function runProcess(
  command: CommandText,
  manifest: URL,
  run: (flags: Flags, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  outliveReaders();
  try {
    const flags = readFlags(command, {
      argv: process.argv.slice(2),
      env: process.env,
      readFile: (path) => readFileSync(path, "utf8"),
      delimiter,
    });
    if (flags.switch("help")) process.stdout.write(helpText(command));
    else if (flags.switch("version")) process.stdout.write(`${versionOf(manifest)}\n`);
    else await run(flags, stopSignal());
  } catch (thrown) {
    const error = FfqError.from(thrown);
    const lines = [`${command.name}: ${error.message}`, ...(error.hint === undefined ? [] : [error.hint])];
    process.stderr.write(`${lines.join("\n")}\n`);
    process.exitCode = error.code === "CONFIG" ? 2 : 1;
  }
}

/** Aborted by the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(new FfqError("CANCELLED", `the process was asked to end by ${signal}`));
    });
  }
  return controller.signal;
}

function versionOf(manifest: URL): string {
  return (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version;
}

/** The token of FFQ_TOKEN, or in the file that the flags name. */
export function readToken(flags: Flags): string | undefined {
  const file = flags.text("token-file");
  const said = process.env["FFQ_TOKEN"];
  const token = file === undefined ? said : readFileSync(file, "utf8").trim();
  if (token === "") throw new FfqError("CONFIG", file === undefined ? "FFQ_TOKEN is empty" : `${file} is empty`);
  return token;
}

/** A folder of the user's for state that is to outlive the process. */
export function stateFolder(name: string): string {
  const base = process.env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state");
  return join(base, "ffq", name);
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Rejects never; resolves when the signal is aborted. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Does something again and again; what goes wrong is logged. Answers how to stop that. */
export function every(clock: Clock, milliseconds: number, action: () => Promise<void>): () => void {
  let cancelTimer = (): void => undefined;
  const again = (): void => {
    cancelTimer = clock.after(milliseconds, () => {
      action()
        .catch((thrown: unknown) =>
          writeLog({ level: "warn", event: "upkeep-failed", message: FfqError.from(thrown).message }),
        )
        .finally(again);
    });
  };
  again();
  return () => cancelTimer();
}
