// When a statement has to end: by its time limit or its signal. Binding, the optimizer and the planner do not pause, so
// that no timer fires meanwhile; they ask here between their steps. What runs has its own timer, over what is left.
import type { Clock } from "../common/clock.ts";
import { stopError } from "../pipeline/stop-flag.ts";
import type { StatementOptions } from "./session.ts";

export class StatementLimit {
  readonly #options: StatementOptions;
  readonly #clock: Clock;
  readonly #end: number | undefined;

  /** @param options of which the time begins now; 0 ms are no limit */
  constructor(options: StatementOptions, clock: Clock) {
    const { timeoutMs = 0 } = options;
    this.#options = options;
    this.#clock = clock;
    this.#end = timeoutMs === 0 ? undefined : clock.now() + timeoutMs;
  }

  /** @throws FfqError TIMEOUT or CANCELLED */
  check(): void {
    const { signal } = this.#options;
    if (signal?.aborted === true) throw stopError("cancelled", signal.reason);
    if (this.#end !== undefined && this.#clock.now() >= this.#end) throw stopError("timeout");
  }

  /** The options with the time that is left. */
  get left(): StatementOptions {
    if (this.#end === undefined) return this.#options;
    return { ...this.#options, timeoutMs: Math.max(1, Math.floor(this.#end - this.#clock.now())) };
  }
}
