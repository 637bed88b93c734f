// Addresses on a worker's data plane, below its endpoint: map outputs by partition, and results. Read as strictly as
// written: what is not exactly one of these is nothing.
import { ClusterQueryId, StageId, type TaskAttempt } from "@ffq/core/physical";
import { isId } from "./task.ts";

export const SHUFFLE_PREFIX = "/shuffle/v1/";
export const RESULTS_PREFIX = "/results/v1/";

/** One partition of a task's output. */
export interface OutputAddress {
  readonly task: TaskAttempt;
  readonly partition: number;
}

export function shufflePath({ task, partition }: OutputAddress): string {
  return `${SHUFFLE_PREFIX}${taskPart(task)}/${partition}`;
}

export function resultsPath(task: TaskAttempt): string {
  return RESULTS_PREFIX + taskPart(task);
}

function taskPart({ query, stage, partition, attempt }: TaskAttempt): string {
  return `${query}/${stage}/${partition}/${attempt}`;
}

export function readShufflePath(path: string): OutputAddress | undefined {
  const parts = partsBelow(path, SHUFFLE_PREFIX, 5);
  const partition = readNumber(parts?.[4]);
  const task = readTask(parts);
  return task === undefined || partition === undefined ? undefined : { task, partition };
}

export function readResultsPath(path: string): TaskAttempt | undefined {
  return readTask(partsBelow(path, RESULTS_PREFIX, 4));
}

function partsBelow(path: string, prefix: string, count: number): readonly string[] | undefined {
  const parts = path.startsWith(prefix) ? path.slice(prefix.length).split("/") : [];
  return parts.length === count ? parts : undefined;
}

function readTask(parts: readonly string[] | undefined): TaskAttempt | undefined {
  const [query = "", ...numbers] = parts ?? [];
  const [stage, partition, attempt] = numbers.map(readNumber);
  if (!isId(query)) return undefined;
  if (stage === undefined || partition === undefined || attempt === undefined) return undefined;
  return { query: ClusterQueryId(query), stage: StageId(stage), partition, attempt };
}

/** A number of a position in a list, as we write it. */
export function readNumber(text: string | null | undefined): number | undefined {
  return text !== null && text !== undefined && /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : undefined;
}
