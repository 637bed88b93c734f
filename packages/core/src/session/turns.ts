// Statements that may change something run one after the other, in the order in which they were asked for. What may stop
// a statement holds while it waits, too: it gives its turn up, and those behind it keep theirs.
import type { Clock } from "../common/clock.ts";
import type { StatementOptions } from "./session.ts";
import { statementSignal } from "./statement-signal.ts";

export class Turns {
  readonly #clock: Clock;
  /** Done when all that were asked for so far are, whatever became of each. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs behind those that were asked for before.
   * @param run is told how long it waited
   * @throws FfqError CANCELLED or TIMEOUT where its turn did not come in time; what `run` throws
   */
  take<Result>(run: (waitedMs: number) => Promise<Result>, options: StatementOptions = {}): Promise<Result> {
    const asked = this.#clock.now();
    const before = this.#last;
    const result = this.#inTime(before, options).then(() => run(this.#clock.now() - asked));
    // Without their values, which would keep the results of all statements before.
    this.#last = Promise.allSettled([before, result]).then(() => undefined);
    return result;
  }

  async #inTime(turn: Promise<unknown>, options: StatementOptions): Promise<void> {
    const { signal, release } = statementSignal(options, this.#clock);
    try {
      signal.throwIfAborted();
      const stopped = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
      await Promise.race([turn, stopped]);
    } finally {
      release();
    }
  }
}
