// The options of ffq-coordinator.
import { defaultConfig, type SchedulerConfig } from "../scheduler/config.ts";
import { type CommandText, commonRows, type FlagRow, type Flags } from "./flags.ts";

/** Numbers of the scheduler that can be set, each with its place in the configuration. */
const limits: readonly (FlagRow & { readonly of: keyof SchedulerConfig })[] = [
  limit("worker-liveness-timeout-ms", "livenessTimeoutMs", "a worker without a heartbeat for so long is lost", 100),
  limit(
    "max-concurrent-tasks-per-worker",
    "maxTasksPerWorker",
    "tasks of one worker at a time, whatever slots it has",
    1,
  ),
  limit("max-concurrent-tasks-per-query", "maxTasksPerQuery", "tasks of one query at a time", 1),
  limit("max-running-queries", "maxRunningQueries", "queries at a time; others wait", 1),
  limit("max-queued-queries", "maxQueuedQueries", "queries that wait; one more is refused", 0),
  limit("max-task-attempts", "maxTaskAttempts", "failures of a task that fail its query", 1),
  limit("max-lost-attempts", "maxLostAttempts", "of a task, through no fault of its own, that fail its query", 1),
  limit("retry-backoff-base-ms", "retryBackoffBaseMs", "pause before a task is tried again, doubled each time", 1),
  limit("retry-backoff-max-ms", "retryBackoffMaxMs", "the longest such pause", 1),
  limit("avoid-worker-ms", "avoidWorkerMs", "a task is kept from workers that it failed on for so long", 0),
  limit("stalled-ms", "stalledMs", "tasks that wait for a lost input give its makers their slots after so long", 1),
  limit(
    "blacklist-failure-threshold",
    "blacklistFailureThreshold",
    "failures in a row that keep a worker from tasks",
    1,
  ),
  limit("blacklist-cooldown-ms", "blacklistCooldownMs", "after which it is let back", 1),
  limit("no-workers-grace-ms", "noWorkersGraceMs", "without any worker for so long, queries fail", 1),
  limit("retention-ms", "retentionMs", "what became of a query is known for so long after its end", 1000),
  limit("client-grace-ms", "clientGraceMs", "a query whose client gives no sign for so long is cancelled", 100),
];

function limit(
  name: string,
  of: keyof SchedulerConfig,
  help: string,
  least: number,
): FlagRow & { of: keyof SchedulerConfig } {
  const env = `FFQ_${name.toUpperCase().replaceAll("-", "_")}`;
  return { name, env, kind: "count", help, default: String(defaultConfig[of]), least, of };
}

export const coordinatorCommand: CommandText = {
  name: "ffq-coordinator",
  summary: "takes queries and gives their tasks to workers.",
  usage: "ffq-coordinator [options]",
  rows: [
    { name: "host", env: "FFQ_HOST", kind: "text", value: "ADDRESS", help: "where to listen", default: "127.0.0.1" },
    { name: "port", env: "FFQ_PORT", kind: "count", help: "0 takes any that is free", default: "7070" },
    {
      name: "data-dir",
      env: "FFQ_DATA_DIR",
      kind: "text",
      value: "FOLDER",
      help: "for the journal, from which a restart goes on; default: ffq/coordinator-PORT in the user's state folder",
    },
    {
      name: "token-file",
      env: "FFQ_TOKEN_FILE",
      kind: "text",
      value: "FILE",
      help: "holds the token that clients and workers must have (or say it in FFQ_TOKEN)",
    },
    ...limits,
    {
      name: "max-message-bytes",
      env: "FFQ_MAX_MESSAGE_BYTES",
      kind: "bytes",
      help: "the largest message",
      default: "16MB",
    },
    {
      name: "max-in-flight",
      env: "FFQ_MAX_IN_FLIGHT",
      kind: "count",
      help: "requests at a time, waiting ones not counted",
      default: "1024",
      least: 1,
    },
    {
      name: "drain-ms",
      env: "FFQ_DRAIN_MS",
      kind: "count",
      help: "time for requests under way after SIGTERM",
      default: "5000",
    },
    ...commonRows,
  ],
  notes: "Listens on the loopback address unless told otherwise. Give a token before you open it to a network.",
};

export function schedulerConfig(flags: Flags): SchedulerConfig {
  const set = Object.fromEntries(limits.map(({ name, of }) => [of, flags.count(name)]));
  return { ...defaultConfig, ...set };
}
