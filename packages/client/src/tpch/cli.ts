// `ffq tpch generate --sf N --out DIR [--format tbl|parquet] [--threads N] [--tables a,b]`
import { parseArgs } from "node:util";
import { FfqError } from "@ffq/core";
import type { FormatName } from "./formats.ts";
import { generateTpch } from "./generate.ts";

const USAGE = "usage: ffq tpch generate --sf N --out DIR [--format tbl|parquet] [--threads N] [--tables a,b]";
const BAR_WIDTH = 30;

/**
 * Runs the command; `argv` is what follows `ffq tpch generate`. Writes progress to stderr when that is a terminal,
 * and a line per file to stdout.
 * @throws FfqError CONFIG for arguments that make no sense, and whatever generateTpch throws
 */
export async function runTpchGenerate(argv: readonly string[]): Promise<void> {
  const flags = parseFlags(argv);
  const onProgress = process.stderr.isTTY ? drawBar : undefined;
  const files = await generateTpch({ ...flags, ...(onProgress === undefined ? {} : { onProgress }) });
  if (onProgress !== undefined) process.stderr.write("\r\x1b[K");
  for (const { path, rows, bytes } of files) process.stdout.write(`${path}  ${rows} rows  ${bytes} bytes\n`);
}

interface Flags {
  readonly scaleFactor: number;
  readonly directory: string;
  readonly format: FormatName;
  readonly threads?: number;
  readonly tables?: readonly string[];
}

function parseFlags(argv: readonly string[]): Flags {
  const { sf, out, format, threads, tables } = parse(argv);
  if (sf === undefined || out === undefined) throw new FfqError("CONFIG", "--sf and --out are needed", { hint: USAGE });
  if (format !== "tbl" && format !== "parquet") {
    throw new FfqError("CONFIG", `--format must be tbl or parquet, not ${format}`, { hint: USAGE });
  }
  return {
    scaleFactor: Number(sf),
    directory: out,
    format,
    ...(threads === undefined ? {} : { threads: Number(threads) }),
    ...(tables === undefined ? {} : { tables: tables.split(",") }),
  };
}

interface RawFlags {
  readonly sf?: string;
  readonly out?: string;
  readonly format: string;
  readonly threads?: string;
  readonly tables?: string;
}

function parse(argv: readonly string[]): RawFlags {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        sf: { type: "string" },
        out: { type: "string" },
        format: { type: "string", default: "parquet" },
        threads: { type: "string" },
        tables: { type: "string" },
      },
    });
    return values;
  } catch (error) {
    throw new FfqError("CONFIG", error instanceof Error ? error.message : String(error), { hint: USAGE }, error);
  }
}

function drawBar({ step, fraction }: { readonly step: string; readonly fraction: number }): void {
  const filled = Math.round(fraction * BAR_WIDTH);
  const bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
  process.stderr.write(`\r\x1b[K[${bar}] ${(fraction * 100).toFixed(0).padStart(3)}% ${step}`);
}
