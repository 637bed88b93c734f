// Batches on their way from the crew to the caller, in the order of their morsels. Threads stop when too many of
// their batches wait here: who does not read holds the query up, not memory.
import type { ResultBatch } from "../column/result-batch.ts";
import { internal } from "../common/error.ts";
import type { Output } from "../operator/output.ts";
import type { OutputPort } from "../pipeline/driver-context.ts";

interface Waiting {
  readonly batches: { readonly batch: ResultBatch; readonly used: () => void }[];
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
    if (output.kind !== "result") throw internal(`a result of kind ${output.kind}`);
    this.#waiting(morsel).batches.push({ batch: output.batch, used });
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
  async take(): Promise<ResultBatch | undefined> {
    for (;;) {
      const waiting = this.#morsels.get(this.#next);
      const first = waiting?.batches.shift();
      if (first !== undefined) {
        first.used();
        return first.batch;
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
      waiting = { batches: [], isEnded: false };
      this.#morsels.set(morsel, waiting);
    }
    return waiting;
  }
}
