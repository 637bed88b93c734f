// What a query may hold: the memory of its operators, within its limit, and of what streams through it (bytes that are
// read ahead, columns that are being decoded), which is bounded by how much is read ahead and counted apart.
import type { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";

export class QueryMemory {
  readonly region: Region;
  readonly streaming: Region;
  readonly #limited: Budget;
  readonly #streamed: Budget;

  private constructor(limited: Budget, streamed: Budget, region: Region, streaming: Region) {
    this.#limited = limited;
    this.#streamed = streamed;
    this.region = region;
    this.streaming = streaming;
  }

  /** `limit`: bytes of the operators; 0: what the arena holds. @throws FfqError MEMORY_LIMIT when the arena is full */
  static create(arena: Arena, limit: number): QueryMemory {
    const held: { release(): void }[] = [];
    const hold = <Held extends { release(): void }>(one: Held): Held => {
      held.unshift(one);
      return one;
    };
    try {
      const limited = hold(Budget.create(arena, limit));
      const streamed = hold(Budget.create(arena));
      const region = hold(Region.create(arena, limited));
      return new QueryMemory(limited, streamed, region, hold(Region.create(arena, streamed)));
    } catch (thrown) {
      for (const one of held) one.release();
      throw thrown;
    }
  }

  /** The most that the operators held. */
  get peakBytes(): number {
    return this.#limited.peakBytes;
  }

  /** The most that streamed through at one time. */
  get streamingPeakBytes(): number {
    return this.#streamed.peakBytes;
  }

  /** Frees all of it. */
  release(): void {
    this.region.release();
    this.streaming.release();
    this.#limited.release();
    this.#streamed.release();
  }
}
