// The one timer of the scheduler: asked for anew, the time before is forgotten.
import type { Clock } from "@ffq/core/physical";

export class Wakeup {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #cancelTimer: () => void = () => undefined;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** An infinite time is never. */
  at(time: number): void {
    this.#cancelTimer();
    if (!Number.isFinite(time)) return;
    // A timer that fires a little early would ask for itself again and again: rounded up.
    const wait = Math.max(0, Math.ceil(time - this.#clock.now()));
    this.#cancelTimer = this.#clock.after(wait, this.#wake);
  }

  cancel(): void {
    this.#cancelTimer();
  }
}
