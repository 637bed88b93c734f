// A scheduler at hand for tests: events are stamped, time is moved by hand, and everything it says is kept. It ticks
// when it asked to be woken, as the coordinator's shell does.
import assert from "node:assert/strict";
import { ClusterQueryId, type ErrorData, StageId, type TaskAttempt, WorkerId } from "@ffq/core/physical";
import type { Answer, Assignment, Command } from "./command.ts";
import { defaultConfig, type SchedulerConfig } from "./config.ts";
import type {
  ClientEvent,
  FetchFailure,
  SchedulerEvent,
  ShellEvent,
  StageShape,
  TaskOutcome,
  WorkerEvent,
} from "./event.ts";
import type { SchedulerRecord } from "./record.ts";
import { reduce } from "./reduce.ts";
import { replay } from "./replay.ts";
import { createState, type Query, type State } from "./state.ts";
import { type QueryStatus, queryStatus } from "./status.ts";

export type Posted = ClientEvent | WorkerEvent | ShellEvent;

export const query: ClusterQueryId = ClusterQueryId("q");
export const ioError: ErrorData = { code: "IO", sqlstate: "58030", message: "disk on fire" };

export function stage(
  id: number,
  partitions: number,
  inputs: readonly number[],
  more: Partial<StageShape> = {},
): StageShape {
  return {
    id: StageId(id),
    partitions,
    inputs: inputs.map(StageId),
    outputPartitions: 1,
    requiredCapabilities: [],
    repeatable: true,
    ...more,
  };
}

/** Two stages: `tasks` tasks, and the result that reads them. */
export function twoStages(tasks: number, more: Partial<StageShape> = {}): readonly StageShape[] {
  return [stage(1, tasks, [], more), stage(2, 1, [1])];
}

export function attempt(stageId: number, partition: number, number: number, of: Query["id"] = query): TaskAttempt {
  return { query: of, stage: StageId(stageId), partition, attempt: number };
}

export interface WorkerOptions {
  readonly slots?: number;
  readonly capabilities?: readonly string[];
  readonly draining?: boolean;
}

export class Desk {
  at: number = 0;
  state: State;
  readonly records: SchedulerRecord[] = [];
  /** Everything said since it was last taken. */
  said: Command[] = [];
  wakeAt: number = Number.POSITIVE_INFINITY;
  readonly #polls = new Map<WorkerId, number>();

  constructor(config: Partial<SchedulerConfig> = {}) {
    this.state = createState({ ...defaultConfig, ...config });
  }

  /** Posts an event; the answer is what the step said. */
  send(event: Posted, random: number = 0.5): readonly Command[] {
    const { state, commands } = reduce(this.state, { ...event, at: this.at, random } as SchedulerEvent);
    this.state = state;
    for (const command of commands) {
      if (command.kind === "record") this.records.push(command.record);
      if (command.kind === "wake-at") this.wakeAt = command.at;
    }
    this.said.push(...commands);
    return commands;
  }

  /** Lets time pass, waking the scheduler when it asked for it. */
  advance(milliseconds: number): readonly Command[] {
    const until = this.at + milliseconds;
    const said: Command[] = [];
    while (this.wakeAt <= until) {
      this.at = Math.max(this.at, this.wakeAt);
      this.wakeAt = Number.POSITIVE_INFINITY;
      said.push(...this.send({ kind: "clock-ticked" }));
    }
    this.at = until;
    return said;
  }

  /** Lets time pass with the workers alive and the client there. */
  advanceAlive(milliseconds: number, workers: readonly string[]): void {
    for (let passed = 0; passed < milliseconds; passed += 1_000) {
      this.advance(Math.min(1_000, milliseconds - passed));
      for (const id of workers) this.heartbeat(id, { running: this.running(id) });
      this.send({ kind: "client-seen", query });
    }
  }

  /** The coordinator dies and starts again from its journal; what was answered but not taken is lost. */
  restart(): readonly Command[] {
    this.state = replay(this.state.config, this.records);
    this.wakeAt = Number.POSITIVE_INFINITY;
    this.said = [];
    return this.send({ kind: "coordinator-restarted" });
  }

  submit(
    stages: readonly StageShape[],
    limits: { timeoutMs?: number; capabilityTimeoutMs?: number } = {},
    id: ClusterQueryId = query,
  ): Answer {
    const event = {
      kind: "query-submitted",
      query: id,
      stages,
      limits: { timeoutMs: 0, capabilityTimeoutMs: 0, ...limits },
    } as const;
    return only(this.send(event), "answer-query");
  }

  /** A new worker. */
  register(id: string, options: WorkerOptions = {}): Answer & { readonly kind: "answer-heartbeat" } {
    return this.heartbeat(id, { ...options, registration: { outputs: [], results: [] } });
  }

  heartbeat(
    id: string,
    more: WorkerOptions & {
      readonly running?: readonly TaskAttempt[];
      readonly atMs?: number;
      readonly registration?: (WorkerEvent & { readonly kind: "worker-heartbeat" })["registration"];
    } = {},
  ): Answer & { readonly kind: "answer-heartbeat" } {
    const known = this.state.workers.get(WorkerId(id))?.presence;
    const before = known?.kind === "registered" ? known : undefined;
    return only(
      this.send({
        kind: "worker-heartbeat",
        worker: WorkerId(id),
        atMs: more.atMs ?? Math.max(this.at, (before?.heartbeatAtMs ?? -1) + 1),
        runningTasks: more.running ?? [],
        slots: more.slots ?? before?.slots ?? 4,
        endpoint: `http://${id}`,
        capabilities: more.capabilities ?? before?.capabilities ?? [],
        draining: more.draining ?? false,
        ...(more.registration === undefined ? {} : { registration: more.registration }),
      }),
      "answer-heartbeat",
    );
  }

  /** Polls; what it is given at once. */
  poll(id: string, freeSlots: number = 1): readonly Assignment[] {
    const worker = WorkerId(id);
    const poll = (this.#polls.get(worker) ?? 0) + 1;
    this.#polls.set(worker, poll);
    const answers = this.send({ kind: "worker-polled", worker, poll, freeSlots }).filter(
      (command) => command.kind === "answer-poll" && command.poll === poll && command.worker === worker,
    );
    return answers.flatMap((answer) => (answer.kind === "answer-poll" ? answer.tasks : []));
  }

  report(id: string, task: TaskAttempt, outcome: TaskOutcome): Answer & { readonly kind: "answer-reports" } {
    const event = { kind: "tasks-reported", worker: WorkerId(id), reports: [{ task, outcome }], freeSlots: 0 } as const;
    return only(this.send(event), "answer-reports");
  }

  fail(
    id: string,
    task: TaskAttempt,
    error: ErrorData = ioError,
    fetch?: FetchFailure,
  ): Answer & { readonly kind: "answer-reports" } {
    return this.report(id, task, { kind: "failed", error, ...(fetch === undefined ? {} : { fetch }) });
  }

  /** The attempt registers its output of one partition, or its results. */
  registerOutput(id: string, task: TaskAttempt): boolean {
    const worker = WorkerId(id);
    const stages = this.run()?.stages ?? [];
    const isResult = stages.at(-1)?.shape.id === task.stage;
    const event: Posted = isResult
      ? { kind: "results-registered", worker, task }
      : { kind: "output-registered", worker, output: { task, partitionBytes: [10] } };
    return only(this.send(event), "answer-registered").accepted;
  }

  /** The attempt writes its output and succeeds. */
  finish(id: string, task: TaskAttempt): void {
    assert.equal(this.registerOutput(id, task), true, "output not accepted");
    assert.deepEqual(this.report(id, task, { kind: "succeeded" }).stale, []);
  }

  status(id: ClusterQueryId = query): QueryStatus {
    const status = queryStatus(this.state, id);
    assert.ok(status !== undefined, "the query is not known");
    return status;
  }

  /** What the worker occupies slots with, in the scheduler's eyes. */
  running(id: string): readonly TaskAttempt[] {
    const attempts = [...(this.state.workers.get(WorkerId(id))?.attempts ?? [])];
    return attempts.map(({ task, number }) =>
      attempt(task.stage.shape.id, task.partition, number, task.stage.run.query.id),
    );
  }

  /** What was said since the last call. */
  take(): readonly Command[] {
    const { said } = this;
    this.said = [];
    return said;
  }

  private run(): { readonly stages: readonly { readonly shape: StageShape }[] } | undefined {
    const phase = this.state.queries.get(query)?.phase;
    return phase?.kind === "running" ? phase.run : undefined;
  }
}

/** The one command of a kind. */
export function only<Kind extends Command["kind"]>(
  commands: readonly Command[],
  kind: Kind,
): Extract<Command, { readonly kind: Kind }> {
  const found = commands.filter((command) => command.kind === kind);
  assert.equal(found.length, 1, `${found.length} commands ${kind}`);
  return found[0] as Extract<Command, { readonly kind: Kind }>;
}

/** The attempts of assignments, as `stage.partition#attempt`. */
export function shortNames(assignments: readonly Assignment[]): readonly string[] {
  return assignments.map(({ task }) => shortName(task));
}

export function shortName({ stage: id, partition, attempt: number }: TaskAttempt): string {
  return `${id}.${partition}#${number}`;
}
