// The numbers the scheduler decides by. They are handed in with the first state and never change while it lives:
// a replayed journal meets the same limits only if the shell starts with the same ones, and nothing here may depend
// on that (a lower limit after a restart only delays work). Names of environment variables are cli/'s business.

/** Times in milliseconds. */
export interface SchedulerConfig {
  /** A worker that sends nothing for so long is lost (FFQ_WORKER_LIVENESS_TIMEOUT_MS). */
  readonly livenessTimeoutMs: number;
  /** An attempt that a worker was given, and of which its heartbeats do not speak for so long, never arrived there. */
  readonly silentAttemptMs: number;
  /** Tasks that wait for an input that was lost keep their slots from those that make it anew for no longer. */
  readonly stalledMs: number;
  /** FFQ_MAX_CONCURRENT_TASKS_PER_WORKER; a worker with fewer slots gets no more than those. */
  readonly maxTasksPerWorker: number;
  /** FFQ_MAX_CONCURRENT_TASKS_PER_QUERY. */
  readonly maxTasksPerQuery: number;
  /** Queries that run at the same time; others wait in the order they came. */
  readonly maxRunningQueries: number;
  /** Queries that wait; one more is refused. */
  readonly maxQueuedQueries: number;
  /** Tasks of one query; a larger graph is refused. */
  readonly maxTasksInQuery: number;
  /** Failures of one task by the task's own doing (FFQ_MAX_TASK_ATTEMPTS). */
  readonly maxTaskAttempts: number;
  /** Attempts of one task that ended without being at fault themselves: worker lost, input lost. */
  readonly maxLostAttempts: number;
  /** FFQ_RETRY_BACKOFF_BASE_MS: doubles with each failure of the task. */
  readonly retryBackoffBaseMs: number;
  readonly retryBackoffMaxMs: number;
  /** For so long a task is kept from workers it failed on, while others could take it. */
  readonly avoidWorkerMs: number;
  /** Failures without a success between them that blacklist a worker (FFQ_BLACKLIST_FAILURE_THRESHOLD). */
  readonly blacklistFailureThreshold: number;
  /** After so long a blacklisted worker is let back, one failure from being blacklisted again. */
  readonly blacklistCooldownMs: number;
  /** No worker that takes tasks for so long fails the queries that have nothing running. */
  readonly noWorkersGraceMs: number;
  /** A client that gives no sign for so long has left; its query is canceled. */
  readonly clientGraceMs: number;
  /** What is known of a query that has ended is kept for so long. */
  readonly retentionMs: number;
  /** When the clock jumps by so much past the time the scheduler asked to be woken, it was itself asleep. */
  readonly oversleepMs: number;
}

export const defaultConfig: SchedulerConfig = {
  livenessTimeoutMs: 15_000,
  silentAttemptMs: 5_000,
  stalledMs: 2_000,
  maxTasksPerWorker: 64,
  maxTasksPerQuery: 1_024,
  maxRunningQueries: 32,
  maxQueuedQueries: 1_024,
  maxTasksInQuery: 1_000_000,
  maxTaskAttempts: 3,
  maxLostAttempts: 16,
  retryBackoffBaseMs: 250,
  retryBackoffMaxMs: 30_000,
  avoidWorkerMs: 10_000,
  blacklistFailureThreshold: 5,
  blacklistCooldownMs: 60_000,
  noWorkersGraceMs: 30_000,
  clientGraceMs: 30_000,
  retentionMs: 600_000,
  oversleepMs: 5_000,
};
