// The SQL prompt: statements end with a semicolon and may span lines; lines that begin with a backslash are the
// prompt's own. Ctrl-C stops a running statement or drops the one being typed, Ctrl-D ends the prompt.
import { createInterface, type Interface } from "node:readline/promises";
import type { Engine } from "@ffq/core";
import type { SqlFlags } from "./flags.ts";
import { runStatement } from "./run-script.ts";
import { splitStatements } from "./split-statements.ts";

const HELP = `  \\d            lists the tables
  \\d NAME       shows a table's columns
  \\timing       switches the time of each statement on or off
  \\q            ends the prompt
  \\?            this text
`;

interface ShellState {
  readonly engine: Engine;
  flags: Pick<SqlFlags, "format" | "timing">;
  /** Lines of the statement that is not finished. */
  pending: string;
  /** A statement is running. */
  running: boolean;
}

/** Where the prompt is shown and lines come from. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Runs the prompt until its end; the exit code is always 0. */
export async function runShell(
  engine: Engine,
  { format, timing }: Pick<SqlFlags, "format" | "timing">,
  { input, output }: Terminal = { input: process.stdin, output: process.stdout },
): Promise<number> {
  const state: ShellState = { engine, flags: { format, timing }, pending: "", running: false };
  output.write("FFQ. A statement ends with a semicolon; \\? for help, \\q to leave.\n");
  const lines = createInterface({ input, output, terminal: true, historySize: 1000 });
  // The terminal's raw mode makes Ctrl-C a key. Input stays open while a statement runs, so that the key is seen;
  // lines that are typed meanwhile wait.
  lines.on("SIGINT", () => {
    if (state.running) {
      process.kill(process.pid, "SIGINT"); // as a terminal that is not raw would
      return;
    }
    state.pending = "";
    lines.write(null, { ctrl: true, name: "e" });
    lines.write(null, { ctrl: true, name: "u" });
    output.write("^C\n");
    prompt(lines, state);
  });
  prompt(lines, state);
  for await (const line of lines) {
    if (!(await handle(line, state))) break;
    prompt(lines, state);
  }
  lines.close();
  output.write("\n");
  return 0;
}

function prompt(lines: Interface, { pending }: ShellState): void {
  lines.setPrompt(pending === "" ? "ffq> " : "...> ");
  lines.prompt();
}

/** False when the prompt is to end. */
async function handle(line: string, state: ShellState): Promise<boolean> {
  const trimmed = line.trim();
  if (state.pending === "") {
    if (trimmed === "") return true;
    if (trimmed.startsWith("\\")) return runBackslash(trimmed, state);
    if (/^(quit|exit);?$/i.test(trimmed)) return false;
  }
  const { statements, open } = splitStatements(`${state.pending}${line}\n`);
  const complete = open === undefined ? statements : statements.slice(0, -1);
  state.pending = open ?? "";
  state.running = true;
  for (const statement of complete) await runStatement(state.engine, statement, state.flags);
  state.running = false;
  return true;
}

async function runBackslash(line: string, state: ShellState): Promise<boolean> {
  const [command = "", argument] = line.replace(/;$/, "").split(/\s+/);
  switch (command) {
    case "\\q":
      return false;
    case "\\?":
      process.stdout.write(HELP);
      return true;
    case "\\timing":
      state.flags = { ...state.flags, timing: !state.flags.timing };
      process.stdout.write(`Timing is ${state.flags.timing ? "on" : "off"}.\n`);
      return true;
    case "\\d":
      describe(state.engine, argument);
      return true;
    default:
      process.stdout.write(`There is no ${command}; \\? lists what there is.\n`);
      return true;
  }
}

function describe(engine: Engine, name: string | undefined): void {
  const tables = engine.tables();
  if (name === undefined) {
    const lines = tables.map((table) => `${table.name} (${table.kind})\n`);
    process.stdout.write(lines.length === 0 ? "There is no table.\n" : lines.join(""));
    return;
  }
  const table = tables.find((candidate) => candidate.name === name);
  if (table === undefined) {
    process.stdout.write(`There is no table ${name}.\n`);
    return;
  }
  for (const column of table.columns) {
    process.stdout.write(`${column.name}  ${column.type}${column.nullable ? "" : " not null"}\n`);
  }
}
