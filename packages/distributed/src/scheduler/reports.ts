// What a worker says about its attempts: judged, answered, and turned into the transitions of outcome.ts. The rule:
// only the attempt that its task is running on that very worker counts; every other report is stale, except a repeated
// one about the attempt that was accepted, which must not make its worker drop what others read.
import { type ErrorData, type TaskAttempt, unreachable } from "@ffq/core/physical";
import { freeSlot } from "./attempt.ts";
import { noteFailure, noteSuccess } from "./blacklist.ts";
import type { FetchFailure, SchedulerEvent, TaskReport } from "./event.ts";
import { reindex } from "./idle.ts";
import { loseOutput, registerOutput } from "./map-outputs.ts";
import { failAttempt, loseAttempt, succeedAttempt } from "./outcome.ts";
import { endQuery, hasEnded } from "./query.ts";
import { backoffMs, exhausted, isCurable, lostTooOften } from "./retry.ts";
import type { Attempt, OpenPoll, State, Task, Worker } from "./state.ts";
import { attemptOf, liveAttempt, log, nameOf, occupyingAttempt, type Step, taskOf } from "./step.ts";

/** The worker of an id, if it has registered. */
export function registeredWorker(state: State, id: Worker["id"]): Worker | undefined {
  const worker = state.workers.get(id);
  return worker?.presence.kind === "registered" ? worker : undefined;
}

export function onReports(step: Step, event: SchedulerEvent & { readonly kind: "tasks-reported" }): void {
  const worker = registeredWorker(step.state, event.worker);
  const stale: TaskAttempt[] = [];
  if (worker !== undefined) {
    for (const report of event.reports) if (!judge(step, worker, report)) stale.push(report.task);
    if (worker.openPoll !== undefined) offer(step, worker, worker.openPoll, event.freeSlots);
  }
  const poll = worker?.openPoll?.poll ?? 0;
  step.commands.push({ kind: "answer-reports", worker: event.worker, known: worker !== undefined, stale, poll });
}

/** The poll that waits may be answered with as many tasks as the worker has room for by now. */
function offer(step: Step, worker: Worker, openPoll: OpenPoll, freeSlots: number): void {
  if (openPoll.freeSlots >= freeSlots) return;
  openPoll.freeSlots = freeSlots;
  reindex(step.state, worker);
  step.state.dispatchDue = true;
}

/** False: the report is stale. */
function judge(step: Step, worker: Worker, { task: name, outcome }: TaskReport): boolean {
  const attempt = liveAttempt(step.state, name, worker);
  if (attempt === undefined) return judgeOther(step, worker, name, outcome.kind);
  attempt.mentionedAt = step.at;
  switch (outcome.kind) {
    case "running":
      return true;
    case "succeeded":
      onSucceeded(step, attempt, outcome.partitionBytes);
      return true;
    case "failed":
      onFailed(step, attempt, outcome.error, outcome.fetch);
      return true;
    case "canceled":
      giveUp(step, attempt, "its worker stopped it", "queue");
      return true;
    default:
      return unreachable(outcome);
  }
}

/** A report on an attempt that does not run: it frees a slot if it was being stopped, or repeats what was accepted. */
function judgeOther(step: Step, worker: Worker, name: TaskAttempt, kind: TaskReport["outcome"]["kind"]): boolean {
  const stopping = occupyingAttempt(step.state, name, worker);
  if (stopping !== undefined && kind !== "running") freeSlot(step, stopping);
  return stopping === undefined && kind === "succeeded" && isAccepted(taskOf(step.state, name), name, worker);
}

/** True when what the attempt has made is what the task's readers read. */
export function isAccepted(task: Task | undefined, name: TaskAttempt, worker: Worker): boolean {
  return task?.output?.attempt === name.attempt && task.output.worker === worker;
}

function onSucceeded(step: Step, attempt: Attempt, partitionBytes: readonly number[] | undefined): void {
  const { task, worker, number } = attempt;
  if (partitionBytes !== undefined && fits(task, partitionBytes)) registerOutput(step, attempt, partitionBytes);
  if (task.output?.attempt === number) {
    succeedAttempt(step, attempt);
    noteSuccess(worker);
    return;
  }
  const error = { code: "INTERNAL", sqlstate: "XX000", message: "the task's output was never registered" } as const;
  onFailed(step, attempt, error, undefined);
}

function onFailed(step: Step, attempt: Attempt, error: ErrorData, fetch: FetchFailure | undefined): void {
  if (fetch !== undefined && isInput(attempt.task, fetch.producer)) {
    avoid(step, attempt.task, attempt.worker, 0);
    giveUp(step, attempt, `the output of ${describeName(fetch.producer)} could not be fetched`, "rest");
    blame(step, fetch);
    return;
  }
  const { task, worker } = attempt;
  const { query } = task.stage.run;
  const { config } = step.state;
  failAttempt(step, attempt);
  const notice = { kind: "attempt-failed", task: nameOf(attempt), worker: worker.id, error } as const;
  if (!isCurable(error.code)) {
    log(step, notice);
    endQuery(step, query, { kind: "failed", error });
    return;
  }
  noteFailure(step, worker);
  if (task.failures >= config.maxTaskAttempts) {
    log(step, notice);
    const last = exhausted(describe(task), worker.id, task.failures, error);
    endQuery(step, query, { kind: "failed", error: last });
    return;
  }
  const retryInMs = rest(step, task, task.failures);
  avoid(step, task, worker, retryInMs);
  log(step, { ...notice, retryInMs });
}

/** The attempt is lost without being at fault; its query fails if that happens to the task too often. */
export function giveUp(step: Step, attempt: Attempt, why: string, then: "queue" | "rest"): void {
  const { task } = attempt;
  loseAttempt(step, attempt, { why, worker: "rid", then });
  if (!failIfLostTooOften(step, task) && then === "rest") rest(step, task, task.losses);
}

/** The output of the task that had succeeded is gone; its query fails if that happens too often. */
export function loseOutputOf(step: Step, task: Task, why: string): void {
  loseOutput(step, task, why);
  failIfLostTooOften(step, task);
}

function failIfLostTooOften(step: Step, task: Task): boolean {
  const { query } = task.stage.run;
  if (task.losses <= step.state.config.maxLostAttempts || hasEnded(query)) return hasEnded(query);
  endQuery(step, query, { kind: "failed", error: lostTooOften(describe(task), task.losses) });
  return true;
}

/** A reader could not get the output: it is made anew, and its holder is suspected. */
function blame(step: Step, { producer, worker: holder }: FetchFailure): void {
  const task = taskOf(step.state, producer);
  const worker = step.state.workers.get(holder);
  // One that has been replaced already was blamed before, or its worker is known to be lost.
  if (task === undefined || worker === undefined || !isAccepted(task, producer, worker)) return;
  noteFailure(step, worker);
  const why = "a reader could not fetch it";
  if (task.state.kind === "running") {
    loseAttempt(step, task.state.attempt, { why, worker: "busy", then: "queue" });
    failIfLostTooOften(step, task);
  } else {
    loseOutputOf(step, task, why);
  }
}

function rest(step: Step, task: Task, times: number): number {
  const wait = backoffMs(step.state.config, times, step.random());
  step.state.deadlines.set(step.at + wait, { kind: "retry", task });
  return wait;
}

function avoid(step: Step, task: Task, worker: Worker, restMs: number): void {
  if (!task.avoid.includes(worker)) task.avoid = [...task.avoid, worker];
  task.avoidUntil = step.at + restMs + step.state.config.avoidWorkerMs;
}

function isInput({ stage }: Task, producer: TaskAttempt): boolean {
  return producer.query === stage.run.query.id && stage.shape.inputs.includes(producer.stage);
}

function describe(task: Task): string {
  return describeName(attemptOf(task, task.attempts));
}

function describeName({ stage, partition }: TaskAttempt): string {
  return `task ${partition} of stage ${stage}`;
}

/** An attempt has written its output. */
export function onOutput(step: Step, event: SchedulerEvent & { readonly kind: "output-registered" }): void {
  const { task, partitionBytes } = event.output;
  onRegistered(step, event.worker, task, partitionBytes);
}

/** The result's attempt has begun to serve its rows. */
export function onResults(step: Step, event: SchedulerEvent & { readonly kind: "results-registered" }): void {
  onRegistered(step, event.worker, event.task, undefined);
}

function onRegistered(
  step: Step,
  id: Worker["id"],
  name: TaskAttempt,
  partitionBytes: readonly number[] | undefined,
): void {
  const worker = registeredWorker(step.state, id);
  const accepted = worker !== undefined && adoptOutput(step, worker, name, partitionBytes);
  step.commands.push({ kind: "answer-registered", worker: id, task: name, accepted });
}

/**
 * Takes what the worker holds, if the attempt counts.
 * @param partitionBytes of a map output; of results none
 */
export function adoptOutput(
  step: Step,
  worker: Worker,
  name: TaskAttempt,
  partitionBytes: readonly number[] | undefined,
): boolean {
  const task = taskOf(step.state, name);
  if (task === undefined || !fits(task, partitionBytes)) return false;
  if (task.output !== undefined && isAccepted(task, name, worker)) {
    task.output = { ...task.output, partitionBytes: partitionBytes ?? [] };
    return true;
  }
  const attempt = liveAttempt(step.state, name, worker);
  if (attempt === undefined) return false;
  attempt.mentionedAt = step.at;
  registerOutput(step, attempt, partitionBytes ?? []);
  return true;
}

function fits({ stage }: Task, partitionBytes: readonly number[] | undefined): boolean {
  if (stage.isResult) return partitionBytes === undefined;
  return partitionBytes?.length === stage.shape.outputPartitions;
}

/** The client has all rows that this attempt made. */
export function onResultsFetched(step: Step, event: SchedulerEvent & { readonly kind: "results-fetched" }): void {
  const task = taskOf(step.state, event.task);
  if (!task?.stage.isResult || task.output?.attempt !== event.task.attempt) return;
  // The client may be quicker than the worker's report, which then finds the query ended.
  if (task.state.kind === "running") succeedAttempt(step, task.state.attempt);
  endQuery(step, task.stage.run.query, { kind: "succeeded" });
}

/** For so long another worker is waited for when the client could not reach one. */
const UNREACHED_MS = 60_000;

/** The client cannot get the rows that this attempt made: made anew, but not where it cannot get them either. */
export function onResultsUnreachable(
  step: Step,
  event: SchedulerEvent & { readonly kind: "results-unreachable" },
): void {
  const task = taskOf(step.state, event.task);
  const holder = task?.output?.worker;
  if (!task?.stage.isResult || holder === undefined || task.output?.attempt !== event.task.attempt) return;
  avoid(step, task, holder, UNREACHED_MS);
  blame(step, { producer: event.task, worker: holder.id });
}
