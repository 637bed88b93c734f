// How a query's rows get from its queue to its caller: as copies that are the caller's, or lent where they lie. A query that
// lends keeps its memory until all is given back; what is lent at one time is bounded, so that who does not give back holds
// the query up.
import type { Region } from "../arena/region.ts";
import { type ArenaBatch, copiedOut } from "../column/arena-batch.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import { type Output, resultOf } from "../operator/output.ts";
import { type StopReason, stopError } from "../pipeline/stop-flag.ts";
import type { LeavingBatch, LentBatch } from "./leaving-batch.ts";
import type { ResultQueue } from "./result-queue.ts";

export interface Outlet<Batch> {
  /** Batches stay in the arena while there is room. */
  readonly inArena: boolean;
  /** Undefined after the last one. @param region where batches lie @throws FfqError after `end` */
  next(queue: ResultQueue, region: Region): Promise<Batch | undefined>;
  /** No further batch is wanted. */
  end(reason: StopReason): void;
  /** Resolves when all is read, or not wanted, and nobody looks at the query's memory any more. */
  settled(): Promise<void>;
}

/** Copies outlive the query: it waits for nothing. */
export const copies: Outlet<ResultBatch> = {
  inArena: false,
  next: async (queue) => {
    const output = await queue.take();
    return output === undefined ? undefined : resultOf(output);
  },
  end: () => {},
  settled: async () => {},
};

/** A batch more is always lent. */
const MOST_LENT_BYTES = 16 << 20;

/** Of one query. */
export class Lending implements Outlet<LeavingBatch> {
  readonly inArena = true;
  #lentBatches = 0;
  #lentBytes = 0;
  #end: StopReason | "read" | undefined;
  /** Who waits for something to be given back, or for the end. */
  #waiting: (() => void)[] = [];

  async next(queue: ResultQueue, region: Region): Promise<LeavingBatch | undefined> {
    while (this.#lentBytes > MOST_LENT_BYTES) await this.#change();
    const output = await queue.take();
    // Rows may be left, but the memory where they lie may be free.
    if (this.#end !== undefined && this.#end !== "read") throw stopError(this.#end);
    if (output !== undefined) return this.#leaving(output, region);
    this.#end = "read";
    this.#changed();
    return undefined;
  }

  end(reason: StopReason): void {
    this.#end ??= reason;
    this.#changed();
  }

  async settled(): Promise<void> {
    while (this.#end === undefined || this.#lentBatches > 0) await this.#change();
  }

  #leaving(output: Output, region: Region): LeavingBatch {
    return output.kind === "arena" ? this.#lend(output.batch, region) : { kind: "own", batch: resultOf(output) };
  }

  #lend(batch: ArenaBatch, region: Region): LentBatch {
    this.#lentBatches++;
    this.#lentBytes += batch.bytes;
    return {
      kind: "lent",
      batch,
      copy: () => copiedOut(region.arena, batch),
      giveBack: () => {
        region.free(batch.address);
        this.#lentBatches--;
        this.#lentBytes -= batch.bytes;
        this.#changed();
      },
    };
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
