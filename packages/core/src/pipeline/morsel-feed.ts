// A pipeline's morsels as they are handed out: one by one, or in lists of those that any task may have.
import type { PendingMorsel } from "./morsels.ts";

export class MorselFeed {
  readonly #morsels: AsyncGenerator<PendingMorsel, void>;
  /** Read, and not handed out. */
  #ahead: PendingMorsel | undefined;
  #isEnded = false;

  constructor(morsels: AsyncGenerator<PendingMorsel, void>) {
    this.#morsels = morsels;
  }

  /** There is none left. False does not say that there is one. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  async next(): Promise<PendingMorsel | undefined> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead !== undefined || this.#isEnded) return ahead;
    const next = await this.#morsels.next();
    if (next.done !== true) return next.value;
    this.#isEnded = true;
    return undefined;
  }

  /**
   * The next ones, at most so many, up to one that has to be waited for. None at the end, and where the next one is not for
   * lists. Where the last one is among them `isEnded` says so. Fewer when they are not wanted any more.
   */
  async nextList(most: number, areWanted: () => boolean): Promise<readonly PendingMorsel[]> {
    const list: PendingMorsel[] = [];
    for (;;) {
      if (!areWanted()) return list;
      const next = await this.next();
      if (next === undefined) return list;
      if (next.listed === undefined || list.length === most) {
        this.#ahead = next;
        return list;
      }
      list.push(next);
      if (next.listed.waits) return list;
    }
  }

  /** No further ones are wanted. */
  async close(): Promise<void> {
    this.#ahead?.release();
    this.#ahead = undefined;
    await this.#morsels.return();
  }
}
