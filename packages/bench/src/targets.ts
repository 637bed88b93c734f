// What the benchmarks aim at, and how a run of them is read and judged: data and pure functions, so that all.ts only
// starts processes and prints.

/** How large the tables are. */
export interface Sizes {
  readonly sf: string;
  /** Of the run whose tables are larger than memory. */
  readonly largeSf: string;
  readonly rows: string;
}

export interface Target {
  readonly name: string;
  /** What is behind `pnpm bench`. */
  readonly argv: readonly string[];
  /** False: there is one run, without `--threads`. */
  readonly perThreads: boolean;
  /** Ratios to be reached; absent: measured without an aim. */
  readonly mean?: number;
  readonly worst?: number;
}

/** The benchmarks in the order in which they run: what is quick comes first. */
export function targetsOf({ sf, largeSf, rows }: Sizes): readonly Target[] {
  const tpch = (source: string): readonly string[] => ["tpch", "--sf", sf, "--source", source];
  const large = ["tpch", "--sf", largeSf, "--memory", "4095MB", "--runs", "1"];
  const sql = (set: string): readonly string[] => ["sql", "--set", set, "--sf", sf];
  return [
    { name: "coldstart", argv: ["coldstart"], perThreads: false, mean: 1 },
    { name: "cold", argv: ["cold", "--sf", "0.01"], perThreads: true, mean: 1, worst: 2 },
    { name: "tpch-parquet", argv: tpch("parquet"), perThreads: true, mean: 1, worst: 2 },
    { name: "tpch-memory", argv: tpch("memory"), perThreads: true, mean: 0.6, worst: 1.5 },
    { name: "sql", argv: sql("queries"), perThreads: true, mean: 0.9, worst: 2.5 },
    { name: "sql-functions", argv: sql("functions"), perThreads: true, mean: 1, worst: 3 },
    { name: "parquet-read", argv: ["parquet", "--sf", sf], perThreads: true },
    { name: "parquet-write", argv: ["parquet-write", "--sf", sf], perThreads: true, worst: 1.2 },
    { name: "csv", argv: ["csv", "--sf", sf], perThreads: true },
    { name: "distributed", argv: ["distributed", "--sf", sf], perThreads: false, mean: 1.5 },
    { name: "groupby", argv: ["groupby", "--rows", rows], perThreads: true, mean: 0.8, worst: 2 },
    { name: "sf10", argv: large, perThreads: true, mean: 1, worst: 2.5 },
    { name: "kernels", argv: ["kernels"], perThreads: false },
  ];
}

/** What a benchmark's output says of itself; everything is absent where there is nothing to compare (kernels). */
export interface Reading {
  readonly mean?: number;
  readonly worst?: number;
  readonly worstQuery?: string;
  readonly right?: number;
  readonly asked?: number;
  /** FFQ's geometric mean in milliseconds. */
  readonly milliseconds?: number;
}

/** Reads a benchmark's output, whose last line sums it up. */
export function readingOf(output: string): Reading {
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  const mean = /\bgeomean=([\d.]+)/.exec(last)?.[1];
  const worst = /\bworst=(.+?):([\d.]+)/.exec(last);
  const answers = /\banswers=(\d+)\/(\d+)/.exec(last);
  const milliseconds = /geometric mean: ffq ([\d.]+) ms/.exec(output)?.[1];
  return {
    ...(mean === undefined ? {} : { mean: Number(mean) }),
    ...(worst === null ? {} : { worstQuery: worst[1] as string, worst: Number(worst[2]) }),
    ...(answers === null ? {} : { right: Number(answers[1]), asked: Number(answers[2]) }),
    ...(milliseconds === undefined ? {} : { milliseconds: Number(milliseconds) }),
  };
}

/** One run of a benchmark: what it printed last, or that it ended with an error. */
export interface Run {
  readonly target: Target;
  /** Absent: see Target.perThreads. */
  readonly threads: number | undefined;
  readonly reading: Reading | "failed";
}

/** False where an answer differs or a benchmark failed; times never fail a run. */
export function isRight({ reading }: Run): boolean {
  return reading !== "failed" && reading.right === reading.asked;
}

const SPEEDUP = 1.7;

/** The table: a line per run, misses marked, then what two threads gain, then a sum. */
export function tableOf(runs: readonly Run[]): readonly string[] {
  const head = "benchmark     threads  geomean (target)  worst (target)";
  const met = runs.flatMap(verdictsOf);
  const speedup = speedupOf(runs);
  const gain =
    speedup === undefined
      ? []
      : [
          `two threads over one, tpch-parquet: ${speedup.toFixed(2)} (${SPEEDUP.toFixed(2)})${mark(speedup >= SPEEDUP)}`,
        ];
  if (speedup !== undefined) met.push(speedup >= SPEEDUP);
  const wrong = runs.filter((run) => !isRight(run)).length;
  const sum = `bench all targets=${met.length} met=${met.filter(Boolean).length} wrong=${wrong}`;
  return [head, ...runs.map(lineOf), ...gain, sum];
}

const mark = (isMet: boolean): string => (isMet ? "" : " !");

/** For each aim of a run whether it was reached. */
function verdictsOf({ target, reading }: Run): boolean[] {
  const aims = [target.mean, target.worst];
  const values = reading === "failed" ? [] : [reading.mean, reading.worst];
  return aims.flatMap((aim, at) => (aim === undefined ? [] : [(values[at] ?? Number.POSITIVE_INFINITY) <= aim]));
}

function lineOf({ target, threads, reading }: Run): string {
  const start = `${target.name.padEnd(14)}${String(threads ?? "").padStart(7)}`;
  if (reading === "failed") return `${start}  FAILED`;
  const cell = (value: number | undefined, aim: number | undefined): string => {
    if (value === undefined) return "";
    return aim === undefined ? value.toFixed(2) : `${value.toFixed(2)} (${aim.toFixed(2)})${mark(value <= aim)}`;
  };
  const worst = `${cell(reading.worst, target.worst)} ${reading.worstQuery ?? ""}`.trim();
  const answers = reading.asked === undefined ? "" : `answers ${reading.right}/${reading.asked}`;
  return `${start}  ${cell(reading.mean, target.mean).padEnd(16)}  ${worst.padEnd(34)} ${answers}`.trimEnd();
}

function speedupOf(runs: readonly Run[]): number | undefined {
  const millisecondsOf = (threads: number): number | undefined => {
    const run = runs.find((each) => each.target.name === "tpch-parquet" && each.threads === threads);
    return run === undefined || run.reading === "failed" ? undefined : run.reading.milliseconds;
  };
  const [one, two] = [millisecondsOf(1), millisecondsOf(2)];
  return one === undefined || two === undefined ? undefined : one / two;
}
