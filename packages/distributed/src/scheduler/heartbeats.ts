// What a worker says it is, runs and holds, compared with what the scheduler believes. The rule: a worker's word on what
// it holds is taken at once from one that was not known; from one that is, only when what it leaves out is old enough
// not to have crossed the heartbeat on its way.
import type { TaskAttempt } from "@ffq/core/physical";
import { freeSlot } from "./attempt.ts";
import { classOf } from "./capabilities.ts";
import type { Registration, SchedulerEvent } from "./event.ts";
import { type Messages, noMessages, takeMessages } from "./polls.ts";
import { adoptOutput, giveUp, isAccepted, loseOutputOf } from "./reports.ts";
import type { Attempt, State, Task, Worker, WorkerClass } from "./state.ts";
import { log, occupyingAttempt, type Step, taskOf } from "./step.ts";
import { expectWorker, setPresence } from "./workers.ts";

type Heartbeat = SchedulerEvent & { readonly kind: "worker-heartbeat" };

export function onHeartbeat(step: Step, event: Heartbeat): void {
  const { state } = step;
  const known = state.workers.get(event.worker);
  if (known?.presence.kind === "registered") {
    // A late one tells of the past; its sender is answered, so that it need not ask again.
    if (event.atMs <= known.presence.heartbeatAtMs) answer(step, event, true);
    else refresh(step, known, event, state.config.silentAttemptMs);
    return;
  }
  if (event.registration === undefined) {
    answer(step, event, false);
    return;
  }
  const worker = expectWorker(state, event.worker);
  state.deadlines.set(step.at + state.config.livenessTimeoutMs, { kind: "liveness", worker });
  log(step, { kind: "worker-registered", worker: worker.id });
  refresh(step, worker, event, 0);
}

/** @param patienceMs how long what the worker does not speak of may have been on its way to it */
function refresh(step: Step, worker: Worker, event: Heartbeat, patienceMs: number): void {
  const { slots, endpoint, draining, capabilities } = event;
  worker.lastSeen = step.at;
  setPresence(step, worker, {
    kind: "registered",
    heartbeatAtMs: event.atMs,
    slots,
    endpoint,
    draining,
    capabilities,
    workerClass: classNow(step.state, worker, capabilities),
  });
  let drop: readonly TaskAttempt[] = [];
  if (event.registration !== undefined) {
    // A worker that registers counts its polls anew.
    worker.lastPoll = worker.openPoll?.poll ?? -1;
    drop = reconcileOutputs(step, worker, event.registration, patienceMs);
  }
  const unwanted = reconcileAttempts(step, worker, event.runningTasks, patienceMs);
  const { cancel, releasedQueries } = takeMessages(worker);
  answer(step, event, true, { cancel: [...unwanted, ...cancel], releasedQueries }, drop);
}

function classNow(state: State, { presence }: Worker, capabilities: readonly string[]): WorkerClass {
  if (presence.kind !== "registered") return classOf(state, capabilities);
  const before = presence.capabilities;
  const isSame = before.length === capabilities.length && before.every((name, at) => name === capabilities[at]);
  return isSame ? presence.workerClass : classOf(state, capabilities);
}

/** The answer is what the worker runs and nobody waits for. */
function reconcileAttempts(
  step: Step,
  worker: Worker,
  running: readonly TaskAttempt[],
  patienceMs: number,
): readonly TaskAttempt[] {
  const unwanted: TaskAttempt[] = [];
  const spokenOf = new Set<Attempt>();
  for (const name of running) {
    const attempt = occupyingAttempt(step.state, name, worker);
    // One that was accepted has ended; its worker has not heard that yet, and must not drop what others read.
    const isWanted = attempt === undefined ? isAccepted(taskOf(step.state, name), name, worker) : !attempt.stopping;
    if (!isWanted) unwanted.push(name);
    if (attempt === undefined) continue;
    spokenOf.add(attempt);
    attempt.mentionedAt = step.at;
    worker.cancel.delete(attempt); // said with this answer
  }
  for (const attempt of [...worker.attempts]) {
    const silentMs = step.at - Math.max(attempt.mentionedAt, step.state.awakeSince);
    if (spokenOf.has(attempt) || silentMs < patienceMs) continue;
    // What was lost before may have ended the query, and with it this attempt.
    if (attempt.stopping) freeSlot(step, attempt);
    else giveUp(step, attempt, "its worker does not know of it", "queue");
  }
  return unwanted;
}

/** The answer is what the worker holds and nobody will read. */
function reconcileOutputs(
  step: Step,
  worker: Worker,
  { outputs, results }: Registration,
  patienceMs: number,
): readonly TaskAttempt[] {
  const drop: TaskAttempt[] = [];
  const held = new Set<Task>();
  const take = (name: TaskAttempt, partitionBytes: readonly number[] | undefined): void => {
    const task = taskOf(step.state, name);
    if (task !== undefined && adoptOutput(step, worker, name, partitionBytes)) held.add(task);
    else drop.push(name);
  };
  for (const { task, partitionBytes } of outputs) take(task, partitionBytes);
  for (const task of results) take(task, undefined);
  for (const task of [...worker.outputs]) if (!held.has(task)) missOutput(step, worker, task, patienceMs);
  return drop;
}

/** The worker does not speak of an output that it is believed to hold. */
function missOutput(step: Step, worker: Worker, task: Task, patienceMs: number): void {
  const { output, state } = task;
  if (output?.worker !== worker) return; // gone with another one, just now
  if (step.at - Math.max(output.registeredAt, step.state.awakeSince) < patienceMs) return;
  const why = "its worker does not hold it any more";
  if (state.kind === "running") giveUp(step, state.attempt, why, "queue");
  else loseOutputOf(step, task, why);
}

function answer(
  step: Step,
  { worker }: Heartbeat,
  known: boolean,
  { cancel, releasedQueries }: Messages = noMessages,
  drop: readonly TaskAttempt[] = [],
): void {
  step.commands.push({ kind: "answer-heartbeat", worker, known, cancel, releasedQueries, drop });
}
