// An exchange within one process: rows stay where they are in the arena, queues hand them over; a reader whose task
// works in another memory gets a copy there. A queue holds a bounded number of bytes, and writers wait for room; when
// several stages read the same rows at their own pace, none may wait for another, and the queues are unbounded: rows
// for which there is no room wait on disk.

import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { copyVector } from "../catalog/copy-vector.ts";
import { internal } from "../common/error.ts";
import type { ExchangeReader, ExchangeRows, ExchangeWriter, ReceivedRows } from "./exchange.ts";
import type { ExchangeSpill, WaitingRows } from "./exchange-spill.ts";

/** A memory where tasks work. */
export interface ExchangeMemory {
  readonly region: Region;
  /** Where rows of unbounded queues wait. Absent: in memory. */
  readonly spill?: ExchangeSpill;
}

export interface LocalExchangeOptions {
  /** That of partition p, on either side, is the p-th, counted around. */
  readonly memories: readonly ExchangeMemory[];
  /** Tasks that write. */
  readonly writers: number;
  /** Tasks of a stage that reads; with a broadcast each of them gets all rows. */
  readonly partitions: number;
  readonly isBroadcast: boolean;
  /** Stages that read (a stage that reads twice counts twice). */
  readonly subscribers: number;
  /** Those of them that have one task, which reads the first partition of a broadcast. Default 0. */
  readonly singles?: number;
  /** Calls back when the query is stopped: who waits then rejects with what `check` throws. */
  readonly onStop: (listener: () => void) => void;
  readonly check: () => void;
  /** Bytes that may wait in a queue. */
  readonly queueBytes?: number;
}

/** Bytes that may wait in a queue unless the exchange is told less; one chunk more always fits. */
export const QUEUE_BYTES: number = 4 << 20;

/** Rows in one or more queues; freed when the last reader releases them. */
interface Shared {
  readonly rows: ExchangeRows | WaitingRows;
  /** Of the task that wrote them. */
  readonly memory: ExchangeMemory;
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
  readonly #queueBytes: number;
  /** Of rows in memory that wait in unbounded queues. */
  #heldBytes = 0;
  /** Who waits for a change of any queue. */
  #waiting: (() => void)[] = [];

  constructor(options: LocalExchangeOptions) {
    this.#options = options;
    this.#writersLeft = options.writers;
    this.#queueBytes = options.queueBytes ?? QUEUE_BYTES;
    const { subscribers, singles = 0 } = options;
    this.#queues = Array.from({ length: options.partitions }, (_, partition) =>
      Array.from({ length: partition === 0 ? subscribers : subscribers - singles }, () => new Queue()),
    );
    options.onStop(() => {
      this.#closeFiles();
      this.#changed();
    });
  }

  /** The way out of one of the writing tasks. */
  writer(task: number): ExchangeWriter {
    const queues = this.#queues.flat();
    const memory = this.#memoryOf(task);
    return {
      get isWanted(): boolean {
        return queues.some(({ isClosed }) => !isClosed);
      },
      write: async (partition, rows) => {
        const targets = this.#options.isBroadcast ? queues : this.#queuesOf(partition);
        this.#put(targets, rows, memory);
        await this.#roomIn(targets);
      },
      end: async () => {
        this.#writersLeft--;
        if (this.#writersLeft === 0) this.#closeFiles();
        this.#changed();
      },
    };
  }

  /** The way in of one task of one subscriber, which reads this partition. */
  reader(partition: number): ExchangeReader {
    const queue = this.#queuesOf(partition).find(({ isTaken }) => !isTaken);
    if (queue === undefined) throw internal("an exchange has more readers than were announced");
    queue.isTaken = true;
    const memory = this.#memoryOf(partition);
    return {
      next: () => this.#next(queue, memory),
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

  #memoryOf(task: number): ExchangeMemory {
    const { memories } = this.#options;
    return memories[task % memories.length] as ExchangeMemory;
  }

  #closeFiles(): void {
    for (const { spill } of this.#options.memories) spill?.close();
  }

  #put(queues: readonly Queue[], rows: ExchangeRows, memory: ExchangeMemory): void {
    this.#options.check();
    const open = queues.filter(({ isClosed }) => !isClosed);
    const shared: Shared = { rows: this.#place(rows, memory), memory, readers: open.length };
    if (open.length === 0) this.#free(shared);
    for (const queue of open) {
      queue.items.push(shared);
      queue.bytes += bytesOf(shared.rows);
    }
    this.#changed();
  }

  async #roomIn(queues: readonly Queue[]): Promise<void> {
    if (this.#options.subscribers > 1) return;
    while (queues.some(({ isClosed, bytes }) => !isClosed && bytes > this.#queueBytes)) {
      await this.#change();
      this.#options.check();
    }
  }

  async #next(queue: Queue, memory: ExchangeMemory): Promise<ReceivedRows | undefined> {
    for (;;) {
      this.#options.check();
      const shared = queue.items.shift();
      if (shared !== undefined) {
        queue.bytes -= bytesOf(shared.rows);
        this.#changed();
        return this.#received(shared, memory);
      }
      if (this.#writersLeft === 0) return undefined;
      await this.#change();
    }
  }

  /** Where rows wait: on disk, when much is waiting where nobody waits for room. */
  #place(rows: ExchangeRows, { region, spill }: ExchangeMemory): ExchangeRows | WaitingRows {
    if (this.#options.subscribers < 2) return rows;
    if (spill !== undefined && this.#heldBytes + rows.bytes > this.#queueBytes) {
      const waiting = spill.write(rows);
      for (const pointer of rows.owned) region.free(pointer);
      return waiting;
    }
    this.#heldBytes += rows.bytes;
    return rows;
  }

  #received(shared: Shared, { region }: ExchangeMemory): ReceivedRows {
    const { rows, memory } = shared;
    const isHere = memory.region.arena === region.arena;
    if (isHere && !("frames" in rows)) return { ...rows, release: () => this.#release(shared) };
    try {
      const own =
        "frames" in rows
          ? (memory.spill as ExchangeSpill).read(rows, region)
          : copyRows(rows, { from: memory.region, to: region });
      const release = (): void => {
        for (const pointer of own.owned) region.free(pointer);
      };
      return { ...own, release };
    } finally {
      this.#release(shared);
    }
  }

  #release(shared: Shared): void {
    shared.readers--;
    if (shared.readers === 0) this.#free(shared);
  }

  #free({ rows, memory }: Shared): void {
    if ("frames" in rows) return;
    if (this.#options.subscribers > 1) this.#heldBytes -= rows.bytes;
    for (const pointer of rows.owned) memory.region.free(pointer);
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

/** The same rows in another memory, where they are the caller's. @throws FfqError MEMORY_LIMIT */
function copyRows({ rows, pieces }: ExchangeRows, { from, to }: { from: Region; to: Region }): ExchangeRows {
  const owned: Pointer[] = [];
  try {
    const copies = pieces.map((piece) => {
      const copy = { start: 0, rows: piece.rows, from, to, owned };
      return { rows: piece.rows, columns: piece.columns.map((column) => copyVector(column, copy)) };
    });
    const bytes = owned.reduce((sum, pointer) => sum + to.capacityOf(pointer), 0);
    return { rows, bytes, pieces: copies, owned };
  } catch (thrown) {
    for (const pointer of owned) to.free(pointer);
    throw thrown;
  }
}

/** In memory. */
function bytesOf(rows: ExchangeRows | WaitingRows): number {
  return "frames" in rows ? 0 : rows.bytes;
}
