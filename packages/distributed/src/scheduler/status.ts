// What others may know of the state: read, never changed, and in the words of the control plane. Each answer is made
// anew from the state, so that nothing here can differ from it.
import type { ClusterQueryId, ErrorData, StageId, TaskAttempt, WorkerId } from "@ffq/core/physical";
import { missingNames } from "./capabilities.ts";
import { countStages } from "./query.ts";
import type { Counters, Query, RunningQuery, StageCounts, State, Task } from "./state.ts";
import { attemptOf, taskOf } from "./step.ts";
import { howToGet, starves } from "./timeouts.ts";

export interface MissingCapability {
  readonly name: string;
  readonly waitingTasks: number;
}

export interface QueryStatus {
  readonly query: ClusterQueryId;
  /** Of two statuses the one with the higher revision is the later. */
  readonly revision: number;
  readonly state: Query["phase"]["kind"];
  /** Of a failed query. */
  readonly error?: ErrorData;
  readonly stages: readonly StageCounts[];
  readonly missingCapabilities: readonly MissingCapability[];
  /** What holds the query up, for people; empty when nothing does. */
  readonly notice: string;
  /** 1: next to be admitted. */
  readonly queuePosition?: number;
}

export function queryStatus(state: State, id: ClusterQueryId): QueryStatus | undefined {
  const query = state.queries.get(id);
  if (query === undefined) return undefined;
  const { phase, revision } = query;
  const base = { query: id, revision, state: phase.kind, missingCapabilities: [], notice: "" };
  switch (phase.kind) {
    case "queued":
      return { ...base, stages: [], ...queueing(state, query) };
    case "running":
      return { ...base, stages: countStages(phase.run), ...waiting(state, phase.run) };
    case "failed":
      return { ...base, stages: phase.stages, error: phase.error };
    case "canceled":
      return { ...base, stages: phase.stages, notice: phase.reason };
    case "succeeded":
      return { ...base, stages: phase.stages };
  }
}

function queueing(state: State, query: Query): Pick<QueryStatus, "notice" | "queuePosition"> {
  const queuePosition = [...state.waiting].indexOf(query) + 1;
  return { queuePosition, notice: `waits for ${state.running.size} running queries, ${queuePosition} in the queue` };
}

function waiting(state: State, run: RunningQuery): Pick<QueryStatus, "notice" | "missingCapabilities"> {
  const tasks = new Map<string, number>();
  for (const stage of run.dispatchable.filter(starves)) {
    for (const name of missingNames(state, stage.requirement)) {
      tasks.set(name, (tasks.get(name) ?? 0) + stage.queued);
    }
  }
  const missingCapabilities = [...tasks].map(([name, waitingTasks]) => ({ name, waitingTasks }));
  return { missingCapabilities, notice: noticeOf(state, [...tasks.keys()]) };
}

function noticeOf(state: State, missing: readonly string[]): string {
  if (state.usableWorkers === 0) return "there are no workers; start one: ffq-worker --coordinator URL";
  if (missing.length > 0) return `no worker has ${missing.join(", ")}. ${howToGet}`;
  return "";
}

/** Where something is to be fetched. */
export interface Location {
  readonly task: TaskAttempt;
  readonly worker: WorkerId;
  readonly endpoint: string;
}

/** Where the query's rows are, once an attempt serves them. */
export function resultLocation(state: State, id: ClusterQueryId): Location | undefined {
  const task = resultTask(state, id);
  return task === undefined ? undefined : locate(task);
}

/** False: no attempt serves the query's rows. True also while the worker that does has yet to come back. */
export function hasResults(state: State, id: ClusterQueryId): boolean {
  return resultTask(state, id)?.output !== undefined;
}

function resultTask(state: State, id: ClusterQueryId): Task | undefined {
  const phase = state.queries.get(id)?.phase;
  return phase?.kind === "running" ? phase.run.stages.at(-1)?.tasks[0] : undefined;
}

export interface MapOutputLocation extends Location {
  /** Encoded bytes of the asked partition. */
  readonly bytes: number;
}

export interface MapOutputs {
  /** False: some tasks' outputs are lost and being made anew. What is listed is then not all. */
  readonly complete: boolean;
  readonly outputs: readonly MapOutputLocation[];
}

/** Who holds one partition of a stage's outputs, in the order of the tasks that wrote them. */
export function mapOutputs(state: State, query: ClusterQueryId, stage: StageId, partition: number): MapOutputs {
  const first = taskOf(state, { query, stage, partition: 0 });
  if (first === undefined) return { complete: false, outputs: [] };
  const outputs: MapOutputLocation[] = [];
  for (const task of first.stage.tasks) {
    const location = locate(task);
    const bytes = task.output?.partitionBytes[partition];
    if (location !== undefined && bytes !== undefined) outputs.push({ ...location, bytes });
  }
  return { complete: outputs.length === first.stage.tasks.length, outputs };
}

/** A stage of more tasks is looked up by those who read it: their places would be most of what a worker is told. */
const MOST_PLACES = 64;

export interface StageOutputs {
  readonly stage: StageId;
  readonly outputs: readonly MapOutputLocation[];
}

/** Who holds what a task reads, of each stage with few tasks of which all outputs are there. */
export function taskInputs(state: State, name: TaskAttempt): readonly StageOutputs[] {
  const found: StageOutputs[] = [];
  for (const { shape, tasks } of taskOf(state, name)?.stage.inputs ?? []) {
    if (tasks.length > MOST_PLACES) continue;
    const { complete, outputs } = mapOutputs(state, name.query, shape.id, name.partition);
    if (complete) found.push({ stage: shape.id, outputs });
  }
  return found;
}

/** Undefined also while the holder has not come back after a restart. */
function locate(task: Task): Location | undefined {
  const { output } = task;
  if (output?.worker.presence.kind !== "registered") return undefined;
  return { task: attemptOf(task, output.attempt), worker: output.worker.id, endpoint: output.worker.presence.endpoint };
}

export interface ClusterStatus {
  readonly counters: Readonly<Counters>;
  readonly queriesQueued: number;
  readonly queriesRunning: number;
  readonly tasksQueued: number;
  readonly tasksRunning: number;
  readonly workers: readonly WorkerStatus[];
}

export interface WorkerStatus {
  readonly worker: WorkerId;
  readonly endpoint: string;
  readonly slots: number;
  readonly running: number;
  readonly outputs: number;
  readonly failures: number;
  readonly state: "expected" | "ready" | "draining" | "blacklisted";
}

/** Everything a metrics page or a person at the console asks for. */
export function clusterStatus(state: State): ClusterStatus {
  let tasksQueued = 0;
  for (const { stages } of state.running) for (const stage of stages) tasksQueued += stage.queued;
  const workers = [...state.workers.values()].map((worker): WorkerStatus => {
    const { id, presence, attempts, outputs, failures } = worker;
    const isRegistered = presence.kind === "registered";
    return {
      worker: id,
      endpoint: isRegistered ? presence.endpoint : "",
      slots: isRegistered ? presence.slots : 0,
      running: attempts.size,
      outputs: outputs.size,
      failures,
      state: !isRegistered ? "expected" : presence.draining ? "draining" : worker.taking ? "ready" : "blacklisted",
    };
  });
  return {
    counters: state.counters,
    queriesQueued: state.waiting.size,
    queriesRunning: state.running.size,
    tasksQueued,
    tasksRunning: workers.reduce((sum, { running }) => sum + running, 0),
    workers,
  };
}
