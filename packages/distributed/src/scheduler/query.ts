// The life of a query: accepted, admitted, ended, forgotten. The rule: a query ends once; whatever of it workers still
// run or hold is then canceled and released, and nothing of it counts any more.
import type { ClusterQueryId } from "@ffq/core/physical";
import { stopAttempt } from "./attempt.ts";
import { dropRequirement, takeRequirement } from "./capabilities.ts";
import type { QueryLimits, StageShape } from "./event.ts";
import { Fifo } from "./fifo.ts";
import type { QueryEnd } from "./record.ts";
import { refreshDispatchable } from "./stage.ts";
import type { Query, QueryPhase, RunningQuery, Stage, StageCounts, State, Task } from "./state.ts";
import { log, record, type Step } from "./step.ts";

/** Enters a query that is not known. */
export function acceptQuery(step: Step, id: ClusterQueryId, stages: readonly StageShape[], limits: QueryLimits): Query {
  const { state, at } = step;
  const query: Query = {
    id,
    stages,
    limits,
    submittedAt: at,
    clientSeenAt: at,
    revision: 0,
    phase: { kind: "queued" },
  };
  state.queries.set(id, query);
  state.waiting.add(query);
  state.admissionDue = true;
  step.changed.add(query);
  record(step, { kind: "query-accepted", query: id, stages, limits });
  return query;
}

/** The query begins to run: its tasks come into being. */
export function admitQuery(step: Step, query: Query): void {
  const { state } = step;
  const run: RunningQuery = {
    query,
    stages: [],
    stageById: new Map(),
    occupied: 0,
    dispatchable: [],
    servedAt: 0,
    touched: new Set(),
    starvedSince: undefined,
  };
  const stages = buildStages(state, run);
  const running = Object.assign(run, { stages, stageById: new Map(stages.map((stage) => [stage.shape.id, stage])) });
  state.waiting.delete(query);
  state.running.add(running);
  query.phase = { kind: "running", run: running };
  step.changed.add(query);
  record(step, { kind: "query-admitted", query: query.id });
  for (const stage of stages) refreshDispatchable(step, stage);
}

function buildStages(state: State, run: RunningQuery): readonly Stage[] {
  const stages: Stage[] = [];
  const byId = new Map<number, Stage>();
  for (const shape of run.query.stages) {
    const inputs = shape.inputs.map((id) => byId.get(id) as Stage); // validated when it was submitted
    const tasks: Task[] = [];
    const stage: Stage = {
      run,
      index: stages.length,
      shape,
      isResult: stages.length === run.query.stages.length - 1,
      requirement: takeRequirement(state, shape.requiredCapabilities),
      inputs,
      consumers: [],
      tasks,
      blockedInputs: inputs.length,
      missingOutputs: shape.partitions,
      fresh: new Fifo(),
      choosy: [],
      lost: new Set(),
      queued: shape.partitions,
      running: 0,
      succeeded: 0,
      failedAttempts: 0,
    };
    for (let partition = 0; partition < shape.partitions; partition++) {
      const task = newTask(stage, partition);
      tasks.push(task);
      stage.fresh.push(task);
    }
    for (const input of inputs) input.consumers.push(stage);
    byId.set(shape.id, stage);
    stages.push(stage);
  }
  return stages;
}

function newTask(stage: Stage, partition: number): Task {
  return {
    stage,
    partition,
    state: { kind: "queued" },
    attempts: 0,
    failures: 0,
    losses: 0,
    output: undefined,
    avoid: [],
    avoidUntil: 0,
  };
}

/** Ends a query that has not ended. */
export function endQuery(step: Step, query: Query, end: QueryEnd): void {
  const { state, at } = step;
  const { phase } = query;
  const stages = phase.kind === "running" ? countStages(phase.run) : [];
  if (phase.kind === "running") dismantle(step, phase.run);
  state.waiting.delete(query);
  query.phase = phaseOf(end, stages);
  query.stages = [];
  countEnd(state, end);
  state.admissionDue = true;
  state.deadlines.set(at + state.config.retentionMs, { kind: "forget", query });
  step.changed.add(query);
  record(step, { kind: "query-ended", query: query.id, end });
  log(step, { kind: "query-ended", query: query.id, state: end.kind });
  step.commands.push({ kind: "query-ended", query: query.id });
}

/** Frees everything of a running query except slots of attempts that workers have yet to stop. */
function dismantle(step: Step, run: RunningQuery): void {
  const { state } = step;
  for (const stage of run.stages) {
    for (const task of stage.tasks) {
      if (task.state.kind === "running") stopAttempt(step, task.state.attempt);
      task.output?.worker.outputs.delete(task);
    }
    dropRequirement(state, stage.requirement);
  }
  run.dispatchable.length = 0;
  for (const worker of run.touched) {
    worker.released.add(run.query.id);
    step.told.add(worker);
  }
  state.running.delete(run);
}

/** Tasks of each stage by what they do. */
export function countStages(run: RunningQuery): readonly StageCounts[] {
  return run.stages.map(({ shape, tasks, queued, running, succeeded, failedAttempts }) => ({
    stage: shape.id,
    tasks: tasks.length,
    queued,
    running,
    succeeded,
    failedAttempts,
  }));
}

function phaseOf(end: QueryEnd, stages: readonly StageCounts[]): QueryPhase {
  return { ...end, stages };
}

function countEnd({ counters }: State, end: QueryEnd): void {
  if (end.kind === "succeeded") counters.queriesSucceeded++;
  else if (end.kind === "failed") counters.queriesFailed++;
  else counters.queriesCanceled++;
}

/** Nothing is known of the query any more. */
export function forgetQuery(step: Step, query: Query): void {
  step.state.queries.delete(query.id);
  record(step, { kind: "query-forgotten", query: query.id });
}

export function hasEnded(query: Query): boolean {
  return query.phase.kind !== "queued" && query.phase.kind !== "running";
}
