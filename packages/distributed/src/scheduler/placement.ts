// Which task goes to which worker next: the query with the fewest tasks running first (the one served longest ago among
// equals), in it the earliest stage, in that the tasks that failed before, each to the least loaded worker that can run
// it and is not barred. Deciding looks at running queries and their open stages, never at tasks or workers one by one.
import { startAttempt } from "./attempt.ts";
import { leastLoaded } from "./idle.ts";
import type { RunningQuery, Stage, State, Task, Worker } from "./state.ts";
import type { Step } from "./step.ts";
import { dequeue, isBarred } from "./task.ts";

/** A task and the worker it should go to. */
interface Placement {
  readonly task: Task;
  readonly worker: Worker;
}

/** Hands out tasks while there are both a task and a poll it could answer. */
export function dispatch(step: Step): void {
  const { state } = step;
  while (hasIdleWorker(state)) {
    const next = nextPlacement(state);
    if (next === undefined) return;
    assign(step, next);
  }
}

function hasIdleWorker(state: State): boolean {
  for (const workerClass of state.classes.values()) if (workerClass.idleCount > 0) return true;
  return false;
}

function nextPlacement(state: State): Placement | undefined {
  let best: Placement | undefined;
  let bestRun: RunningQuery | undefined;
  for (const run of state.running) {
    if (run.dispatchable.length === 0 || run.occupied >= state.config.maxTasksPerQuery) continue;
    if (bestRun !== undefined && !goesBefore(run, bestRun)) continue;
    const placement = placementIn(state, run);
    if (placement === undefined) continue;
    best = placement;
    bestRun = run;
  }
  return best;
}

function goesBefore(left: RunningQuery, right: RunningQuery): boolean {
  return left.occupied < right.occupied || (left.occupied === right.occupied && left.servedAt < right.servedAt);
}

function placementIn(state: State, run: RunningQuery): Placement | undefined {
  for (const stage of run.dispatchable) {
    const placement = choosyPlacement(state, stage) ?? freshPlacement(stage);
    if (placement !== undefined) return placement;
  }
  return undefined;
}

/** How many tasks that failed before are looked at; those behind them wait until these are placed. */
const choosyAtOnce = 32;

function choosyPlacement(state: State, { choosy, requirement }: Stage): Placement | undefined {
  for (const task of choosy.slice(0, choosyAtOnce)) {
    const worker = leastLoaded(requirement, (candidate) => isBarred(state, task, candidate));
    if (worker !== undefined) return { task, worker };
  }
  return undefined;
}

function freshPlacement({ fresh, requirement }: Stage): Placement | undefined {
  const task = fresh.peek();
  if (task === undefined) return undefined;
  const worker = leastLoaded(requirement, undefined);
  return worker === undefined ? undefined : { task, worker };
}

function assign(step: Step, { task, worker }: Placement): void {
  const poll = worker.openPoll;
  if (poll === undefined) return; // an idle worker has one
  poll.freeSlots--;
  dequeue(step, task);
  poll.assigned.push(startAttempt(step, task, worker, task.attempts + 1));
  task.stage.run.servedAt = ++step.state.counters.assignments;
  step.told.add(worker);
}
