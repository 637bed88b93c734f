// The attempts that a worker has taken and whose end the coordinator has not acknowledged. One that has ended holds no
// slot here, though the coordinator, until it has heard of that, counts it. An attempt is taken once, however often it
// is assigned.
import { type ClusterQueryId, FfqError, type TaskAttempt } from "@ffq/core/physical";

interface RunningTask {
  readonly task: TaskAttempt;
  readonly controller: AbortController;
  /** Resolves when it does nothing any more. */
  readonly ended: PromiseWithResolvers<void>;
  hasEnded: boolean;
}

const keyOf = ({ query, stage, partition, attempt }: TaskAttempt): string =>
  `${query}/${stage}/${partition}/${attempt}`;

export class RunningTasks {
  readonly #slots: number;
  readonly #tasks = new Map<string, RunningTask>();
  /** Of queries that are not released: attempts that were taken before. */
  readonly #taken = new Map<ClusterQueryId, Set<string>>();

  constructor(slots: number) {
    this.#slots = slots;
  }

  get free(): number {
    let busy = 0;
    for (const { hasEnded } of this.#tasks.values()) if (!hasEnded) busy++;
    return Math.max(0, this.#slots - busy);
  }

  get size(): number {
    return this.#tasks.size;
  }

  list(): readonly TaskAttempt[] {
    return [...this.#tasks.values()].map(({ task }) => task);
  }

  /**
   * The signal that stops it. `known`: it was taken before. `full`: no slot is free, which happens when an answer was so
   * late that the coordinator had given it up, and had filled the slots with others; it will not be taken later either.
   */
  take(task: TaskAttempt): AbortSignal | "known" | "full" {
    const key = keyOf(task);
    const taken = this.#taken.get(task.query) ?? new Set<string>();
    this.#taken.set(task.query, taken);
    if (taken.has(key)) return "known";
    taken.add(key);
    if (this.free === 0) return "full";
    const running = {
      task,
      controller: new AbortController(),
      ended: Promise.withResolvers<void>(),
      hasEnded: false,
    };
    this.#tasks.set(key, running);
    return running.controller.signal;
  }

  /** It does nothing any more. */
  end(task: TaskAttempt): void {
    const running = this.#tasks.get(keyOf(task));
    if (running === undefined) return;
    running.hasEnded = true;
    running.ended.resolve();
  }

  /** The coordinator knows that it has ended. */
  acknowledge(task: TaskAttempt): void {
    const key = keyOf(task);
    if (this.#tasks.get(key)?.hasEnded === true) this.#tasks.delete(key);
  }

  stop(task: TaskAttempt): void {
    this.#tasks.get(keyOf(task))?.controller.abort(stopped());
  }

  /** Stops the tasks of a query, or all; resolves when they do nothing any more. */
  async stopAll(query?: ClusterQueryId): Promise<void> {
    const chosen = [...this.#tasks.values()].filter(({ task }) => query === undefined || task.query === query);
    for (const { controller } of chosen) controller.abort(stopped());
    await Promise.all(chosen.map(({ ended }) => ended.promise));
  }

  forget(query: ClusterQueryId): void {
    this.#taken.delete(query);
  }
}

function stopped(): FfqError {
  return new FfqError("CANCELLED", "the task was stopped", { sqlstate: "57014" });
}
