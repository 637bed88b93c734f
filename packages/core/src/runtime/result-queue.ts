// Batches on their way from the crew to the caller, in the order of their morsels. Threads stop when too many of
// their batches wait here: who does not read holds the query up, not memory.
import { internal } from "../common/error.ts";
import type { Output } from "../operator/output.ts";
import type { OutputPort } from "../pipeline/driver-context.ts";

interface Waiting {
  readonly outputs: { readonly output: Output; readonly used: () => void }[];
  isEnded: boolean;
}

export class ResultQueue implements OutputPort {
  readonly #morsels = new Map<number, Waiting>();
  #next = 0;
  #isEnded = false;
  #isLeft = false;
  #wake: (() => void) | undefined;

  get isWanted(): boolean {
    return !this.#isLeft;
  }

  /** Nobody wants further rows; those that are under way are still to be taken. */
  leave(): void {
    this.#isLeft = true;
  }

  put(morsel: number, output: Output, used: () => void): void {
    if (output.kind === "rows") throw internal("rows of an exchange among results");
    this.#waiting(morsel).outputs.push({ output, used });
    this.#wake?.();
  }

  endMorsel(morsel: number): void {
    this.#waiting(morsel).isEnded = true;
    this.#wake?.();
  }

  /** No morsel follows. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /** The next batch; undefined after the last one. */
  async take(): Promise<Output | undefined> {
    for (;;) {
      const waiting = this.#morsels.get(this.#next);
      const first = waiting?.outputs.shift();
      if (first !== undefined) {
        first.used();
        return first.output;
      }
      if (waiting?.isEnded === true) {
        this.#morsels.delete(this.#next++);
        continue;
      }
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  #waiting(morsel: number): Waiting {
    let waiting = this.#morsels.get(morsel);
    if (waiting === undefined) {
      waiting = { outputs: [], isEnded: false };
      this.#morsels.set(morsel, waiting);
    }
    return waiting;
  }
}
