// Whether an attempt that failed is worth another, and when. Pure arithmetic over the error's code and the counts.
import { type ErrorCode, type ErrorData, unreachable } from "@ffq/core/physical";
import type { SchedulerConfig } from "./config.ts";

/** True when the same task may succeed elsewhere or later: the cause lies in the worker or the moment, not the query. */
export function isCurable(code: ErrorCode): boolean {
  switch (code) {
    case "IO":
    case "TIMEOUT":
    case "CLOSED":
    case "CANCELLED":
    case "UNAVAILABLE":
    case "SHUFFLE_FETCH_FAILED":
    // A defect of FFQ may be one of this process only; the number of attempts bounds what it costs if it is not.
    case "INTERNAL":
      return true;
    case "SYNTAX":
    case "NOT_FOUND":
    case "AMBIGUOUS":
    case "TYPE_MISMATCH":
    case "INVALID_QUERY":
    case "ALREADY_EXISTS":
    case "UNSUPPORTED":
    case "DATA":
    case "CONSTRAINT":
    case "MEMORY_LIMIT":
    case "BAD_FILE":
    case "FILE_NOT_FOUND":
    case "CONFIG":
    case "MISSING_EXTENSION":
      return false;
    default:
      return unreachable(code);
  }
}

/** How long a task rests after its nth failure: doubling, capped, and between half and one and a half of that. */
export function backoffMs(config: SchedulerConfig, failures: number, random: number): number {
  const doubled = config.retryBackoffBaseMs * 2 ** Math.min(failures - 1, 30);
  return Math.min(doubled, config.retryBackoffMaxMs) * (0.5 + random);
}

/** The query's error when one of its tasks has failed as often as it may. */
export function exhausted(task: string, worker: string, failures: number, last: ErrorData): ErrorData {
  const { code, message, cause: _cause, ...detail } = last;
  return {
    ...detail,
    code,
    message: `${task} failed ${failures} times, last on worker ${worker}: ${message}`,
    cause: last,
  };
}

/** The query's error when what one of its tasks made or needed was lost too often. */
export function lostTooOften(task: string, losses: number): ErrorData {
  return {
    code: "UNAVAILABLE",
    sqlstate: "53000",
    message: `${task} was lost ${losses} times with the workers that ran it or held its output`,
    hint: "Look at why workers go: memory, the machine, the network between them.",
  };
}
