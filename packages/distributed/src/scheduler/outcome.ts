// How an attempt ends, and what its task does then. Four transitions that the journal replays (succeed, fail, lose,
// and losing an output, in map-outputs.ts); deciding which one an outcome calls for is in reports.ts.
import { freeSlot, stopAttempt } from "./attempt.ts";
import { voidOutput } from "./map-outputs.ts";
import type { Attempt } from "./state.ts";
import { log, nameOf, record, type Step } from "./step.ts";
import { enqueue } from "./task.ts";

/** Its output or results are registered and complete. */
export function succeedAttempt(step: Step, attempt: Attempt): void {
  const { task } = attempt;
  record(step, { kind: "attempt-succeeded", task: nameOf(attempt) });
  freeSlot(step, attempt);
  task.state = { kind: "succeeded" };
  task.stage.succeeded++;
  step.state.counters.attemptsSucceeded++;
  step.changed.add(task.stage.run.query);
}

/** By its own doing or its worker's; the task rests before it is tried again. */
export function failAttempt(step: Step, attempt: Attempt): void {
  const { task } = attempt;
  record(step, { kind: "attempt-failed", task: nameOf(attempt), fault: "task" });
  task.failures++;
  step.state.counters.attemptsFailed++;
  freeSlot(step, attempt);
  backOff(step, attempt);
}

/**
 * Lost with its worker, or with what it was to read.
 * @param worker what it does: "rid" of the attempt, or "busy" with it still and to be told
 * @param then whether the task waits for a worker at once, or rests
 */
export function loseAttempt(
  step: Step,
  attempt: Attempt,
  { why, worker, then }: { readonly why: string; readonly worker: "rid" | "busy"; readonly then: "queue" | "rest" },
): void {
  const { task } = attempt;
  record(step, { kind: "attempt-failed", task: nameOf(attempt), fault: "lost" });
  log(step, { kind: "attempt-lost", task: nameOf(attempt), worker: attempt.worker.id, why });
  task.losses++;
  step.state.counters.attemptsLost++;
  if (worker === "rid") freeSlot(step, attempt);
  else stopAttempt(step, attempt);
  backOff(step, attempt);
  if (then === "queue") enqueue(step, task);
}

function backOff(step: Step, { task }: Attempt): void {
  task.state = { kind: "backing-off" };
  task.stage.queued++;
  task.stage.failedAttempts++;
  step.changed.add(task.stage.run.query);
  voidOutput(step, task);
}
