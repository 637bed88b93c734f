// Who can run what. Workers with the same capabilities form a class, stages with the same needs a requirement, and
// which class meets which requirement is worked out once, when either appears. The rule: the counts of usable and
// taking workers, in classes, requirements and the state, change in `countAs` alone.
import type { Requirement, State, Worker, WorkerClass } from "./state.ts";
import type { Step } from "./step.ts";

/** The class of workers that have just these capabilities. */
export function classOf(state: State, capabilities: readonly string[]): WorkerClass {
  const names = new Set(capabilities);
  const key = [...names].sort().join("\n");
  const known = state.classes.get(key);
  if (known !== undefined) return known;
  const made: WorkerClass = { key, capabilities: names, members: 0, usable: 0, taking: 0, idle: [], idleCount: 0 };
  state.classes.set(key, made);
  for (const requirement of state.requirements.values()) {
    if (meets(made, requirement)) requirement.classes.add(made);
  }
  return made;
}

/** A worker joins its class, or leaves it; an empty class is dropped. */
export function changeMembers(state: State, workerClass: WorkerClass, by: 1 | -1): void {
  workerClass.members += by;
  if (workerClass.members > 0) return;
  state.classes.delete(workerClass.key);
  for (const requirement of state.requirements.values()) requirement.classes.delete(workerClass);
}

/** The requirement of a stage that begins to be needed. */
export function takeRequirement(state: State, capabilities: readonly string[]): Requirement {
  const names = [...new Set(capabilities)].sort();
  const key = names.join("\n");
  let requirement = state.requirements.get(key);
  if (requirement === undefined) {
    requirement = { key, names, stages: 0, usable: 0, taking: 0, classes: new Set() };
    state.requirements.set(key, requirement);
    for (const workerClass of state.classes.values()) {
      if (!meets(workerClass, requirement)) continue;
      requirement.classes.add(workerClass);
      requirement.usable += workerClass.usable;
      requirement.taking += workerClass.taking;
    }
  }
  requirement.stages++;
  return requirement;
}

export function dropRequirement(state: State, requirement: Requirement): void {
  requirement.stages--;
  if (requirement.stages === 0) state.requirements.delete(requirement.key);
}

/** Of the names of a requirement those that no usable worker has; all of them if no worker has all of them. */
export function missingNames(state: State, requirement: Requirement): readonly string[] {
  if (requirement.usable > 0) return [];
  const usable = [...state.classes.values()].filter((workerClass) => workerClass.usable > 0);
  const nowhere = requirement.names.filter((name) => !usable.some(({ capabilities }) => capabilities.has(name)));
  return nowhere.length > 0 ? nowhere : requirement.names;
}

/** Counts the worker for what it is now: called after whatever could change it. */
export function recount(step: Step, worker: Worker): void {
  const { presence } = worker;
  const isKnown = step.state.workers.get(worker.id) === worker;
  const usable = isKnown && presence.kind === "registered" && !presence.draining;
  countAs(step, worker, usable, usable && worker.blacklistedUntil === undefined);
}

/** Counts the worker for nothing: before it leaves its class. */
export function uncount(step: Step, worker: Worker): void {
  countAs(step, worker, false, false);
}

function countAs(step: Step, worker: Worker, usable: boolean, taking: boolean): void {
  if (usable === worker.usable && taking === worker.taking) return;
  const usableBy = Number(usable) - Number(worker.usable);
  const takingBy = Number(taking) - Number(worker.taking);
  worker.usable = usable;
  worker.taking = taking;
  countUsable(step, usableBy);
  if (worker.presence.kind === "registered") countInClass(step, worker.presence.workerClass, usableBy, takingBy);
}

function countUsable(step: Step, by: number): void {
  const { state } = step;
  state.usableWorkers += by;
  if (by < 0 && state.usableWorkers === 0) {
    state.noWorkersSince = step.at;
    state.deadlines.set(step.at + state.config.noWorkersGraceMs, { kind: "no-workers" });
  }
  // Every status says when there are no workers.
  if (state.usableWorkers === Math.max(by, 0)) for (const { query } of state.running) step.changed.add(query);
}

function countInClass(step: Step, workerClass: WorkerClass, usableBy: number, takingBy: number): void {
  workerClass.usable += usableBy;
  workerClass.taking += takingBy;
  for (const requirement of step.state.requirements.values()) {
    if (!requirement.classes.has(workerClass)) continue;
    requirement.usable += usableBy;
    requirement.taking += takingBy;
    // The first that can, or the last that could: what waits for it shows in statuses.
    if (requirement.usable === Math.max(usableBy, 0) && usableBy !== 0) markWaiting(step, requirement);
  }
  step.state.dispatchDue ||= takingBy !== 0;
}

function markWaiting(step: Step, requirement: Requirement): void {
  for (const run of step.state.running) {
    if (run.dispatchable.some((stage) => stage.requirement === requirement)) step.changed.add(run.query);
  }
}

function meets(workerClass: WorkerClass, requirement: Requirement): boolean {
  return requirement.names.every((name) => workerClass.capabilities.has(name));
}
