// `pnpm bench all [--only NAME,NAME] [--skip NAME,NAME] [--threads 1,2] [--sf N] [--large-sf N] [--rows N] [--runs N]
// [--clock wall|cpu]`: every benchmark with a target, each in a process of its own, and the table of what was aimed at
// and what was measured (targets.ts). Prints as it goes; files that are missing are made. A miss is a mark in the
// table; the exit code is 1 only where an answer differs or a benchmark fails.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isRight, type Run, readingOf, type Target, tableOf, targetsOf } from "./targets.ts";

/** Benchmarks of which a query's runs are counted, and that can be timed by the processor's clock. */
const TIMED: ReadonlySet<string> = new Set(["tpch", "sql", "groupby", "parquet", "parquet-write", "csv", "cold"]);

/** Runs all of them with one and with two threads and prints the table. */
export async function benchAll(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: "string" },
      skip: { type: "string", default: "" },
      threads: { type: "string", default: "1,2" },
      sf: { type: "string", default: "1" },
      "large-sf": { type: "string", default: "10" },
      rows: { type: "string", default: "10000000" },
      runs: { type: "string" },
      clock: { type: "string", default: "wall" },
    },
  });
  const targets = targetsOf({ sf: values.sf, largeSf: values["large-sf"], rows: values.rows });
  const [only, skipped] = [namesOf(values.only, targets), namesOf(values.skip, targets) ?? []];
  const asked = targets.filter(({ name }) => (only?.includes(name) ?? true) && !skipped.includes(name));
  const threads = values.threads.split(",").map(Number);
  const planned = asked.flatMap((target): Omit<Run, "reading">[] =>
    target.perThreads ? threads.map((count) => ({ target, threads: count })) : [{ target, threads: undefined }],
  );
  const common = [
    ...(values.runs === undefined ? [] : ["--runs", values.runs]),
    ...(values.clock === "wall" ? [] : ["--clock", values.clock]),
  ];
  const runs: Run[] = [];
  for (const [at, each] of planned.entries()) {
    const { target } = each;
    const flags = [
      ...(TIMED.has(target.argv[0] as string) ? common : []),
      ...(each.threads === undefined ? [] : ["--threads", String(each.threads)]),
    ];
    process.stdout.write(`\n[${at + 1}/${planned.length}] pnpm bench ${[...target.argv, ...flags].join(" ")}\n`);
    const output = await outputOf([...target.argv, ...flags]);
    runs.push({ ...each, reading: output === undefined ? "failed" : readingOf(output) });
  }
  process.stdout.write(`\n${tableOf(runs).join("\n")}\n`);
  if (!runs.every(isRight)) process.exitCode = 1;
}

/** The names in a flag's value; a name that no benchmark has is a mistake. */
function namesOf(value: string | undefined, targets: readonly Target[]): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const names = value.split(",").filter((name) => name !== "");
  const unknown = names.find((name) => !targets.some((target) => target.name === name));
  if (unknown === undefined) return names;
  throw new Error(`no benchmark ${unknown}; there are ${targets.map(({ name }) => name).join(", ")}`);
}

/** What a benchmark prints, which is passed on; undefined where it fails. */
async function outputOf(argv: readonly string[]): Promise<string | undefined> {
  const entry = fileURLToPath(new URL("./bench.ts", import.meta.url));
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
  return status === 0 ? output : undefined;
}
