// `pnpm verify tpch --memory LIMIT`: each query within a memory limit, in a process of its own, so that what the
// process came to hold is the query's doing. Prints for each query whether it is right, the most that the operators
// held, what they wrote to disk, and the process's peak of resident memory, which has to stay below the limit and
// 200 MB more.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compareAnswer, type TextRow } from "./answers.ts";

/** Of the process beside what the limit is about: the runtime itself, its threads, and what streams through them. */
const ALLOWANCE = 200 << 20;

export interface MemoryRun {
  readonly directory: string;
  /** As the engine takes it. */
  readonly limit: string;
  readonly threads: number;
  readonly queries: readonly { readonly number: number; readonly sql: string; readonly answer: readonly TextRow[] }[];
}

/** What memory-query.ts prints. */
export interface MemoryMeasure {
  readonly rows: readonly TextRow[];
  readonly peakBytes: number;
  readonly spilledBytes: number;
  readonly residentBytes: number;
}

/** How many queries were wrong or held too much. */
export function verifyMemory({ directory, limit, threads, queries }: MemoryRun): number {
  const limitBytes = bytesOf(limit);
  const entry = fileURLToPath(new URL("./memory-query.ts", import.meta.url));
  let faults = 0;
  for (const { number, sql, answer } of queries) {
    const input = JSON.stringify({ directory, memoryLimit: limit, threads, sql });
    const { status, stdout, stderr } = spawnSync(process.execPath, [entry], {
      input,
      maxBuffer: 1 << 30,
      encoding: "utf8",
    });
    const measure = status === 0 ? (JSON.parse(stdout) as MemoryMeasure) : undefined;
    const fault = measure === undefined ? stderr.trim() : faultOf(number, measure, answer, limitBytes);
    if (fault !== undefined) faults++;
    const figures =
      measure === undefined
        ? ""
        : ` operators=${megabytes(measure.peakBytes)} spilled=${megabytes(measure.spilledBytes)} resident=${megabytes(measure.residentBytes)}`;
    process.stdout.write(`q${number} memory=${limit} threads=${threads}${figures} ${fault ?? "right"}\n`);
  }
  return faults;
}

function faultOf(
  number: number,
  { rows, residentBytes }: MemoryMeasure,
  answer: readonly TextRow[],
  limitBytes: number,
): string | undefined {
  const wrong = compareAnswer(number, rows, answer);
  if (wrong !== undefined) return wrong;
  return residentBytes > limitBytes + ALLOWANCE
    ? `resident memory is over ${megabytes(limitBytes + ALLOWANCE)}`
    : undefined;
}

const units: Readonly<Record<string, number>> = { kb: 1, mb: 2, gb: 3 };

function bytesOf(limit: string): number {
  const [, digits, unit] = /^(\d+)\s*([kmg]b)$/i.exec(limit) ?? [];
  if (digits === undefined || unit === undefined) throw new Error(`--memory takes such as 256MB, not ${limit}`);
  return Number(digits) * 1024 ** (units[unit.toLowerCase()] as number);
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)}MB`;
