// `pnpm bench parquet-write [--sf N] [--threads N] [--runs N] [--clock wall|cpu] [--cases snappy,zstd]`: COPY of TPC-H's two largest
// tables, held in memory by both engines, to Parquet, by codec and encoding. Each file is read back by DuckDB: what
// both wrote must be the same rows.
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Engine } from "@ffq/client";

import { summaryOf } from "./contest.ts";
import { type Duck, differenceOf, loadTables, openDuck } from "./duckdb.ts";
import { openEngine } from "./engine-answers.ts";
import { median } from "./statistics.ts";
import { type Clock, clockOf, timed } from "./stopwatch.ts";
import { benchmarkData } from "./third-engine-files.ts";

interface WriteCase {
  readonly name: string;
  readonly table: "lineitem" | "orders";
  /** Options that both engines know under these names. */
  readonly options: string;
}

/** Not brotli: DuckDB asks its highest level of it, which takes a hundred times as long. */
const CODECS = ["none", "snappy", "zstd", "gzip", "lz4"] as const;

/** DuckDB's names where they differ. */
const DUCK_WORDS: Readonly<Record<string, string>> = { none: "uncompressed", lz4: "lz4_raw" };

const CASES: readonly WriteCase[] = CODECS.flatMap((codec) =>
  (["lineitem", "orders"] as const).map((table) => ({ name: `${codec}-${table}`, table, options: codec })),
);

interface Timing {
  readonly runs: number;
  readonly clock: Clock;
}

interface Written {
  readonly name: string;
  readonly ffq: number;
  readonly duckdb: number;
  readonly fault?: string;
}

/** Runs the cases and prints their table; the last line sums it up. */
export async function benchParquetWrite(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sf: { type: "string", default: "1" },
      threads: { type: "string", default: "1" },
      runs: { type: "string", default: "3" },
      clock: { type: "string", default: "wall" },
      cases: { type: "string" },
    },
  });
  const [scaleFactor, threads] = [Number(values.sf), Number(values.threads)];
  const timing: Timing = { runs: Number(values.runs), clock: clockOf(values.clock) };
  const wanted = values.cases?.split(",");
  const cases = CASES.filter(({ name }) => wanted?.some((word) => name.includes(word)) ?? true);
  const directory = await benchmarkData(scaleFactor);
  const duck = await openDuck(threads);
  await loadTables(duck, directory, "memory", ["lineitem", "orders"]);
  const engine = await openEngine(directory, "memory", { threads });
  const folder = await mkdtemp(join(tmpdir(), "ffq-bench-write-"));
  const written: Written[] = [];
  try {
    process.stdout.write("case                  ffq ms  duckdb ms  ratio   ffq MB  duckdb MB\n");
    for (const each of cases) written.push(await measure(engine, duck, folder, each, timing));
  } finally {
    await rm(folder, { recursive: true });
    await engine.close();
    duck.close();
  }
  process.stdout.write(`parquet-write sf=${scaleFactor} threads=${threads} ${summaryOf(written)}\n`);
}

async function measure(
  engine: Engine,
  duck: Duck,
  folder: string,
  { name, table, options }: WriteCase,
  { runs, clock }: Timing,
): Promise<Written> {
  const [own, other] = [join(folder, "ffq.parquet"), join(folder, "duckdb.parquet")];
  const duckWord = DUCK_WORDS[options] ?? options;
  const times = { ffq: [] as number[], duckdb: [] as number[] };
  for (let run = 0; run < runs + 1; run++) {
    times.ffq.push(
      await timed(() => engine.execute(`COPY ${table} TO '${own}' (FORMAT parquet, CODEC ${options})`), clock),
    );
    times.duckdb.push(
      await timed(() => duck.run(`COPY ${table} TO '${other}' (FORMAT parquet, COMPRESSION '${duckWord}')`), clock),
    );
  }
  const [ffq, duckdb] = [median(times.ffq.slice(1)), median(times.duckdb.slice(1))];
  const fault = await differenceOf(duck, `'${own}'`, `'${other}'`);
  const sizes = await Promise.all([own, other].map(async (path) => (await stat(path)).size / 2 ** 20));
  const numbers = [ffq.toFixed(0).padStart(8), duckdb.toFixed(0).padStart(10), (ffq / duckdb).toFixed(2).padStart(6)];
  const line = [name.padEnd(18), ...numbers, ...sizes.map((size) => size.toFixed(1).padStart(9))].join(" ");
  process.stdout.write(`${line}${fault === undefined ? "" : `  WRONG: ${fault}`}\n`);
  return { name, ffq, duckdb, ...(fault === undefined ? {} : { fault }) };
}
