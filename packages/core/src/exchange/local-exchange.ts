// An exchange within one process: rows stay where they are in the arena, queues hand them over. A queue holds a
// bounded number of bytes, and writers wait for room; when several stages read the same rows at their own pace,
// none may wait for another, and the queues are unbounded: rows for which there is no room wait on disk.
import type { Region } from "../arena/region.ts";
import { internal } from "../common/error.ts";
import type { ExchangeReader, ExchangeRows, ExchangeWriter, ReceivedRows } from "./exchange.ts";
import type { ExchangeSpill, WaitingRows } from "./exchange-spill.ts";

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
  /** Where rows of unbounded queues wait. Absent: in memory. */
  readonly spill?: ExchangeSpill;
}

/** Bytes that may wait in a queue; one chunk more always fits. */
const ROOM = 4 << 20;

/** Rows in one or more queues; freed when the last reader releases them. */
interface Shared {
  readonly rows: ExchangeRows | WaitingRows;
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
  /** Of rows in memory that wait in unbounded queues. */
  #heldBytes = 0;
  /** Who waits for a change of any queue. */
  #waiting: (() => void)[] = [];

  constructor(options: LocalExchangeOptions) {
    this.#options = options;
    this.#writersLeft = options.writers;
    this.#queues = Array.from({ length: options.partitions }, () =>
      Array.from({ length: options.subscribers }, () => new Queue()),
    );
    options.onStop(() => {
      options.spill?.close();
      this.#changed();
    });
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
        if (this.#writersLeft === 0) this.#options.spill?.close();
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
    const shared: Shared = { rows: this.#place(rows), readers: open.length };
    if (open.length === 0) this.#free(shared.rows);
    for (const queue of open) {
      queue.items.push(shared);
      queue.bytes += bytesOf(shared.rows);
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
        queue.bytes -= bytesOf(shared.rows);
        this.#changed();
        return this.#received(shared);
      }
      if (this.#writersLeft === 0) return undefined;
      await this.#change();
    }
  }

  /** Where rows wait: on disk, when much is waiting where nobody waits for room. */
  #place(rows: ExchangeRows): ExchangeRows | WaitingRows {
    const { subscribers, spill } = this.#options;
    if (subscribers < 2) return rows;
    if (spill !== undefined && this.#heldBytes + rows.bytes > ROOM) {
      const waiting = spill.write(rows);
      for (const pointer of rows.owned) this.#options.region.free(pointer);
      return waiting;
    }
    this.#heldBytes += rows.bytes;
    return rows;
  }

  #received(shared: Shared): ReceivedRows {
    const { rows } = shared;
    if (!("frames" in rows)) return { ...rows, release: () => this.#release(shared) };
    const read = (this.#options.spill as ExchangeSpill).read(rows);
    const { region } = this.#options;
    const release = (): void => {
      for (const pointer of read.owned) region.free(pointer);
    };
    return { ...read, release };
  }

  #release(shared: Shared): void {
    shared.readers--;
    if (shared.readers === 0) this.#free(shared.rows);
  }

  #free(rows: ExchangeRows | WaitingRows): void {
    if ("frames" in rows) return;
    if (this.#options.subscribers > 1) this.#heldBytes -= rows.bytes;
    for (const pointer of rows.owned) this.#options.region.free(pointer);
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

/** In memory. */
function bytesOf(rows: ExchangeRows | WaitingRows): number {
  return "frames" in rows ? 0 : rows.bytes;
}
