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
    const wait = Math.max(0, Math.ceil(time - this.#clock.now()));
    this.#cancelTimer = this.#clock.after(wait, () => {
      // Timers of a host may fire a little early. The scheduler, woken before its time, would find nothing to do and
      // not ask again.
      if (this.#clock.now() < time) this.at(time);
      else this.#wake();
    });
  }

  cancel(): void {
    this.#cancelTimer();
  }
}
