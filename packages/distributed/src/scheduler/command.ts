// Everything the scheduler wants done, as data. The shell carries the commands of a step out in their order; a
// `record` must be durable before any later command of its step is begun, or a crash could leave two workers with the
// same attempt. Nothing that comes of a command is reported back except as a new event.
import type { ClusterQueryId, ErrorData, TaskAttempt, WorkerId } from "@ffq/core/physical";
import type { SchedulerRecord } from "./record.ts";

export interface Assignment {
  readonly task: TaskAttempt;
  /** Its rows are the query's result. */
  readonly isResult: boolean;
}

/** Answers: one per request, in the step of its event unless said otherwise. */
export type Answer =
  /** `refused`: the query is not known after it, and the error says why. */
  | {
      readonly kind: "answer-query";
      readonly query: ClusterQueryId;
      readonly outcome: "accepted" | "known" | "unknown" | "refused";
      readonly error?: ErrorData;
    }
  | {
      readonly kind: "answer-heartbeat";
      readonly worker: WorkerId;
      /** False: the next heartbeat must carry a registration. */
      readonly known: boolean;
      readonly cancel: readonly TaskAttempt[];
      readonly releasedQueries: readonly ClusterQueryId[];
      /** Held outputs and results that nobody wants. */
      readonly drop: readonly TaskAttempt[];
    }
  /** May come in any later step, whenever there is something to say; each poll is answered once. */
  | {
      readonly kind: "answer-poll";
      readonly worker: WorkerId;
      readonly poll: number;
      readonly known: boolean;
      readonly tasks: readonly Assignment[];
      readonly cancel: readonly TaskAttempt[];
      readonly releasedQueries: readonly ClusterQueryId[];
    }
  | {
      readonly kind: "answer-reports";
      readonly worker: WorkerId;
      readonly known: boolean;
      /** Attempts among the reported that no longer count. */
      readonly stale: readonly TaskAttempt[];
      /** The open poll that now offers the slots that the reports made free; 0: there is none. */
      readonly poll: number;
    }
  | {
      readonly kind: "answer-registered";
      readonly worker: WorkerId;
      readonly task: TaskAttempt;
      /** False: another attempt's output counts, this one is to be dropped. */
      readonly accepted: boolean;
    };

/** What operators of a cluster want to read about; carries ids, never data. */
export type Notice =
  | { readonly kind: "worker-registered"; readonly worker: WorkerId }
  | { readonly kind: "worker-lost"; readonly worker: WorkerId; readonly why: string; readonly attempts: number }
  | { readonly kind: "worker-blacklisted"; readonly worker: WorkerId; readonly failures: number }
  | { readonly kind: "worker-let-back"; readonly worker: WorkerId }
  | {
      readonly kind: "attempt-failed";
      readonly task: TaskAttempt;
      readonly worker: WorkerId;
      readonly error: ErrorData;
      /** Absent when it is not tried again. */
      readonly retryInMs?: number;
    }
  | { readonly kind: "attempt-lost"; readonly task: TaskAttempt; readonly worker: WorkerId; readonly why: string }
  | { readonly kind: "output-lost"; readonly task: TaskAttempt; readonly worker: WorkerId; readonly why: string }
  | { readonly kind: "query-ended"; readonly query: ClusterQueryId; readonly state: string };

export type Command =
  | Answer
  /** Append to the journal. */
  | { readonly kind: "record"; readonly record: SchedulerRecord }
  /** The query's status or the place of its results differs from before; watchers look it up (status.ts). */
  | { readonly kind: "query-changed"; readonly query: ClusterQueryId }
  /** The query has ended: its plans and blobs are needed no more. */
  | { readonly kind: "query-ended"; readonly query: ClusterQueryId }
  /** Post `clock-ticked` at that time; replaces the time asked for before. */
  | { readonly kind: "wake-at"; readonly at: number }
  | { readonly kind: "log"; readonly notice: Notice };
