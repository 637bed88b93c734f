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
  /** How many times as fast two threads are to be as one. */
  readonly gain?: number;
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
    { name: "scaling", argv: ["scaling", "--sf", sf], perThreads: false, gain: 1.7 },
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
  /** Two threads over one: FFQ's, the peer's, and that of two processes which share nothing. */
  readonly gain?: number;
  readonly peerGain?: number;
  readonly processesGain?: number;
}

/** Reads a benchmark's output, whose last line sums it up. */
export function readingOf(output: string): Reading {
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  const mean = /\bgeomean=([\d.]+)/.exec(last)?.[1];
  const worst = /\bworst=(.+?):([\d.]+)/.exec(last);
  const answers = /\banswers=(\d+)\/(\d+)/.exec(last);
  const gains = /\bgain=([\d.]+) duckdb=([\d.]+) two_processes=([\d.]+)/.exec(last)?.slice(1).map(Number);
  return {
    ...(mean === undefined ? {} : { mean: Number(mean) }),
    ...(worst === null ? {} : { worstQuery: worst[1] as string, worst: Number(worst[2]) }),
    ...(answers === null ? {} : { right: Number(answers[1]), asked: Number(answers[2]) }),
    ...(gains === undefined ? {} : ({ gain: gains[0], peerGain: gains[1], processesGain: gains[2] } as Reading)),
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

/** The table: a line per run, misses marked, then a sum. */
export function tableOf(runs: readonly Run[]): readonly string[] {
  const head = "benchmark     threads  geomean (target)  worst (target)";
  const met = runs.flatMap(verdictsOf);
  const wrong = runs.filter((run) => !isRight(run)).length;
  const sum = `bench all targets=${met.length} met=${met.filter(Boolean).length} wrong=${wrong}`;
  return [head, ...runs.map(lineOf), sum];
}

const mark = (isMet: boolean): string => (isMet ? "" : " !");

/** For each aim of a run whether it was reached. */
function verdictsOf({ target, reading }: Run): boolean[] {
  const { mean, worst, gain } = reading === "failed" ? {} : reading;
  const most = (aim: number | undefined, value = Number.POSITIVE_INFINITY): boolean[] =>
    aim === undefined ? [] : [value <= aim];
  return [
    ...most(target.mean, mean),
    ...most(target.worst, worst),
    ...(target.gain === undefined ? [] : [(gain ?? 0) >= target.gain]),
  ];
}

function lineOf({ target, threads, reading }: Run): string {
  const start = `${target.name.padEnd(14)}${String(threads ?? "").padStart(7)}`;
  if (reading === "failed") return `${start}  FAILED`;
  const answers = reading.asked === undefined ? "" : `answers ${reading.right}/${reading.asked}`;
  if (target.gain !== undefined) return `${start}  ${gainOf(target.gain, reading).padEnd(52)} ${answers}`.trimEnd();
  const cell = (value: number | undefined, aim: number | undefined): string => {
    if (value === undefined) return "";
    return aim === undefined ? value.toFixed(2) : `${value.toFixed(2)} (${aim.toFixed(2)})${mark(value <= aim)}`;
  };
  const worst = `${cell(reading.worst, target.worst)} ${reading.worstQuery ?? ""}`.trim();
  return `${start}  ${cell(reading.mean, target.mean).padEnd(16)}  ${worst.padEnd(34)} ${answers}`.trimEnd();
}

/** What two threads gain, beside the peer's and what the machine gives two processes. */
function gainOf(aim: number, { gain = 0, peerGain = 0, processesGain = 0 }: Reading): string {
  const own = `gain ${gain.toFixed(2)} (${aim.toFixed(2)})${mark(gain >= aim)}`;
  return `${own}, duckdb ${peerGain.toFixed(2)}, processes ${processesGain.toFixed(2)}`;
}
