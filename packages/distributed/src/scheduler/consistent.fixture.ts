// Everything in the state that must agree with something else in it, counted again from scratch: the indexes and
// counts that make events cheap are only as good as this.
import assert from "node:assert/strict";
import { isNeeded } from "./stage.ts";
import type { Requirement, RunningQuery, Stage, State, Task, Worker } from "./state.ts";

/** @throws AssertionError when the state contradicts itself, or exceeds a limit */
export function assertConsistent(state: State): void {
  for (const query of state.queries.values()) {
    assert.equal(state.waiting.has(query), query.phase.kind === "queued", "waiting");
    if (query.phase.kind === "running") assert.ok(state.running.has(query.phase.run), "running");
  }
  assert.ok(state.running.size <= state.config.maxRunningQueries, "more queries run than may");
  for (const run of state.running) assertRun(state, run);
  for (const worker of state.workers.values()) assertWorker(state, worker);
  for (const requirement of state.requirements.values()) assertRequirement(state, requirement);
  assert.equal(
    state.usableWorkers,
    countWorkers(state, ({ usable }) => usable),
    "usable workers",
  );
  for (const workerClass of state.classes.values()) {
    const idle = workerClass.idle.reduce((sum, { size }) => sum + size, 0);
    assert.equal(workerClass.idleCount, idle, "idle count");
    const members = countWorkers(state, (worker) => classOf(worker) === workerClass);
    assert.equal(workerClass.members, members, "members");
    assert.ok(members > 0, "an empty class");
  }
}

function assertRun(state: State, run: RunningQuery): void {
  let occupied = 0;
  for (const { attempts } of state.workers.values()) {
    for (const { task } of attempts) if (task.stage.run === run) occupied++;
  }
  assert.equal(run.occupied, occupied, "occupied slots");
  assert.ok(occupied <= state.config.maxTasksPerQuery, "the query runs more tasks than it may");
  const open = run.stages.filter(
    ({ blockedInputs, fresh, choosy }) => blockedInputs === 0 && fresh.size + choosy.length > 0,
  );
  assert.deepEqual(
    run.dispatchable.map(({ index }) => index),
    open.map(({ index }) => index),
    "dispatchable stages",
  );
  for (const stage of run.stages) assertStage(state, stage);
}

function assertStage(state: State, stage: Stage): void {
  const { tasks } = stage;
  const count = (test: (task: Task) => boolean): number => tasks.filter(test).length;
  assert.equal(
    stage.queued,
    count(({ state: { kind } }) => kind === "queued" || kind === "backing-off"),
    "queued",
  );
  assert.equal(
    stage.running,
    count((task) => task.state.kind === "running"),
    "running",
  );
  assert.equal(
    stage.succeeded,
    count((task) => task.state.kind === "succeeded"),
    "succeeded",
  );
  assert.equal(
    stage.missingOutputs,
    count(({ output }) => output === undefined),
    "missing outputs",
  );
  assert.equal(stage.blockedInputs, stage.inputs.filter(({ missingOutputs }) => missingOutputs > 0).length, "blocked");
  const waiting = count((task) => task.state.kind === "queued");
  assert.equal(stage.fresh.size + stage.choosy.length, waiting, "tasks in queues");
  for (const task of tasks) assertTask(state, task);
  if (isNeeded(stage)) assert.equal(stage.lost.size, 0, "a lost output that is needed");
}

function assertTask(state: State, task: Task): void {
  const { output, stage, state: phase } = task;
  const isLost = phase.kind === "succeeded" && output === undefined;
  assert.equal(stage.lost.has(task), isLost, "lost");
  assert.ok(task.failures < state.config.maxTaskAttempts, "too many failures");
  if (phase.kind === "running") {
    const { attempt } = phase;
    assert.equal(attempt.task, task);
    assert.equal(attempt.number, task.attempts, "the attempt is not the last");
    assert.equal(attempt.stopping, false);
    assert.ok(attempt.worker.attempts.has(attempt), "its worker does not run it");
    assert.equal(state.workers.get(attempt.worker.id), attempt.worker, "it runs on a worker that is gone");
  }
  if (output === undefined) return;
  assert.ok(phase.kind === "running" || phase.kind === "succeeded", `an output of a task that is ${phase.kind}`);
  assert.equal(output.attempt, task.attempts, "an output of an older attempt");
  assert.ok(output.worker.outputs.has(task), "its holder does not hold it");
  assert.equal(state.workers.get(output.worker.id), output.worker, "its holder is gone");
}

function assertWorker(state: State, worker: Worker): void {
  const { presence, attempts, outputs } = worker;
  const isUsable = presence.kind === "registered" && !presence.draining;
  assert.equal(worker.usable, isUsable, "usable");
  assert.equal(worker.taking, isUsable && worker.blacklistedUntil === undefined, "taking");
  const slots = presence.kind === "registered" ? presence.slots : Number.POSITIVE_INFINITY;
  assert.ok(attempts.size <= Math.min(slots, state.config.maxTasksPerWorker), "the worker runs more tasks than it may");
  for (const task of outputs) assert.equal(task.output?.worker, worker, "it does not hold what it holds");
  for (const { task, stopping } of attempts) {
    if (!stopping) assert.ok(state.running.has(task.stage.run), "it runs for a query that has ended");
  }
  if (presence.kind !== "registered") return;
  const hasRoom =
    worker.taking &&
    (worker.openPoll?.freeSlots ?? 0) > 0 &&
    attempts.size < Math.min(presence.slots, state.config.maxTasksPerWorker);
  assert.equal(worker.idleAt, hasRoom ? attempts.size : undefined, "place in the idle index");
  if (worker.idleAt !== undefined) assert.ok(presence.workerClass.idle[worker.idleAt]?.has(worker), "idle index");
}

function assertRequirement(state: State, requirement: Requirement): void {
  const meets = (worker: Worker): boolean => {
    const workerClass = classOf(worker);
    return workerClass !== undefined && requirement.names.every((name) => workerClass.capabilities.has(name));
  };
  assert.equal(
    requirement.usable,
    countWorkers(state, (worker) => worker.usable && meets(worker)),
    "capable workers",
  );
  assert.equal(
    requirement.taking,
    countWorkers(state, (worker) => worker.taking && meets(worker)),
    "taking workers",
  );
  let stages = 0;
  for (const run of state.running) stages += run.stages.filter((stage) => stage.requirement === requirement).length;
  assert.equal(requirement.stages, stages, "stages of a requirement");
}

function classOf({ presence }: Worker): (object & { readonly capabilities: ReadonlySet<string> }) | undefined {
  return presence.kind === "registered" ? presence.workerClass : undefined;
}

function countWorkers(state: State, test: (worker: Worker) => boolean): number {
  return [...state.workers.values()].filter(test).length;
}
