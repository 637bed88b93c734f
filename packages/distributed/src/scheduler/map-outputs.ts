// Who holds which output, and what follows when one is gone. The rules: a stage is open only while every output of
// its inputs is registered; an output that is gone is made anew if, and only if, somebody has still to read it; and
// what was computed from an output that cannot be made the same again is computed again too, all of it, because its
// readers would otherwise have seen two different sets of rows.
import { stopAttempt } from "./attempt.ts";
import { downstreamOf, gainOutput, isNeeded, missOutput } from "./stage.ts";
import type { Attempt, Stage, Task } from "./state.ts";
import { attemptOf, log, record, type Step } from "./step.ts";
import { enqueue } from "./task.ts";

/** The attempt has written its output, or begun to serve its results. */
export function registerOutput(step: Step, attempt: Attempt, partitionBytes: readonly number[]): void {
  const { task, worker, number } = attempt;
  const isFirst = task.output === undefined;
  task.output = { attempt: number, worker, partitionBytes, registeredAt: step.at };
  if (!isFirst) return;
  worker.outputs.add(task);
  gainOutput(step, task.stage);
  step.changed.add(task.stage.run.query);
  const name = attemptOf(task, number);
  record(step, { kind: task.stage.isResult ? "results-registered" : "output-registered", task: name });
}

/** The output of a task that had succeeded is gone. */
export function loseOutput(step: Step, task: Task, why: string): void {
  const { output, stage } = task;
  if (output === undefined || task.state.kind !== "succeeded") return;
  const name = attemptOf(task, output.attempt);
  record(step, { kind: "output-lost", task: name });
  log(step, { kind: "output-lost", task: name, worker: output.worker.id, why });
  task.losses++;
  step.state.counters.outputsLost++;
  withdraw(step, task);
  stage.lost.add(task);
  revive(step, [stage]);
}

/** What an attempt has registered is void, because the attempt has failed. */
export function voidOutput(step: Step, task: Task): void {
  if (task.output === undefined) return;
  withdraw(step, task);
  revive(step, rollBack(step, task.stage));
}

function withdraw(step: Step, task: Task): void {
  task.output?.worker.outputs.delete(task);
  task.output = undefined;
  missOutput(step, task.stage);
  step.changed.add(task.stage.run.query);
}

/** Runs again what was lost and is needed in these stages, and whatever becomes needed by that. */
function revive(step: Step, stages: readonly Stage[]): void {
  const open = [...stages];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (stage.lost.size === 0 || !isNeeded(stage)) continue;
    const tasks = [...stage.lost];
    stage.lost.clear();
    for (const task of tasks) {
      stage.succeeded--;
      stage.queued++;
      enqueue(step, task);
    }
    open.push(...stage.inputs, ...rollBack(step, stage));
  }
}

/** Undoes what was computed from outputs of a stage that will differ; the answer is whose outputs that needs. */
function rollBack(step: Step, stage: Stage): readonly Stage[] {
  const readers = stage.consumers.reduce((sum, { tasks }) => sum + tasks.length, 0);
  // A single reader has read one set of rows from the start to the end, or will.
  if (stage.shape.repeatable || readers <= 1) return [];
  const needed: Stage[] = [];
  for (const reader of downstreamOf(stage)) {
    if (reader.running + reader.succeeded === 0) continue;
    for (const task of reader.tasks) undo(step, task);
    needed.push(...reader.inputs);
  }
  return needed;
}

function undo(step: Step, task: Task): void {
  const { stage, state } = task;
  if (state.kind !== "running" && state.kind !== "succeeded") return;
  if (state.kind === "running") {
    stopAttempt(step, state.attempt);
  } else {
    stage.succeeded--;
    stage.lost.delete(task);
  }
  if (task.output !== undefined) withdraw(step, task);
  stage.queued++;
  enqueue(step, task);
}
