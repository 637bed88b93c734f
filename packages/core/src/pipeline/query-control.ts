// A query's life on the caller's thread: it runs until it ends or is stopped, once, for one reason. Stopping
// raises the flag that threads poll, aborts what reads, and tells whoever waits.
import { FfqError, isDamage } from "../common/error.ts";
import { type StopFlag, type StopReason, stopError } from "./stop-flag.ts";

/** What the stages are stopped by that nobody waits for; no caller sees it. */
const COMPLETE = stopError("failed");

export class QueryControl {
  readonly #flags: readonly StopFlag[];
  readonly #controller = new AbortController();
  readonly #listeners = new Set<() => void>();
  #error: FfqError | undefined;
  #isComplete = false;

  readonly #onDamage: ((error: FfqError) => void) | undefined;

  /** @param flags one in each memory where the query works @param onDamage told of an error after which these cannot be trusted */
  constructor(flags: readonly StopFlag[], onDamage?: (error: FfqError) => void) {
    this.#flags = flags;
    this.#onDamage = onDamage;
  }

  /** For what reads on the caller's thread. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the query was stopped; undefined while it runs. */
  get error(): FfqError | undefined {
    return this.#error;
  }

  /** Ends the query by an error. The first one counts; that the others only unwind is why they are dropped. */
  fail(thrown: unknown): void {
    const error = FfqError.from(thrown);
    this.#stop("failed", error);
    if (isDamage(error)) this.#onDamage?.(error);
  }

  stop(reason: Exclude<StopReason, "failed">, cause?: unknown): void {
    if (this.#error !== undefined) return;
    this.#stop(reason, stopError(reason, cause));
  }

  /** All rows are out: what other stages still do is not wanted any more. */
  complete(): void {
    if (this.#error !== undefined) return;
    this.#isComplete = true;
    this.#stop("failed", COMPLETE);
  }

  /** What the caller is told: undefined while the query runs, and when it is complete. */
  get failure(): FfqError | undefined {
    return this.#isComplete ? undefined : this.#error;
  }

  #stop(reason: StopReason, error: FfqError): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    try {
      for (const flag of this.#flags) flag.raise(reason);
    } finally {
      // Whoever waits is told in any case.
      this.#controller.abort(error);
      for (const listener of [...this.#listeners]) listener();
    }
  }

  /** Calls `listener` when the query is stopped (at once if it was); the answer takes that back. */
  onStop(listener: () => void): () => void {
    if (this.#error !== undefined) {
      listener();
      return () => {};
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws FfqError once the query is stopped */
  check(): void {
    if (this.#error !== undefined) throw this.#error;
  }
}
