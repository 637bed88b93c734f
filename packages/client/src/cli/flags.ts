// The command line's options that all SQL commands share.
import { parseArgs } from "node:util";
import { type EngineOptions, FfqError } from "@ffq/core";

export const OUTPUT_FORMATS = ["table", "csv", "json", "jsonl"] as const;
/** How rows are printed. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface SqlFlags {
  readonly format: OutputFormat;
  readonly timing: boolean;
  readonly threads: number | undefined;
  readonly memoryLimit: string | undefined;
  /** A cluster's, that runs the statements. */
  readonly coordinator: string | undefined;
  /** Where the demo's data lies. */
  readonly data: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
  /** Statements. */
  readonly statements: readonly string[];
}

/** @throws FfqError CONFIG, with what is wrong */
export function parseSqlFlags(argv: readonly string[]): SqlFlags {
  const { values, positionals } = parse(argv);
  const format = OUTPUT_FORMATS.find((name) => name === values.format);
  if (format === undefined) {
    throw new FfqError("CONFIG", `--format must be one of ${OUTPUT_FORMATS.join(", ")}, not ${values.format}`);
  }
  return {
    format,
    timing: values.timing,
    threads: values.threads === undefined ? undefined : threadsOf(values.threads),
    memoryLimit: values["memory-limit"],
    coordinator: values.coordinator,
    data: values.data,
    help: values.help,
    version: values.version,
    statements: [...(values.command ?? []), ...positionals],
  };
}

/** The engine's options among the flags. */
export function engineOptions(
  { threads, memoryLimit, coordinator }: SqlFlags,
  token: string | undefined,
): Pick<EngineOptions, "threads" | "memoryLimit" | "coordinator"> {
  return {
    ...(threads === undefined ? {} : { threads }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(coordinator === undefined
      ? {}
      : { coordinator: { url: coordinator, ...(token === undefined ? {} : { token }) } }),
  };
}

function threadsOf(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new FfqError("CONFIG", `--threads must be a number of threads, not ${text}`);
  return Number(text);
}

interface RawFlags {
  readonly values: {
    readonly format: string;
    readonly timing: boolean;
    readonly threads?: string;
    readonly "memory-limit"?: string;
    readonly coordinator?: string;
    readonly data?: string;
    readonly command?: readonly string[];
    readonly help: boolean;
    readonly version: boolean;
  };
  readonly positionals: readonly string[];
}

function parse(argv: readonly string[]): RawFlags {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        format: { type: "string", short: "f", default: "table" },
        timing: { type: "boolean", default: false },
        threads: { type: "string" },
        "memory-limit": { type: "string" },
        coordinator: { type: "string" },
        data: { type: "string" },
        command: { type: "string", short: "c", multiple: true },
        help: { type: "boolean", short: "h", default: false },
        version: { type: "boolean", short: "V", default: false },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new FfqError("CONFIG", message, { hint: "ffq --help lists the options." }, error);
  }
}
