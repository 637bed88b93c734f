// What steps of the scheduler say, on its way out in their order. The rule: nothing of a step leaves before what must
// survive a crash is on disk, and nothing of a later step before that; while one step waits for the disk, later ones
// queue up behind it, and share its write.
import { FfqError } from "@ffq/core/physical";

export interface Outgoing {
  /** Present when the step waits for the disk. */
  readonly durable: Promise<void> | undefined;
  readonly deliver: () => void;
  /** It will never leave: the journal has failed. */
  readonly fail: (error: FfqError) => void;
}

export class Outbox {
  #queue: Outgoing[] = [];
  #isDraining = false;
  #failure: FfqError | undefined;

  /** Delivers at once when nothing is in the way. */
  add(outgoing: Outgoing): void {
    if (this.#failure !== undefined) {
      // It was appended to the journal that failed: its rejection is known.
      outgoing.durable?.catch(() => undefined);
      outgoing.fail(this.#failure);
      return;
    }
    this.#queue.push(outgoing);
    if (!this.#isDraining) void this.#drain();
  }

  /** Resolves when all that was added so far has left. @throws FfqError IO when it never will */
  flushed(): Promise<void> {
    if (!this.#isDraining && this.#failure === undefined) return Promise.resolve();
    return new Promise((resolve, reject) => this.add({ durable: undefined, deliver: resolve, fail: reject }));
  }

  /** Never rejects. */
  async #drain(): Promise<void> {
    this.#isDraining = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      for (const [at, outgoing] of batch.entries()) {
        const error = outgoing.durable === undefined ? undefined : await failureOf(outgoing.durable);
        if (error !== undefined) {
          this.#fail(error, batch.slice(at));
          return;
        }
        outgoing.deliver();
      }
    }
    this.#isDraining = false;
  }

  #fail(error: FfqError, rest: readonly Outgoing[]): void {
    this.#failure = error;
    const lost = [...rest, ...this.#queue];
    this.#queue = [];
    for (const { durable, fail } of lost) {
      durable?.catch(() => undefined); // the same failure
      fail(error);
    }
  }
}

async function failureOf(durable: Promise<void>): Promise<FfqError | undefined> {
  try {
    await durable;
    return undefined;
  } catch (thrown) {
    return FfqError.from(thrown);
  }
}
