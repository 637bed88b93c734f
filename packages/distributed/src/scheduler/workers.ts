// A worker's coming and going. The rule: whatever it ran or held when it goes is settled in the same step, so that no
// task ever points at a worker that is not in the state.
import type { WorkerId } from "@ffq/core/physical";
import { freeSlot } from "./attempt.ts";
import { changeMembers, recount, uncount } from "./capabilities.ts";
import { reindex, unindex } from "./idle.ts";
import { closePoll } from "./polls.ts";
import { giveUp, loseOutputOf } from "./reports.ts";
import type { State, Worker, WorkerPresence } from "./state.ts";
import { log, type Step } from "./step.ts";

/** The worker of an id; one not known is expected from now on. */
export function expectWorker(state: State, id: WorkerId): Worker {
  const known = state.workers.get(id);
  if (known !== undefined) return known;
  const worker: Worker = {
    id,
    presence: { kind: "expected" },
    usable: false,
    taking: false,
    attempts: new Set(),
    outputs: new Set(),
    cancel: new Set(),
    released: new Set(),
    lastSeen: state.at,
    failures: 0,
    blacklistedUntil: undefined,
    lastPoll: -1,
    openPoll: undefined,
    lastAssigned: [],
    idleAt: undefined,
  };
  state.workers.set(id, worker);
  return worker;
}

/** The worker is what it says it is from now on. */
export function setPresence(
  step: Step,
  worker: Worker,
  presence: WorkerPresence & { readonly kind: "registered" },
): void {
  const before = worker.presence;
  if (before.kind !== "registered" || before.workerClass !== presence.workerClass) {
    changeMembers(step.state, presence.workerClass, 1);
    leaveClass(step, worker);
  }
  worker.presence = presence;
  recount(step, worker);
  reindex(step.state, worker);
  step.state.dispatchDue = true;
}

function leaveClass(step: Step, worker: Worker): void {
  if (worker.presence.kind !== "registered") return;
  const { workerClass } = worker.presence;
  uncount(step, worker);
  unindex(worker, workerClass);
  changeMembers(step.state, workerClass, -1);
}

/** Drops the worker: what it ran is requeued, what only it held is made anew where it is needed. */
export function loseWorker(step: Step, worker: Worker, why: string): void {
  const { state } = step;
  log(step, { kind: "worker-lost", worker: worker.id, why, attempts: worker.attempts.size });
  state.counters.workersLost++;
  closePoll(step, worker, false);
  leaveClass(step, worker);
  state.workers.delete(worker.id);
  step.told.delete(worker);
  for (const attempt of [...worker.attempts]) {
    // One of the attempts before may have ended the query, and with it this one.
    if (attempt.stopping) freeSlot(step, attempt);
    else giveUp(step, attempt, why, "queue");
  }
  for (const task of [...worker.outputs]) loseOutputOf(step, task, why);
}
