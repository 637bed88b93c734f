// Generating TPC-H files: the text pool first, then all tables, chunk by chunk. Chunks are made in any order by any
// thread and written in order by this one. Each chunk under way occupies a lane until it is written, so memory is
// the pool plus a few chunks at every scale.
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { FfqError } from "@ffq/core";
import { assembleCrew, type Crew } from "./crew.ts";
import { type FormatName, formats } from "./formats.ts";
import { checkScaleFactor } from "./scale.ts";
import { type GeneratedFile, TableFile } from "./table-file.ts";
import { tableNamed, tables } from "./tables.ts";
import type { ChunkTask } from "./task.ts";
import { allocatePool, POOL_BYTES, POOL_SEGMENTS } from "./text-pool.ts";

export type { GeneratedFile } from "./table-file.ts";

export interface GenerateProgress {
  /** What was finished last: a table's name, or "text" for the pool of comment text. */
  readonly step: string;
  /** From 0 to 1. */
  readonly fraction: number;
}

export interface GenerateOptions {
  readonly scaleFactor: number;
  /** Made when it is not there. Files in it that have a table's name are replaced. */
  readonly directory: string;
  readonly format: FormatName;
  /** All eight unless given. */
  readonly tables?: readonly string[];
  /** Worker threads; as many as there are processors unless given; 0 works on the caller's thread. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: GenerateProgress) => void;
}

/** Making a byte of the pool costs about this part of making a byte of a table. */
const POOL_COST = 0.5;

/**
 * Writes one file per table and describes them. When it fails or is cancelled, no unfinished file stays.
 * @throws FfqError CONFIG, NOT_FOUND, UNSUPPORTED, CANCELLED or IO
 */
export async function generateTpch(options: GenerateOptions): Promise<readonly GeneratedFile[]> {
  const { scaleFactor, directory, format, signal } = options;
  checkScaleFactor(scaleFactor);
  const fileFormat = formats[format];
  const wanted = [...new Set(options.tables ?? tables.map((table) => table.name))].map(tableNamed);
  const threads = options.threads ?? availableParallelism();
  if (!Number.isInteger(threads) || threads < 0)
    throw new FfqError("CONFIG", `threads must be 0 or more, not ${threads}`);

  const jobs = wanted.flatMap((table) => {
    const bytes = table.units(scaleFactor) * table.unitBytes;
    const parts = Math.ceil(bytes / fileFormat.chunkBytes);
    const file = new TableFile(table.name, join(directory, `${table.name}.${format}`), fileFormat);
    return Array.from({ length: parts }, (_, part): Job => ({ file, part, parts, cost: bytes / parts }));
  });
  const files = [...new Set(jobs.map((job) => job.file))];
  const progress = new Progress(options.onProgress, jobs);
  const pool = allocatePool();
  const crew = assembleCrew({ scaleFactor, format, pool }, threads);
  try {
    await mkdir(directory, { recursive: true });
    await fillPool(crew, progress, signal);
    await writeChunks(crew, jobs, progress, signal);
    return await Promise.all(files.map((file) => file.finish()));
  } catch (error) {
    throw signal?.aborted === true ? cancelled(error) : asIoError(error);
  } finally {
    await crew.close();
    await Promise.all(files.map((file) => file.abandon()));
  }
}

interface Job {
  readonly file: TableFile;
  readonly part: number;
  readonly parts: number;
  readonly cost: number;
}

async function fillPool(crew: Crew, progress: Progress, signal: AbortSignal | undefined): Promise<void> {
  await inLanes(crew.width, POOL_SEGMENTS, signal, async (segment) => {
    await crew.run({ kind: "segment", segment });
    progress.add("text", progress.poolCost / POOL_SEGMENTS);
  });
}

async function writeChunks(
  crew: Crew,
  jobs: readonly Job[],
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const spares: ArrayBuffer[] = [];
  const lastWrite = new Map<TableFile, Promise<void>>();
  await inLanes(crew.width, jobs.length, signal, (index) => {
    const { file, part, parts, cost } = jobs[index] as Job;
    const before = lastWrite.get(file);
    const written = (async () => {
      const spare = spares.pop();
      const task: ChunkTask = { kind: "chunk", table: file.table, part, parts };
      const chunk = await crew.run(spare === undefined ? task : { ...task, spare });
      await before;
      await file.append(chunk);
      spares.push(chunk.buffer);
      progress.add(file.table, cost);
    })();
    lastWrite.set(file, written);
    return written;
  });
}

/** Runs `work` for 0 .. count - 1, started in order, `lanes` at a time. The first failure starts nothing more. */
async function inLanes(
  lanes: number,
  count: number,
  signal: AbortSignal | undefined,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    try {
      while (next < count) {
        signal?.throwIfAborted();
        await work(next++);
      }
    } catch (error) {
      next = count;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

class Progress {
  readonly poolCost = POOL_BYTES * POOL_COST;
  private readonly report: ((progress: GenerateProgress) => void) | undefined;
  private readonly total: number;
  private done = 0;

  constructor(report: ((progress: GenerateProgress) => void) | undefined, jobs: readonly Job[]) {
    this.report = report;
    this.total = jobs.reduce((sum, job) => sum + job.cost, this.poolCost);
  }

  add(step: string, cost: number): void {
    this.done += cost;
    this.report?.({ step, fraction: Math.min(1, this.done / this.total) });
  }
}

function cancelled(cause: unknown): FfqError {
  return new FfqError("CANCELLED", "generating TPC-H was cancelled", {}, cause);
}

/** Errors of the file system carry a code such as ENOSPC; all others are passed on. */
function asIoError(error: unknown): FfqError {
  if (error instanceof Error && !(error instanceof FfqError) && "code" in error) {
    return new FfqError("IO", error.message, {}, error);
  }
  return FfqError.from(error);
}
