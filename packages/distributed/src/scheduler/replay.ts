// From facts back to a state, and from a state to the fewest facts that make it: what the coordinator's log is for.
// Facts go through the same transitions that recorded them, so a replayed state cannot mean something else. The rules:
// what a transition brings about by itself (a roll back, say) is not recorded and comes about again; and no clock is
// read, so every wait begins anew with `coordinator-restarted`.
import { internal, type TaskAttempt, unreachable, type WorkerId } from "@ffq/core/physical";
import { freeSlot, startAttempt } from "./attempt.ts";
import type { SchedulerConfig } from "./config.ts";
import { loseOutput, registerOutput } from "./map-outputs.ts";
import { failAttempt, loseAttempt, succeedAttempt } from "./outcome.ts";
import { acceptQuery, admitQuery, endQuery, forgetQuery } from "./query.ts";
import type { SchedulerRecord } from "./record.ts";
import { refreshDispatchable } from "./stage.ts";
import type { Attempt, Query, Stage, State, Task, Worker } from "./state.ts";
import { createState } from "./state.ts";
import { attemptOf, beginStep, type Step, taskOf } from "./step.ts";
import { enqueue } from "./task.ts";
import { expectWorker } from "./workers.ts";

/** The state that the records tell of. Its first event must be `coordinator-restarted`. */
export function replay(config: SchedulerConfig, records: Iterable<SchedulerRecord>): State {
  const state = createState(config);
  for (const fact of records) apply(beginStep(state, 0, 0), fact);
  for (const run of state.running) for (const stage of run.stages) rebuildQueues(beginStep(state, 0, 0), stage);
  for (const worker of [...state.workers.values()]) settleWorker(beginStep(state, 0, 0), worker);
  state.deadlines.clear();
  return state;
}

/** What it was told to stop it will name if it has not; and if nothing else points to it, it need not be waited for. */
function settleWorker(step: Step, worker: Worker): void {
  const { state } = step;
  for (const attempt of [...worker.attempts]) if (attempt.stopping) freeSlot(step, attempt);
  worker.cancel.clear();
  worker.released.clear();
  const isTouched = [...state.running].some(({ touched }) => touched.has(worker));
  if (!isTouched) state.workers.delete(worker.id);
}

function apply(step: Step, fact: SchedulerRecord): void {
  switch (fact.kind) {
    case "query-accepted":
      acceptQuery(step, fact.query, fact.stages, fact.limits);
      return;
    case "query-admitted":
      return admitQuery(step, knownQuery(step, fact));
    case "attempt-started":
      startAttempt(step, knownTask(step, fact.task), expectWorker(step.state, fact.worker), fact.task.attempt);
      return;
    case "output-registered":
    case "results-registered":
      return registerOutput(step, knownAttempt(step, fact), []);
    case "attempt-succeeded":
      return succeedAttempt(step, knownAttempt(step, fact));
    case "attempt-failed":
      return applyFailure(step, fact);
    case "output-lost":
      return loseOutput(step, knownTask(step, fact.task), "");
    case "query-ended":
      return endQuery(step, knownQuery(step, fact), fact.end);
    case "query-forgotten":
      return forgetQuery(step, knownQuery(step, fact));
    case "task-history":
      return applyHistory(step, fact);
    default:
      return unreachable(fact);
  }
}

function applyFailure(step: Step, fact: SchedulerRecord & { readonly kind: "attempt-failed" }): void {
  const attempt = knownAttempt(step, fact);
  if (fact.fault === "task") failAttempt(step, attempt);
  else loseAttempt(step, attempt, { why: "", worker: "rid", then: "rest" });
}

function applyHistory(step: Step, fact: SchedulerRecord & { readonly kind: "task-history" }): void {
  const task = knownTask(step, fact);
  task.attempts = fact.attempts;
  task.failures = fact.failures;
  task.losses = fact.losses;
  if (!fact.lost) return;
  task.state = { kind: "succeeded" };
  task.stage.queued--;
  task.stage.succeeded++;
  task.stage.lost.add(task);
}

function knownQuery(step: Step, fact: { readonly kind: string; readonly query: Query["id"] }): Query {
  const query = step.state.queries.get(fact.query);
  if (query === undefined)
    throw internal(`the journal has ${fact.kind} of query ${fact.query}, which it does not know`);
  return query;
}

function knownTask(step: Step, name: Omit<TaskAttempt, "attempt">): Task {
  const task = taskOf(step.state, name);
  if (task !== undefined) return task;
  throw internal(
    `the journal speaks of task ${name.partition} of stage ${name.stage} of query ${name.query}, which does not run`,
  );
}

function knownAttempt(step: Step, fact: { readonly kind: string; readonly task: TaskAttempt }): Attempt {
  const task = knownTask(step, fact.task);
  if (task.state.kind === "running" && task.state.attempt.number === fact.task.attempt) return task.state.attempt;
  throw internal(`the journal has ${fact.kind} of an attempt that does not run`);
}

/** While facts are replayed queues are not kept: a fact names its task. */
function rebuildQueues(step: Step, stage: Stage): void {
  stage.fresh.clear();
  stage.choosy.length = 0;
  for (const task of stage.tasks) {
    if (task.state.kind === "queued" || task.state.kind === "backing-off") enqueue(step, task);
  }
  refreshDispatchable(step, stage);
}

/** The fewest records that make the state, as far as it is durable: the start of a compacted journal. */
export function* toRecords(state: State): Generator<SchedulerRecord> {
  for (const query of state.queries.values()) {
    const { id, stages, limits, phase } = query;
    yield { kind: "query-accepted", query: id, stages, limits };
    switch (phase.kind) {
      case "queued":
        break;
      case "running":
        yield { kind: "query-admitted", query: id };
        for (const stage of phase.run.stages) for (const task of stage.tasks) yield* taskRecords(task);
        break;
      case "succeeded":
        yield { kind: "query-ended", query: id, end: { kind: "succeeded" } };
        break;
      case "failed":
        yield { kind: "query-ended", query: id, end: { kind: "failed", error: phase.error } };
        break;
      case "canceled":
        yield { kind: "query-ended", query: id, end: { kind: "canceled", reason: phase.reason } };
        break;
      default:
        unreachable(phase);
    }
  }
}

function* taskRecords(task: Task): Generator<SchedulerRecord> {
  const { stage, partition, attempts, failures, losses, state, output } = task;
  const name = attemptOf(task, attempts);
  const lost = state.kind === "succeeded" && output === undefined;
  const holder = holderOf(task);
  const earlier = holder === undefined ? attempts : 0;
  if (earlier + failures + losses > 0) {
    const { query } = stage.run;
    yield { kind: "task-history", query: query.id, stage: stage.shape.id, partition, attempts, failures, losses, lost };
  }
  if (holder === undefined) return;
  yield { kind: "attempt-started", task: name, worker: holder };
  if (output !== undefined) yield { kind: stage.isResult ? "results-registered" : "output-registered", task: name };
  if (state.kind === "succeeded") yield { kind: "attempt-succeeded", task: name };
}

/** The worker that runs the task's last attempt or holds what it made. */
function holderOf({ state, output }: Task): WorkerId | undefined {
  return state.kind === "running" ? state.attempt.worker.id : output?.worker.id;
}
