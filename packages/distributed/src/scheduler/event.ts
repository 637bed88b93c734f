// Everything that can happen to the scheduler, as data. Time and randomness come in here and nowhere else: the same
// events in the same order give the same state and commands. Each request of the control plane is one event and is
// answered by exactly one `answer-…` command of the same step (a poll perhaps of a later one). Apart from the
// commands so that the shells on both sides can be written against the types alone.
import type { ClusterQueryId, ErrorData, StageId, TaskAttempt, WorkerId } from "@ffq/core/physical";

/** What every event carries. */
export interface Stamp {
  /** Milliseconds of the coordinator's clock; never less than in the event before. */
  readonly at: number;
  /** At least 0, less than 1. All that is random in the step derives from it. */
  readonly random: number;
}

/** A stage as far as the scheduler needs to know it. Stages stand behind those they read; the last is the result. */
export interface StageShape {
  readonly id: StageId;
  /** How many tasks. */
  readonly partitions: number;
  readonly inputs: readonly StageId[];
  /** Partitions of each task's output. */
  readonly outputPartitions: number;
  /** What a worker must have to run it: `operator:NAME`, `function:NAME(TYPES)`, `provider:NAME`, `store:SCHEME`. */
  readonly requiredCapabilities: readonly string[];
  /**
   * True when a task run again puts the same rows into the same output partitions (in whatever order). Of a stage that
   * cannot promise it, an output made anew invalidates everything that was computed from the one that was lost.
   */
  readonly repeatable: boolean;
}

export interface QueryLimits {
  /** From submission to the end; 0: none. */
  readonly timeoutMs: number;
  /** How long tasks may wait for a worker that has what they need; 0: for ever. */
  readonly capabilityTimeoutMs: number;
}

/** A map output that its worker has, or has just written. */
export interface HeldOutput {
  readonly task: TaskAttempt;
  /** Encoded bytes of each partition. */
  readonly partitionBytes: readonly number[];
}

/** Whose output could not be read. */
export interface FetchFailure {
  readonly producer: TaskAttempt;
  readonly worker: WorkerId;
}

export type TaskOutcome =
  | { readonly kind: "running" }
  /** `partitionBytes`: of its map output, which is registered by this unless it was before. */
  | { readonly kind: "succeeded"; readonly partitionBytes?: readonly number[] }
  | { readonly kind: "failed"; readonly error: ErrorData; readonly fetch?: FetchFailure }
  /** Stopped because the coordinator asked for it, or because the worker drains. */
  | { readonly kind: "canceled" };

export interface TaskReport {
  readonly task: TaskAttempt;
  readonly outcome: TaskOutcome;
}

/** What a worker holds from before it became known; all of it. */
export interface Registration {
  readonly outputs: readonly HeldOutput[];
  /** Attempts whose results it still serves. */
  readonly results: readonly TaskAttempt[];
}

/** From clients. */
export type ClientEvent =
  /** Answered by `answer-query`. A second submission of a known id changes nothing. */
  | {
      readonly kind: "query-submitted";
      readonly query: ClusterQueryId;
      readonly stages: readonly StageShape[];
      readonly limits: QueryLimits;
    }
  /** Answered by `answer-query`. */
  | { readonly kind: "query-canceled"; readonly query: ClusterQueryId; readonly reason: string }
  /** The client asked for something, or a stream to it is open: posted at least three times per client grace. */
  | { readonly kind: "client-seen"; readonly query: ClusterQueryId }
  /** The client has the last frame of the results that this attempt made: the query has succeeded. */
  | { readonly kind: "results-fetched"; readonly task: TaskAttempt }
  /** The client cannot get the results that this attempt made: they are made anew, as a map output would be. */
  | { readonly kind: "results-unreachable"; readonly task: TaskAttempt };

/** From workers. */
export type WorkerEvent =
  /** Answered by `answer-heartbeat`. */
  | {
      readonly kind: "worker-heartbeat";
      readonly worker: WorkerId;
      /** The worker's clock: a heartbeat not later than the last one changes nothing. */
      readonly atMs: number;
      /** Attempts that it has taken and whose end has not been acknowledged. */
      readonly runningTasks: readonly TaskAttempt[];
      readonly slots: number;
      readonly endpoint: string;
      readonly capabilities: readonly string[];
      /** Takes no further tasks. */
      readonly draining: boolean;
      /** Present when the worker registers. */
      readonly registration?: Registration;
    }
  /** Answered by `answer-poll`, at the latest in the step of `poll-closed`. */
  | {
      readonly kind: "worker-polled";
      readonly worker: WorkerId;
      /** Counts the worker's polls: an older one that arrives late is answered with nothing. */
      readonly poll: number;
      readonly freeSlots: number;
    }
  /** The time that the worker wanted to wait is over, or its connection is gone. */
  | { readonly kind: "poll-closed"; readonly worker: WorkerId; readonly poll: number }
  /** Answered by `answer-reports`. */
  | {
      readonly kind: "tasks-reported";
      readonly worker: WorkerId;
      readonly reports: readonly TaskReport[];
      /** With those gone that the reports end: an open poll offers as many from now on. */
      readonly freeSlots: number;
    }
  /** Answered by `answer-registered`. */
  | { readonly kind: "output-registered"; readonly worker: WorkerId; readonly output: HeldOutput }
  /** Answered by `answer-registered`. */
  | { readonly kind: "results-registered"; readonly worker: WorkerId; readonly task: TaskAttempt }
  /** The worker said goodbye, or its death is certain. */
  | { readonly kind: "worker-left"; readonly worker: WorkerId };

/** From the coordinator's own shell. */
export type ShellEvent =
  /** The time asked for by `wake-at` has come. */
  | { readonly kind: "clock-ticked" }
  /** First event after a state was replayed from the journal. */
  | { readonly kind: "coordinator-restarted" };

export type SchedulerEvent = Stamp & (ClientEvent | WorkerEvent | ShellEvent);
