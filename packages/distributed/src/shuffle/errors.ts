// Failures of the shuffle, typed to the end: whose output could not be had is in the error's context, so that it
// survives every boundary between the reader and the scheduler.
import { ClusterQueryId, type ErrorDetail, FfqError, StageId, type TaskAttempt, WorkerId } from "@ffq/core/physical";
import type { FetchFailure } from "../wire/messages.ts";

/** The rows of a producer cannot be had. */
export function fetchFailed({ producer, worker }: FetchFailure, why: string, cause?: unknown): FfqError {
  const { query, stage, partition, attempt } = producer;
  const context = { query, stage, partition, attempt, worker };
  const what = `the output of stage ${stage}, task ${partition}, attempt ${attempt} on worker ${worker}`;
  return new FfqError("SHUFFLE_FETCH_FAILED", `${what} cannot be read: ${why}`, { sqlstate: "58030", context }, cause);
}

/** Some producer's rows are not there now; which one is not known here. */
export function inputsMissing(query: ClusterQueryId, stage: StageId): FfqError {
  const detail: ErrorDetail = { sqlstate: "58030", context: { query, stage } };
  return new FfqError("SHUFFLE_FETCH_FAILED", `stage ${stage} has outputs that are being made anew`, detail);
}

/** Whose output an error is about; undefined when it is about none. */
export function fetchFailureOf({ code, context = {} }: FfqError): FetchFailure | undefined {
  if (code !== "SHUFFLE_FETCH_FAILED") return undefined;
  const { query, stage, partition, attempt, worker } = context;
  if (typeof query !== "string" || typeof worker !== "string") return undefined;
  if (typeof stage !== "number" || typeof partition !== "number" || typeof attempt !== "number") return undefined;
  const producer: TaskAttempt = { query: ClusterQueryId(query), stage: StageId(stage), partition, attempt };
  return { producer, worker: WorkerId(worker) };
}
