// Options of the commands, each a row: a flag, an environment variable and a key of the configuration file, in this
// order of precedence, then its default. One table a command; help, parsing and checking follow from it. Pure: argv,
// environment and the file's text are handed in.
import { parseArgs } from "node:util";
import { FfqError, unreachable } from "@ffq/core/physical";

export interface FlagRow {
  /** Of the flag, and of the key in a configuration file. */
  readonly name: string;
  /** Absent for what only a flag can say. */
  readonly env?: string;
  readonly kind: "text" | "count" | "bytes" | "list" | "switch";
  /** What stands behind the flag in the help. */
  readonly value?: string;
  readonly help: string;
  readonly default?: string;
  readonly least?: number;
}

export interface CommandText {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly rows: readonly FlagRow[];
  readonly notes?: string;
}

export const commonRows: readonly FlagRow[] = [
  {
    name: "config",
    env: "FFQ_CONFIG",
    kind: "text",
    value: "FILE",
    help: "a JSON file whose keys are the names of flags",
  },
  { name: "help", kind: "switch", help: "print this and end" },
  { name: "version", kind: "switch", help: "print the version and end" },
];

/** What was said about each option, checked for its form. */
export class Flags {
  readonly #values: ReadonlyMap<string, readonly string[]>;
  readonly #rows: ReadonlyMap<string, FlagRow>;

  constructor(rows: readonly FlagRow[], values: ReadonlyMap<string, readonly string[]>) {
    this.#rows = new Map(rows.map((row) => [row.name, row]));
    this.#values = values;
  }

  /** Undefined when nobody said anything and there is no default. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1) ?? this.#rows.get(name)?.default;
  }

  list(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  switch(name: string): boolean {
    return this.text(name) === "true";
  }

  /** @throws FfqError CONFIG for what is no whole number, or too small */
  count(name: string): number {
    const text = this.text(name);
    const least = this.#rows.get(name)?.least ?? 0;
    const count = text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (count >= least) return count;
    throw this.#bad(name, `a whole number from ${least}`);
  }

  /** Bytes, or with a unit: kB, MB and GB are powers of 1024. @throws FfqError CONFIG */
  bytes(name: string): number {
    const [, digits, unit = ""] = /^(\d{1,12})\s*(|kb|mb|gb)$/i.exec(this.text(name) ?? "") ?? [];
    if (digits === undefined) throw this.#bad(name, 'a number of bytes, or such as "512MB"');
    return Number(digits) * 1024 ** ["", "kb", "mb", "gb"].indexOf(unit.toLowerCase());
  }

  #bad(name: string, wanted: string): FfqError {
    const row = this.#rows.get(name);
    const spoken = row?.env === undefined ? `--${name}` : `--${name} (${row.env})`;
    return new FfqError("CONFIG", `${spoken} must be ${wanted}, not ${JSON.stringify(this.text(name) ?? "")}`);
  }
}

export interface FlagSources {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a configuration file. @throws when it cannot be read */
  readonly readFile: (path: string) => string;
  /** What separates the parts of a list in the environment: `:`, on Windows `;`. */
  readonly delimiter: string;
}

/** @throws FfqError CONFIG, with what is wrong and where */
export function readFlags({ name, rows }: CommandText, sources: FlagSources): Flags {
  const given = fromArgv(name, rows, sources.argv);
  const env = fromEnvironment(rows, sources);
  const configPath = given.get("config")?.at(-1) ?? env.get("config")?.at(-1);
  const file = configPath === undefined ? new Map<string, string[]>() : fromFile(rows, configPath, sources.readFile);
  return new Flags(rows, new Map([...file, ...env, ...given]));
}

function fromArgv(command: string, rows: readonly FlagRow[], argv: readonly string[]): Map<string, readonly string[]> {
  const options = Object.fromEntries(
    rows.map(({ name, kind }) => [name, { type: kind === "switch" ? "boolean" : "string", multiple: true } as const]),
  );
  try {
    const { values } = parseArgs({ args: [...argv], options, allowPositionals: false });
    return new Map(Object.entries(values).map(([name, value]) => [name, (value ?? []).map(String)]));
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FfqError("CONFIG", message, { hint: `${command} --help lists the options.` }, thrown);
  }
}

function fromEnvironment(rows: readonly FlagRow[], { env, delimiter }: FlagSources): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const row of rows) {
    const text = row.env === undefined ? undefined : env[row.env];
    if (text === undefined || text === "") continue;
    found.set(row.name, row.kind === "list" ? text.split(delimiter).filter((part) => part !== "") : [text]);
  }
  return found;
}

function fromFile(
  rows: readonly FlagRow[],
  path: string,
  readFile: FlagSources["readFile"],
): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(parseConfig(path, readFile))) {
    const row = rows.find((known) => known.name === name && known.name !== "config");
    if (row === undefined) throw new FfqError("CONFIG", `${path}: there is no option ${JSON.stringify(name)}`);
    found.set(name, configValues(path, row, value));
  }
  return found;
}

function parseConfig(path: string, readFile: FlagSources["readFile"]): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFile(path));
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FfqError("CONFIG", `${path} cannot be read as JSON: ${message}`, {}, thrown);
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw new FfqError("CONFIG", `${path} must hold an object`);
}

function configValues(path: string, { name, kind }: FlagRow, value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) && kind === "list" ? value : [value];
  const wanted = kind === "switch" ? ["boolean"] : kind === "count" ? ["number"] : ["string", "number"];
  if (values.every((one) => wanted.includes(typeof one))) return values.map(String);
  throw new FfqError("CONFIG", `${path}: ${name} has a value of the wrong kind: ${JSON.stringify(value)}`);
}

/** What `--help` prints. */
export function helpText({ name, summary, usage, rows, notes }: CommandText): string {
  const left = rows.map((row) => `--${row.name}${spokenValue(row)}`);
  const width = Math.max(...left.map((text) => text.length));
  const lines = rows.map((row, at) => `  ${(left[at] ?? "").padEnd(width)}  ${row.help}${suffixOf(row)}`);
  const order =
    "Each can be said by its flag, by the environment variable in brackets, or in the file of --config; a flag comes first.";
  return [
    `${name}: ${summary}`,
    "",
    `  ${usage}`,
    "",
    ...lines,
    "",
    order,
    ...(notes === undefined ? [] : ["", notes]),
    "",
  ].join("\n");
}

function spokenValue({ kind, value }: FlagRow): string {
  switch (kind) {
    case "switch":
      return "";
    case "count":
      return ` ${value ?? "N"}`;
    case "bytes":
      return ` ${value ?? "SIZE"}`;
    case "text":
    case "list":
      return ` ${value ?? "TEXT"}`;
    default:
      return unreachable(kind);
  }
}

function suffixOf({ env, default: preset, kind }: FlagRow): string {
  const parts = [
    ...(preset === undefined || kind === "switch" ? [] : [`default ${preset}`]),
    ...(kind === "list" ? ["may be repeated"] : []),
  ];
  const said = parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  return env === undefined ? said : `${said} [${env}]`;
}
