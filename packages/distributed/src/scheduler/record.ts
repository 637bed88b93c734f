// What must survive a crash of the coordinator, as facts about queries: the journal is a list of these, and a snapshot
// is the shortest such list. Workers are not in it (they come and say what they hold), nor is any moment in time (the
// clock starts anew). Apart from the events because most events leave no fact behind.
import type { ClusterQueryId, ErrorData, StageId, TaskAttempt, WorkerId } from "@ffq/core/physical";
import type { QueryLimits, StageShape } from "./event.ts";

export type QueryEnd =
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed"; readonly error: ErrorData }
  | { readonly kind: "canceled"; readonly reason: string };

export type SchedulerRecord =
  | {
      readonly kind: "query-accepted";
      readonly query: ClusterQueryId;
      readonly stages: readonly StageShape[];
      readonly limits: QueryLimits;
    }
  | { readonly kind: "query-admitted"; readonly query: ClusterQueryId }
  | { readonly kind: "attempt-started"; readonly task: TaskAttempt; readonly worker: WorkerId }
  /** How large it is comes back with the worker. */
  | { readonly kind: "output-registered"; readonly task: TaskAttempt }
  | { readonly kind: "results-registered"; readonly task: TaskAttempt }
  | { readonly kind: "attempt-succeeded"; readonly task: TaskAttempt }
  /** Failed by its own doing, or lost with what it needed; its output, if registered, is void. */
  | { readonly kind: "attempt-failed"; readonly task: TaskAttempt; readonly fault: "task" | "lost" }
  /** Output or results of an attempt that had succeeded are gone; the task must run again. */
  | { readonly kind: "output-lost"; readonly task: TaskAttempt }
  | { readonly kind: "query-ended"; readonly query: ClusterQueryId; readonly end: QueryEnd }
  | { readonly kind: "query-forgotten"; readonly query: ClusterQueryId }
  /** Only in snapshots: how often a task was tried before. */
  | {
      readonly kind: "task-history";
      readonly query: ClusterQueryId;
      readonly stage: StageId;
      readonly partition: number;
      readonly attempts: number;
      readonly failures: number;
      readonly losses: number;
      /** True: it had succeeded, its output is gone, and nobody needed it. */
      readonly lost: boolean;
    };
