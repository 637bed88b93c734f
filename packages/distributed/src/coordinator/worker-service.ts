// The calls for workers: polls, reports, heartbeats, and who holds which output. Each posts one event and says what the
// scheduler answered.
import type { Clock } from "@ffq/core/physical";
import type { CallContext, ControlPlane, HeartbeatService, ShuffleService } from "../rpc/services.ts";
import { mapOutputs, taskInputs } from "../scheduler/status.ts";
import type { GetTaskRequest, GetTaskResponse, HeartbeatRequest, HeartbeatResponse } from "../wire/messages.ts";
import type { Coordinator } from "./coordinator.ts";

export interface WorkerServiceOptions {
  readonly coordinator: Coordinator;
  readonly clock: Clock;
  /** Differs after each restart. */
  readonly coordinatorId: string;
  readonly livenessTimeoutMs: number;
  /** The longest that a poll waits, whatever it asks for. */
  readonly maxPollMs: number;
}

export type WorkerCalls = Pick<ControlPlane, "getTask" | "reportTaskStatus" | "registerQueryResults"> &
  HeartbeatService &
  ShuffleService;

/** Heartbeats per liveness timeout: several may be lost before a worker is. */
const HEARTBEATS = 5;

export function workerService(options: WorkerServiceOptions): WorkerCalls {
  const { coordinator } = options;
  return {
    getTask: (request, context) => poll(options, request, context),
    reportTaskStatus: async ({ worker, reports, freeSlots }) => {
      const event = { kind: "tasks-reported", worker, reports, freeSlots } as const;
      const { known, stale, poll } = await coordinator.ask(event, "answer-reports");
      return { known, stale, poll };
    },
    registerQueryResults: async ({ worker, task }) => {
      const { accepted } = await coordinator.ask({ kind: "results-registered", worker, task }, "answer-registered");
      return { accepted };
    },
    registerMapOutput: async ({ worker, outputs }) => {
      const answers = await Promise.all(
        outputs.map((output) => coordinator.ask({ kind: "output-registered", worker, output }, "answer-registered")),
      );
      return { accepted: answers.map(({ accepted }) => accepted) };
    },
    getMapOutputs: async ({ query, stage, partition }) => {
      const answer = mapOutputs(coordinator.state, query, stage, partition);
      await coordinator.flushed();
      return answer;
    },
    heartbeat: (request) => heartbeat(options, request),
  };
}

async function poll(
  { coordinator, clock, maxPollMs }: WorkerServiceOptions,
  { worker, poll: number, freeSlots, waitMs }: GetTaskRequest,
  { signal }: CallContext,
): Promise<GetTaskResponse> {
  const close = (): void => coordinator.post({ kind: "poll-closed", worker, poll: number });
  const answered = coordinator.polls.wait(worker, number);
  const cancelTimer = clock.after(Math.min(waitMs, maxPollMs), close);
  signal.addEventListener("abort", close, { once: true });
  try {
    coordinator.post({ kind: "worker-polled", worker, poll: number, freeSlots });
    if (signal.aborted) close();
    const { known, tasks, cancel, releasedQueries } = await answered;
    const dressed = coordinator.payloads.dress(tasks, (task) => taskInputs(coordinator.state, task));
    // The state may be ahead of the journal: what was looked up in it has to survive a crash, too.
    if (tasks.length > 0) await coordinator.flushed();
    return { known, ...dressed, cancel, releasedQueries };
  } finally {
    cancelTimer();
    signal.removeEventListener("abort", close);
  }
}

async function heartbeat(
  { coordinator, coordinatorId, livenessTimeoutMs }: WorkerServiceOptions,
  { leaving, ...beat }: HeartbeatRequest,
): Promise<HeartbeatResponse> {
  const timing = {
    coordinator: coordinatorId,
    livenessTimeoutMs,
    heartbeatIntervalMs: Math.max(1, Math.floor(livenessTimeoutMs / HEARTBEATS)),
  };
  if (leaving) {
    coordinator.post({ kind: "worker-left", worker: beat.worker });
    await coordinator.flushed();
    return { ...timing, known: false, cancel: [], releasedQueries: [], drop: [] };
  }
  const answer = await coordinator.ask({ kind: "worker-heartbeat", ...beat }, "answer-heartbeat");
  const { known, cancel, releasedQueries, drop } = answer;
  return { ...timing, known, cancel, releasedQueries, drop };
}
