// The scheduler's state: queries with their stages and tasks, workers with the attempts they run, and the indexes that
// keep every event's cost independent of how many of each there are. One object, changed in place, and by `reduce`
// alone: whoever holds it otherwise only reads (status.ts). What a state of a query, task or worker may hold is in its
// union; who may go where is drawn at each.
import type { ClusterQueryId, ErrorData, StageId, WorkerId } from "@ffq/core/physical";
import type { SchedulerConfig } from "./config.ts";
import { Deadlines } from "./deadlines.ts";
import type { QueryLimits, StageShape } from "./event.ts";
import type { Fifo } from "./fifo.ts";

export interface State {
  readonly config: SchedulerConfig;
  readonly queries: Map<ClusterQueryId, Query>;
  /** Queries not yet admitted, in the order they came. */
  readonly waiting: Set<Query>;
  readonly running: Set<RunningQuery>;
  readonly workers: Map<WorkerId, Worker>;
  /** By what they have; workers that have the same are one class. */
  readonly classes: Map<string, WorkerClass>;
  /** By what they need; stages that need the same share one requirement. */
  readonly requirements: Map<string, Requirement>;
  readonly deadlines: Deadlines;
  /** Workers that take tasks: registered and not draining (a blacklisted one will be back). */
  usableWorkers: number;
  /** When the last of them went, or the first event came. */
  noWorkersSince: number;
  /** The latest time seen. */
  at: number;
  /** When the shell was last told to wake the scheduler; infinite: not at all. */
  wakeAt: number;
  /** Until then the scheduler was asleep itself: silence before that is nobody's fault. */
  awakeSince: number;
  /** True when something has changed that an open poll could profit from; a step without it does not dispatch. */
  dispatchDue: boolean;
  admissionDue: boolean;
  readonly counters: Counters;
}

/** Totals since the start, for metrics. */
export interface Counters {
  events: number;
  assignments: number;
  attemptsSucceeded: number;
  attemptsFailed: number;
  attemptsLost: number;
  outputsLost: number;
  workersLost: number;
  workersBlacklisted: number;
  queriesSucceeded: number;
  queriesFailed: number;
  queriesCanceled: number;
}

/**
 * A query. Its phase only ever moves forward:
 *
 *     queued ──admitted──▶ running ──results fetched──▶ succeeded
 *        │                    ├──────error────────────▶ failed
 *        └──────cancel────────┴──────cancel───────────▶ canceled
 *     (a queued one fails too: time limit, no workers)
 */
export interface Query {
  readonly id: ClusterQueryId;
  /** Empty once it has ended. */
  stages: readonly StageShape[];
  readonly limits: QueryLimits;
  readonly submittedAt: number;
  clientSeenAt: number;
  /** Grows with every change of what its status shows. */
  revision: number;
  phase: QueryPhase;
}

export type QueryPhase =
  | { readonly kind: "queued" }
  | { readonly kind: "running"; readonly run: RunningQuery }
  | { readonly kind: "succeeded"; readonly stages: readonly StageCounts[] }
  | { readonly kind: "failed"; readonly error: ErrorData; readonly stages: readonly StageCounts[] }
  | { readonly kind: "canceled"; readonly reason: string; readonly stages: readonly StageCounts[] };

/** What an admitted query has beyond a queued one. */
export interface RunningQuery {
  readonly query: Query;
  readonly stages: readonly Stage[];
  readonly stageById: ReadonlyMap<StageId, Stage>;
  /** Attempts that occupy a slot of a worker, those being stopped too. */
  occupied: number;
  /** Stages with tasks that can be handed out, in the order of the graph. */
  readonly dispatchable: Stage[];
  /** Grows with each assignment: of two queries with as many tasks running the one served longer ago goes first. */
  servedAt: number;
  /** Workers that may hold files of it. */
  readonly touched: Set<Worker>;
  /** Since when a task waits for a worker that has what it needs; undefined: none does. */
  starvedSince: number | undefined;
}

/** Tasks of a stage by what they do. */
export interface StageCounts {
  readonly stage: StageId;
  readonly tasks: number;
  readonly queued: number;
  readonly running: number;
  readonly succeeded: number;
  /** Attempts that failed or were lost, of which the task may since have succeeded. */
  readonly failedAttempts: number;
}

/**
 * A stage of a running query. Blocked while an output of an input stage is missing, and again when one is lost:
 *
 *     blocked ◀──output of an input lost── open      (open: blockedInputs = 0)
 *        └─────last missing output registered──▶
 */
export interface Stage {
  readonly run: RunningQuery;
  /** Its place in the graph. */
  readonly index: number;
  readonly shape: StageShape;
  readonly isResult: boolean;
  readonly requirement: Requirement;
  readonly inputs: readonly Stage[];
  readonly consumers: Stage[];
  readonly tasks: readonly Task[];
  /** Input stages with a missing output. */
  blockedInputs: number;
  /** Tasks without a registered output. */
  missingOutputs: number;
  /** Tasks that wait for a worker and never failed. */
  readonly fresh: Fifo<Task>;
  /** Tasks that wait for a worker and are to be kept from some. */
  readonly choosy: Task[];
  /** Tasks that succeeded, whose output is gone, and that nobody needs at present. */
  readonly lost: Set<Task>;
  queued: number;
  running: number;
  succeeded: number;
  failedAttempts: number;
}

/**
 * A task: the same place in the graph through all its attempts.
 *
 *                 ┌─────────backoff over──────── backing-off ◀──┐
 *                 ▼                                              │ failed, may be tried again
 *     ┌──────▶ queued ──assigned──▶ running ─────────────────────┤
 *     │           ▲                   │ │                        ▼
 *     │           └──attempt lost─────┘ └──succeeded──▶ succeeded    (query failed)
 *     └──output lost and needed, or computed from one that was────┘
 */
export interface Task {
  readonly stage: Stage;
  readonly partition: number;
  state: TaskState;
  /** The number of the last attempt; the first is 1. */
  attempts: number;
  failures: number;
  losses: number;
  /** What it registered for others to read; present before the attempt has ended well, and as long as it is held. */
  output: MapOutput | undefined;
  /** Workers on which it failed. */
  avoid: readonly Worker[];
  avoidUntil: number;
}

export type TaskState =
  | { readonly kind: "queued" }
  | { readonly kind: "backing-off" }
  | { readonly kind: "running"; readonly attempt: Attempt }
  | { readonly kind: "succeeded" };

/** Rows of one attempt that somebody else will read: another stage's tasks, or of the result stage the client. */
export interface MapOutput {
  readonly attempt: number;
  readonly worker: Worker;
  /** Empty while the holder has not come back after a restart of the coordinator. */
  readonly partitionBytes: readonly number[];
  readonly registeredAt: number;
}

/**
 * An attempt that occupies a slot. One that has ended is forgotten; its number stays used.
 *
 *     running ──report: succeeded | failed──▶ (ended)
 *        │                                       ▲
 *        └──canceled by the scheduler──▶ stopping ──report, silence, worker lost──┘
 */
export interface Attempt {
  readonly task: Task;
  readonly number: number;
  readonly worker: Worker;
  /** When the worker last spoke of it, or was given it. */
  mentionedAt: number;
  /** True: its end frees the slot and means nothing else. */
  stopping: boolean;
}

/**
 * A worker. A lost one is dropped; one that comes back registers anew.
 *
 *     (unknown) ──registration──▶ registered ──silence, goodbye──▶ (dropped)
 *     (journal) ──▶ expected ──registration──▶ registered
 *                       └──────silence──▶ (dropped)
 */
export interface Worker {
  readonly id: WorkerId;
  presence: WorkerPresence;
  /** What it is counted as, in its class and in requirements. */
  usable: boolean;
  taking: boolean;
  readonly attempts: Set<Attempt>;
  /** Tasks whose registered output it holds. */
  readonly outputs: Set<Task>;
  /** To be said with the next answer. */
  cancel: Set<Attempt>;
  released: Set<ClusterQueryId>;
  /** When its last heartbeat came. */
  lastSeen: number;
  /** Failures since the last success. */
  failures: number;
  blacklistedUntil: number | undefined;
  lastPoll: number;
  openPoll: OpenPoll | undefined;
  /** What the last answer to a poll carried: said again when that poll is repeated. */
  lastAssigned: readonly Attempt[];
  /** Its place in the idle index of its class; undefined: not in it. */
  idleAt: number | undefined;
}

export type WorkerPresence =
  /** Named in the journal, not heard of since the restart. */
  | { readonly kind: "expected" }
  | {
      readonly kind: "registered";
      readonly heartbeatAtMs: number;
      readonly slots: number;
      readonly endpoint: string;
      readonly draining: boolean;
      /** As the worker gave them. */
      readonly capabilities: readonly string[];
      readonly workerClass: WorkerClass;
    };

/** A poll that waits for an answer. */
export interface OpenPoll {
  readonly poll: number;
  /** How many more tasks its answer may carry. */
  freeSlots: number;
  readonly assigned: Attempt[];
}

/** Workers with the same capabilities. */
export interface WorkerClass {
  readonly key: string;
  readonly capabilities: ReadonlySet<string>;
  members: number;
  /** Registered and not draining. */
  usable: number;
  /** Usable and not blacklisted. */
  taking: number;
  /** Workers with an open poll that may take a task now, by how many they run. */
  readonly idle: Set<Worker>[];
  idleCount: number;
}

/** What some stages need of a worker. */
export interface Requirement {
  readonly key: string;
  readonly names: readonly string[];
  /** Stages of running queries that have it. */
  stages: number;
  /** Usable workers that meet it, and those of them that are not blacklisted. */
  usable: number;
  taking: number;
  /** The classes that meet it, of those there are. */
  readonly classes: Set<WorkerClass>;
}

/** The state before the first event. */
export function createState(config: SchedulerConfig): State {
  return {
    config,
    queries: new Map(),
    waiting: new Set(),
    running: new Set(),
    workers: new Map(),
    classes: new Map(),
    requirements: new Map(),
    deadlines: new Deadlines(),
    usableWorkers: 0,
    noWorkersSince: 0,
    at: 0,
    wakeAt: Number.POSITIVE_INFINITY,
    awakeSince: 0,
    dispatchDue: false,
    admissionDue: false,
    counters: {
      events: 0,
      assignments: 0,
      attemptsSucceeded: 0,
      attemptsFailed: 0,
      attemptsLost: 0,
      outputsLost: 0,
      workersLost: 0,
      workersBlacklisted: 0,
      queriesSucceeded: 0,
      queriesFailed: 0,
      queriesCanceled: 0,
    },
  };
}
