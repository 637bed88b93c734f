// The index of workers that could take a task right now: those with an open poll that has room. Kept by class and by
// load, so that the least loaded of those who can is found without looking at the others. The rule: `reindex` after
// every change to a worker's poll, attempts, presence or blacklisting.
import type { Requirement, State, Worker, WorkerClass } from "./state.ts";

/** How many tasks the worker may run at once. */
export function slotLimit(state: State, worker: Worker): number {
  if (worker.presence.kind !== "registered") return 0;
  return Math.min(state.config.maxTasksPerWorker, worker.presence.slots);
}

/** Puts the worker where it belongs now. */
export function reindex(state: State, worker: Worker): void {
  const { presence } = worker;
  if (presence.kind !== "registered") return;
  const hasRoom =
    worker.taking &&
    worker.openPoll !== undefined &&
    worker.openPoll.freeSlots > 0 &&
    worker.attempts.size < slotLimit(state, worker);
  const place = hasRoom ? worker.attempts.size : undefined;
  if (place === worker.idleAt) return;
  unindex(worker, presence.workerClass);
  if (place === undefined) return;
  const { idle } = presence.workerClass;
  while (idle.length <= place) idle.push(new Set());
  idle[place]?.add(worker);
  presence.workerClass.idleCount++;
  worker.idleAt = place;
}

/** Takes the worker out of its class's index. */
export function unindex(worker: Worker, workerClass: WorkerClass): void {
  if (worker.idleAt === undefined) return;
  workerClass.idle[worker.idleAt]?.delete(worker);
  workerClass.idleCount--;
  worker.idleAt = undefined;
}

/**
 * Of the idle workers that meet the requirement and are not refused one that runs the fewest tasks; among those one
 * with few capabilities, to leave the others to tasks that need them.
 */
export function leastLoaded(
  requirement: Requirement,
  refuses: ((worker: Worker) => boolean) | undefined,
): Worker | undefined {
  let best: Worker | undefined;
  let bestClass: WorkerClass | undefined;
  for (const workerClass of requirement.classes) {
    const found = leastLoadedOf(workerClass, refuses);
    if (found === undefined) continue;
    const gap = best === undefined ? -1 : found.attempts.size - best.attempts.size;
    const isSimpler = bestClass !== undefined && workerClass.capabilities.size < bestClass.capabilities.size;
    if (gap > 0 || (gap === 0 && !isSimpler)) continue;
    best = found;
    bestClass = workerClass;
  }
  return best;
}

function leastLoadedOf(
  workerClass: WorkerClass,
  refuses: ((worker: Worker) => boolean) | undefined,
): Worker | undefined {
  if (workerClass.idleCount === 0) return undefined;
  for (const sameLoad of workerClass.idle) {
    for (const worker of sameLoad) if (refuses === undefined || !refuses(worker)) return worker;
  }
  return undefined;
}
