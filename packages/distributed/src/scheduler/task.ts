// A task's queues: fresh ones first come first served, ones that failed somewhere apart, because they must look at
// the worker. The rule: a task is in a queue exactly while its state is `queued`.
import { refreshDispatchable } from "./stage.ts";
import type { State, Task, Worker } from "./state.ts";
import type { Step } from "./step.ts";

/** The task waits for a worker from now on. Counts of its stage are the caller's. */
export function enqueue(step: Step, task: Task): void {
  task.state = { kind: "queued" };
  if (isChoosy(task, step.at)) {
    task.stage.choosy.push(task);
    step.state.deadlines.set(task.avoidUntil, { kind: "avoid-over", task });
  } else {
    task.stage.fresh.push(task);
  }
  refreshDispatchable(step, task.stage);
  step.state.dispatchDue = true;
}

/** The task leaves its queue, of which it is the head or, among the choosy, any. */
export function dequeue(step: Step, task: Task): void {
  const { fresh, choosy } = task.stage;
  if (fresh.peek() === task) fresh.take();
  else choosy.splice(choosy.indexOf(task), 1);
  refreshDispatchable(step, task.stage);
}

/** True while the task must not go to the worker: it failed there not long ago, and another could take it. */
export function isBarred(state: State, task: Task, worker: Worker): boolean {
  if (!isChoosy(task, state.at) || !task.avoid.includes(worker)) return false;
  const { requirement } = task.stage;
  let others = requirement.taking;
  for (const { taking, presence } of task.avoid) {
    if (taking && presence.kind === "registered" && requirement.classes.has(presence.workerClass)) others--;
  }
  return others > 0;
}

function isChoosy(task: Task, at: number): boolean {
  return task.avoid.length > 0 && at < task.avoidUntil;
}
