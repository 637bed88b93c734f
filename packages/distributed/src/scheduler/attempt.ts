// An attempt's hold on a slot: begun when a task is given to a worker, ended when the worker is known to be rid of it.
// The rule: what an attempt means to its task ends at once when the scheduler gives it up (`stopping`), but the slot
// stays taken until the worker says so, or limits would be exceeded.
import { reindex } from "./idle.ts";
import type { Attempt, Task, Worker } from "./state.ts";
import { attemptOf, record, type Step } from "./step.ts";

/** Gives the task to the worker; it has left its queue before. */
export function startAttempt(step: Step, task: Task, worker: Worker, number: number): Attempt {
  const { stage } = task;
  const attempt: Attempt = { task, number, worker, mentionedAt: step.at, stopping: false };
  task.attempts = number;
  task.state = { kind: "running", attempt };
  stage.queued--;
  stage.running++;
  stage.run.occupied++;
  stage.run.touched.add(worker);
  worker.attempts.add(attempt);
  reindex(step.state, worker);
  step.changed.add(stage.run.query);
  record(step, { kind: "attempt-started", task: attemptOf(task, number), worker: worker.id });
  return attempt;
}

/** The attempt counts for nothing any more; the worker is told to stop it. Its task's state is the caller's. */
export function stopAttempt(step: Step, attempt: Attempt): void {
  attempt.task.stage.running--;
  attempt.stopping = true;
  attempt.worker.cancel.add(attempt);
  step.told.add(attempt.worker);
}

/** The worker is rid of the attempt, which was counted as running unless it was being stopped. */
export function freeSlot(step: Step, attempt: Attempt): void {
  const { task, worker } = attempt;
  if (!worker.attempts.delete(attempt)) return;
  worker.cancel.delete(attempt);
  if (!attempt.stopping) task.stage.running--;
  task.stage.run.occupied--;
  reindex(step.state, worker);
  step.state.dispatchDue = true;
}
