// `pnpm bench all [--threads N] [--skip NAME,NAME]`: every benchmark with a target, each in a process of its own, and a
// table of what was aimed at and what was measured. Prints as it goes; a miss is a mark in the table, not a failure.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

interface Target {
  readonly name: string;
  readonly argv: readonly string[];
  readonly mean: number;
  readonly worst: number;
}

const targets: readonly Target[] = [
  { name: "tpch-parquet", argv: ["tpch", "--sf", "1", "--source", "parquet"], mean: 1, worst: 2 },
  { name: "tpch-memory", argv: ["tpch", "--sf", "1", "--source", "memory"], mean: 0.6, worst: 1.5 },
  { name: "tpch-sf10", argv: ["tpch", "--sf", "10", "--memory", "4GB", "--runs", "1"], mean: 1, worst: 2.5 },
  { name: "groupby", argv: ["groupby", "--rows", "10000000"], mean: 0.8, worst: 2 },
  { name: "sql", argv: ["sql", "--sf", "1"], mean: 0.9, worst: 2.5 },
  { name: "cold", argv: ["cold", "--sf", "0.01"], mean: 1, worst: 2 },
];

interface Measured {
  readonly target: Target;
  readonly threads: number;
  readonly mean: number;
  readonly worst: number;
  readonly worstQuery: string;
  readonly answers: string;
  /** FFQ's geometric mean in milliseconds. */
  readonly milliseconds: number;
}

/** Runs all of them with one and with two threads and prints the table. */
export async function benchAll(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { threads: { type: "string", default: "1,2" }, skip: { type: "string", default: "" } },
  });
  const skipped = values.skip.split(",");
  const rows: Measured[] = [];
  for (const target of targets.filter(({ name }) => !skipped.includes(name))) {
    for (const threads of values.threads.split(",").map(Number)) rows.push(await run(target, threads));
  }
  process.stdout.write("\nbenchmark      threads  geomean (target)   worst (target)          answers\n");
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
  const parquet = rows.filter(({ target }) => target.name === "tpch-parquet");
  const [one, two] = [1, 2].map((threads) => parquet.find((row) => row.threads === threads)?.milliseconds);
  if (one !== undefined && two !== undefined) {
    process.stdout.write(`two threads over one, tpch-parquet: ${(one / two).toFixed(2)} (target 1.70)\n`);
  }
}

function lineOf({ target, threads, mean, worst, worstQuery, answers }: Measured): string {
  const mark = (value: number, aim: number): string => (value <= aim ? " " : "!");
  const cells = [
    target.name.padEnd(14),
    String(threads).padStart(7),
    ` ${mean.toFixed(2)} (${target.mean.toFixed(2)})${mark(mean, target.mean)}`.padEnd(18),
    `${worst.toFixed(2)} (${target.worst.toFixed(2)})${mark(worst, target.worst)} ${worstQuery}`.padEnd(26),
    answers,
  ];
  return cells.join(" ");
}

async function run(target: Target, threads: number): Promise<Measured> {
  const output = await outputOf([...target.argv, "--threads", String(threads)]);
  const last = /geomean=([\d.]+) worst=([\w-]+):([\d.]+) answers=(\S+)\n$/.exec(output);
  if (last === null) throw new Error(`${target.name} ended without its last line`);
  const [, mean, worstQuery, worst, answers] = last as unknown as readonly [string, string, string, string, string];
  const milliseconds = Number(/geometric mean: ffq ([\d.]+) ms/.exec(output)?.[1]);
  return { target, threads, mean: Number(mean), worst: Number(worst), worstQuery, answers, milliseconds };
}

async function outputOf(argv: readonly string[]): Promise<string> {
  const entry = fileURLToPath(new URL("./bench.ts", import.meta.url));
  process.stdout.write(`\nbench ${argv.join(" ")}\n`);
  const child = spawn(process.execPath, [...process.execArgv, entry, ...argv], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  if (status !== 0) throw new Error(`bench ${argv.join(" ")} ended with ${status}`);
  return output;
}
