// A coordinator for tests of workers: hands out what a test gives it, knows whom it is told of, and forgets on demand.
// The calls go through the real codecs.
import { ClusterQueryId, type Stage, StageId, type TaskAttempt, type WorkerId } from "@ffq/core/physical";
import { carrierOf, carrierTransport } from "../rpc/carrier.ts";
import type { Services } from "../rpc/services.ts";
import { type CoordinatorClient, coordinatorClient } from "../rpc/transport.ts";
import type {
  GetTaskRequest,
  GetTaskResponse,
  HeartbeatRequest,
  HeldOutput,
  MapOutput,
  TaskOutcome,
} from "../wire/messages.ts";
import { PLAN_VERSION } from "../wire/plan-version.ts";
import { encodeStage } from "../wire/stage.ts";

export const query: ClusterQueryId = ClusterQueryId("q");

const keyOf = ({ stage, partition, attempt }: TaskAttempt): string => `${stage}/${partition}/${attempt}`;
const unasked = (): never => {
  throw new Error("not asked by workers");
};

interface OpenPoll {
  readonly request: GetTaskRequest;
  readonly answer: (response: GetTaskResponse) => void;
}

interface RegisteredOutput {
  readonly worker: WorkerId;
  readonly output: HeldOutput;
  readonly endpoint: string;
}

export class TestCoordinator {
  readonly known: Set<WorkerId> = new Set<WorkerId>();
  readonly heartbeats: HeartbeatRequest[] = [];
  readonly outcomes: Map<string, TaskOutcome> = new Map<string, TaskOutcome>();
  readonly outputs: RegisteredOutput[] = [];
  readonly results: Map<string, string> = new Map<string, string>();
  readonly blobs: Map<string, Uint8Array> = new Map<string, Uint8Array>();
  readonly polls: Map<WorkerId, OpenPoll> = new Map<WorkerId, OpenPoll>();
  /** Attempts that do not count. */
  readonly stale: Set<string> = new Set<string>();
  readonly drop: TaskAttempt[] = [];
  isComplete = true;
  /** Thrown by every call while it is set. */
  failure: Error | undefined;
  #wakes: (() => void)[] = [];

  get client(): CoordinatorClient {
    return coordinatorClient(carrierTransport(carrierOf(this.#services())));
  }

  /** Gives a task to a worker that polls, waiting for the poll. */
  async assign(
    worker: WorkerId,
    stage: Stage,
    partition: number,
    isResult = false,
    attempt = 1,
    of: ClusterQueryId = query,
  ): Promise<TaskAttempt> {
    const task: TaskAttempt = { query: of, stage: stage.id, partition, attempt };
    const settings = {
      memoryLimit: 0,
      batchRows: 1024,
      timeoutMs: 0,
      capabilityTimeoutMs: 0,
      spillLimit: 0,
      spillThreshold: 0,
    };
    await this.until(() => (this.polls.get(worker)?.request.freeSlots ?? 0) > 0);
    this.answer(worker, {
      tasks: [{ task, settings, isResult, inputs: [] }],
      stages: [{ query: of, stage: stage.id, planVersion: PLAN_VERSION, plan: encodeStage(stage) }],
    });
    return task;
  }

  /** Answers a worker's poll. */
  answer(worker: WorkerId, answer: Partial<GetTaskResponse>): void {
    const poll = this.polls.get(worker);
    this.polls.delete(worker);
    poll?.answer({ known: true, tasks: [], stages: [], cancel: [], releasedQueries: [], ...answer });
  }

  async ended(task: TaskAttempt): Promise<TaskOutcome> {
    await this.until(() => this.outcomes.has(keyOf(task)));
    return this.outcomes.get(keyOf(task)) as TaskOutcome;
  }

  /** Resolves when something has happened that makes it true. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#wakes.push(resolve));
  }

  #happened(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }

  #check(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  #services(): Services {
    return {
      heartbeat: {
        heartbeat: async (request) => {
          this.#check();
          this.heartbeats.push(request);
          if (request.registration !== undefined) this.known.add(request.worker);
          if (request.leaving) this.known.delete(request.worker);
          this.#happened();
          return {
            known: this.known.has(request.worker),
            coordinator: "c",
            heartbeatIntervalMs: 20,
            livenessTimeoutMs: 100,
            cancel: [],
            releasedQueries: [],
            drop: this.drop.splice(0),
          };
        },
      },
      controlPlane: {
        submitQuery: unasked,
        getQueryStatus: unasked,
        watchQuery: unasked,
        cancelQuery: unasked,
        fetchQueryResults: unasked,
        acknowledgeQueryResults: unasked,
        reportResultsUnreachable: unasked,
        getTask: (request) => this.#poll(request),
        reportTaskStatus: async ({ worker, reports }) => {
          this.#check();
          const isKnown = this.known.has(worker);
          for (const { task, outcome } of isKnown ? reports : []) this.#report(worker, task, outcome);
          this.#happened();
          return {
            known: isKnown,
            stale: reports.map(({ task }) => task).filter((task) => this.stale.has(keyOf(task))),
            poll: 0,
          };
        },
        registerQueryResults: async ({ worker, task, endpoint }) => {
          this.#check();
          if (this.known.has(worker)) this.results.set(keyOf(task), endpoint);
          this.#happened();
          return { accepted: this.known.has(worker) && !this.stale.has(keyOf(task)) };
        },
      },
      shuffle: {
        registerMapOutput: unasked,
        getMapOutputs: async ({ stage, partition }) => ({
          complete: this.isComplete,
          outputs: this.outputs
            .filter(({ output }) => output.task.stage === StageId(stage))
            .map(({ worker, output: { task, partitionBytes }, endpoint }): MapOutput => {
              return { task, worker, endpoint, bytes: partitionBytes[partition] ?? 0 };
            }),
        }),
      },
      blobs: {
        putBlob: unasked,
        getBlob: (request) => this.#blob(request.hash),
      },
    };
  }

  #report(worker: WorkerId, task: TaskAttempt, outcome: TaskOutcome): void {
    this.outcomes.set(keyOf(task), outcome);
    if (outcome.kind !== "succeeded" || outcome.partitionBytes === undefined || this.stale.has(keyOf(task))) return;
    const endpoint = this.heartbeats.findLast((beat) => beat.worker === worker)?.endpoint ?? "";
    this.outputs.push({ worker, output: { task, partitionBytes: outcome.partitionBytes }, endpoint });
  }

  async #poll(request: GetTaskRequest): Promise<GetTaskResponse> {
    this.#check();
    const nothing = { tasks: [], stages: [], cancel: [], releasedQueries: [] };
    if (!this.known.has(request.worker)) return { known: false, ...nothing };
    this.answer(request.worker, {});
    const { promise, resolve } = Promise.withResolvers<GetTaskResponse>();
    this.polls.set(request.worker, { request, answer: resolve });
    this.#happened();
    return promise;
  }

  async *#blob(hash: string): AsyncGenerator<{ bytes: number; offset: number; chunk: Uint8Array }> {
    const blob = this.blobs.get(hash) ?? new Uint8Array();
    for (let offset = 0; offset < blob.length; offset += 1000) {
      yield { bytes: blob.length, offset, chunk: blob.subarray(offset, offset + 1000) };
    }
  }
}
