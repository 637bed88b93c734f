// An exchange within one process: rows stay where they are in the arena, queues hand them over. A queue holds a
// bounded number of bytes, and writers wait for room; when several stages read the same rows at their own pace,
// none may wait for another, and the queues are unbounded.
import type { Region } from "../arena/region.ts";
import { internal } from "../common/error.ts";
import type { ExchangeReader, ExchangeRows, ExchangeWriter, ReceivedRows } from "./exchange.ts";

export interface LocalExchangeOptions {
  readonly region: Region;
  /** Tasks that write. */
  readonly writers: number;
  /** Tasks of a stage that reads; with a broadcast each of them gets all rows. */
  readonly partitions: number;
  readonly isBroadcast: boolean;
  /** Stages that read (a stage that reads twice counts twice). */
  readonly subscribers: number;
  /** Calls back when the query is stopped: who waits then rejects with what `check` throws. */
  readonly onStop: (listener: () => void) => void;
  readonly check: () => void;
}

/** Bytes that may wait in a queue; one chunk more always fits. */
const ROOM = 4 << 20;

/** Rows in one or more queues; freed when the last reader releases them. */
interface Shared {
  readonly rows: ExchangeRows;
  readers: number;
}

class Queue {
  readonly items: Shared[] = [];
  bytes = 0;
  isTaken = false;
  isClosed = false;
}

export class LocalExchange {
  readonly #options: LocalExchangeOptions;
  /** By partition, then by subscriber. */
  readonly #queues: readonly (readonly Queue[])[];
  #writersLeft: number;
  /** Who waits for a change of any queue. */
  #waiting: (() => void)[] = [];

  constructor(options: LocalExchangeOptions) {
    this.#options = options;
    this.#writersLeft = options.writers;
    this.#queues = Array.from({ length: options.partitions }, () =>
      Array.from({ length: options.subscribers }, () => new Queue()),
    );
    options.onStop(() => this.#changed());
  }

  /** The way out of one of the writing tasks. */
  writer(): ExchangeWriter {
    const queues = this.#queues.flat();
    return {
      get isWanted(): boolean {
        return queues.some(({ isClosed }) => !isClosed);
      },
      write: async (partition, rows) => {
        const targets = this.#options.isBroadcast ? queues : this.#queuesOf(partition);
        this.#put(targets, rows);
        await this.#roomIn(targets);
      },
      end: async () => {
        this.#writersLeft--;
        this.#changed();
      },
    };
  }

  /** The way in of one task of one subscriber, which reads this partition. */
  reader(partition: number): ExchangeReader {
    const queue = this.#queuesOf(partition).find(({ isTaken }) => !isTaken);
    if (queue === undefined) throw internal("an exchange has more readers than were announced");
    queue.isTaken = true;
    return {
      next: () => this.#next(queue),
      close: () => {
        queue.isClosed = true;
        for (const shared of queue.items.splice(0)) this.#release(shared);
        queue.bytes = 0;
        this.#changed();
      },
    };
  }

  #queuesOf(partition: number): readonly Queue[] {
    const queues = this.#queues[partition];
    if (queues === undefined) throw internal(`an exchange has no partition ${partition}`);
    return queues;
  }

  #put(queues: readonly Queue[], rows: ExchangeRows): void {
    this.#options.check();
    const open = queues.filter(({ isClosed }) => !isClosed);
    const shared: Shared = { rows, readers: open.length };
    if (open.length === 0) this.#free(rows);
    for (const queue of open) {
      queue.items.push(shared);
      queue.bytes += rows.bytes;
    }
    this.#changed();
  }

  async #roomIn(queues: readonly Queue[]): Promise<void> {
    if (this.#options.subscribers > 1) return;
    while (queues.some(({ isClosed, bytes }) => !isClosed && bytes > ROOM)) {
      await this.#change();
      this.#options.check();
    }
  }

  async #next(queue: Queue): Promise<ReceivedRows | undefined> {
    for (;;) {
      this.#options.check();
      const shared = queue.items.shift();
      if (shared !== undefined) {
        queue.bytes -= shared.rows.bytes;
        this.#changed();
        return { ...shared.rows, release: () => this.#release(shared) };
      }
      if (this.#writersLeft === 0) return undefined;
      await this.#change();
    }
  }

  #release(shared: Shared): void {
    shared.readers--;
    if (shared.readers === 0) this.#free(shared.rows);
  }

  #free({ owned }: ExchangeRows): void {
    for (const pointer of owned) this.#options.region.free(pointer);
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
