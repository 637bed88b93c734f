// Waiting for a query's status to differ: no change that happens between two waits is missed.
import type { ClusterQueryId } from "@ffq/core/physical";
import type { Coordinator } from "./coordinator.ts";

export class Changes implements Disposable {
  readonly #coordinator: Coordinator;
  readonly #signal: AbortSignal;
  readonly #forget: () => void;
  #hasChanged = false;
  #wake: () => void = () => undefined;

  constructor(coordinator: Coordinator, query: ClusterQueryId, signal: AbortSignal) {
    this.#coordinator = coordinator;
    this.#signal = signal;
    this.#forget = coordinator.listen(query, this.#onChange);
    signal.addEventListener("abort", this.#onAbort);
  }

  readonly #onAbort = (): void => this.#wake();

  readonly #onChange = (): void => {
    this.#hasChanged = true;
    this.#wake();
  };

  /** Resolves at a change since the last call, when the caller is gone, or after that time. */
  async next(patienceMs: number): Promise<"change" | "nothing"> {
    if (!this.#hasChanged && !this.#signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const cancelTimer = this.#coordinator.clock.after(patienceMs, resolve);
      await promise;
      cancelTimer();
    }
    const answer = this.#hasChanged ? "change" : "nothing";
    this.#hasChanged = false;
    return answer;
  }

  [Symbol.dispose](): void {
    this.#forget();
    this.#signal.removeEventListener("abort", this.#onAbort);
  }
}
