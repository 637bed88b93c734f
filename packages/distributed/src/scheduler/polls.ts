// A worker's long poll: opened, filled by dispatch, answered when there is something to say. The rule: a worker has
// one open poll at most, the one of the highest number, and every other is answered at once with nothing; the last
// answered one may be asked again and is told the same, so that a lost answer loses no time.
import type { ClusterQueryId, TaskAttempt, WorkerId } from "@ffq/core/physical";
import type { Assignment } from "./command.ts";
import type { SchedulerEvent } from "./event.ts";
import { reindex } from "./idle.ts";
import { registeredWorker } from "./reports.ts";
import type { Attempt, Worker } from "./state.ts";
import { nameOf, type Step } from "./step.ts";

export const noMessages: Messages = { cancel: [], releasedQueries: [] };

export function onPoll(step: Step, event: SchedulerEvent & { readonly kind: "worker-polled" }): void {
  const { poll, freeSlots } = event;
  const worker = registeredWorker(step.state, event.worker);
  if (worker === undefined || poll < worker.lastPoll) {
    answer(step, { worker: event.worker, poll, known: worker !== undefined }, [], noMessages);
    return;
  }
  if (poll === worker.lastPoll) {
    // Asked twice while it is open, it gets the one answer; asked after that, the same again as far as it holds.
    if (worker.openPoll === undefined)
      answer(step, { worker: worker.id, poll, known: true }, worker.lastAssigned, noMessages);
    return;
  }
  closePoll(step, worker, true);
  worker.lastPoll = poll;
  worker.openPoll = { poll, freeSlots, assigned: [] };
  worker.lastAssigned = [];
  reindex(step.state, worker);
  step.told.add(worker);
  step.state.dispatchDue = true;
}

export function onPollClosed(step: Step, event: SchedulerEvent & { readonly kind: "poll-closed" }): void {
  const worker = registeredWorker(step.state, event.worker);
  if (worker?.openPoll?.poll === event.poll) closePoll(step, worker, true);
}

/** Answers the worker's open poll, if it has one, with what there is. */
export function closePoll(step: Step, worker: Worker, known: boolean): void {
  const { openPoll } = worker;
  if (openPoll === undefined) return;
  worker.openPoll = undefined;
  worker.lastAssigned = openPoll.assigned;
  reindex(step.state, worker);
  answer(step, { worker: worker.id, poll: openPoll.poll, known }, openPoll.assigned, takeMessages(worker));
}

/** Answers the open polls of workers that there is something to tell. */
export function answerTold(step: Step): void {
  for (const worker of step.told) {
    const { openPoll, cancel, released } = worker;
    if (openPoll === undefined) continue;
    if (openPoll.assigned.length + cancel.size + released.size > 0) closePoll(step, worker, true);
  }
}

export interface Messages {
  readonly cancel: readonly TaskAttempt[];
  readonly releasedQueries: readonly ClusterQueryId[];
}

/** What was to be said to the worker; from now on it counts as said. */
export function takeMessages(worker: Worker): Messages {
  const cancel = [...worker.cancel].map(nameOf);
  const releasedQueries = [...worker.released];
  worker.cancel.clear();
  worker.released.clear();
  return { cancel, releasedQueries };
}

function answer(
  step: Step,
  { worker, poll, known }: { readonly worker: WorkerId; readonly poll: number; readonly known: boolean },
  assigned: readonly Attempt[],
  { cancel, releasedQueries }: Messages,
): void {
  const tasks: Assignment[] = [];
  for (const attempt of assigned) {
    if (isRunning(attempt)) tasks.push({ task: nameOf(attempt), isResult: attempt.task.stage.isResult });
  }
  step.commands.push({ kind: "answer-poll", worker, poll, known, tasks, cancel, releasedQueries });
}

function isRunning(attempt: Attempt): boolean {
  const { state } = attempt.task;
  return !attempt.stopping && state.kind === "running" && state.attempt === attempt;
}
