// Writes the output of one task. Frames are kept in memory while the worker has room for them; with the first that does
// not fit, all go to a file: frames as the rows come, the index behind them, and only then the final name. Until it is
// whole there is nothing for a reader. The rows' own memory is given back as soon as they are encoded.
import { internal, type Partitioning, type TaskAttempt } from "@ffq/core/physical";
import { type ExchangeRows, type ExchangeWriter, RowEncoder, type TaskMemory } from "@ffq/core/runtime";
import type { FileAppender, FileStore } from "../store/file-store.ts";
import { FRAME_HEADER_BYTES, frameAround } from "../wire/frame.ts";
import { AppendQueue } from "./append-queue.ts";
import { type Extent, encodeIndex, type OutputIndex, outputName, unfinishedName } from "./layout.ts";
import { KeptOutput, type OutputMemory } from "./output-memory.ts";

export interface MapOutputWriterOptions {
  readonly store: FileStore;
  readonly task: TaskAttempt;
  readonly output: Partitioning;
  /** Its rows outlive a crash of the machine. Of no use while a worker that restarts forgets what it held. */
  readonly durable: boolean;
  readonly memory: OutputMemory;
}

/** What a task has written. */
export interface WrittenOutput {
  readonly index: OutputIndex;
  /** Present when there is no file. */
  readonly kept?: KeptOutput;
  readonly rows: number;
  readonly bytes: number;
}

export class MapOutputWriter implements ExchangeWriter {
  /** Nobody says that enough was written: readers come later. */
  readonly isWanted = true;
  readonly #options: MapOutputWriterOptions;
  readonly #memory: TaskMemory;
  readonly #encoder: RowEncoder;
  readonly #extents: readonly Extent[][];
  /** By partition, while all of them are in memory. */
  #frames: Uint8Array[][] | undefined;
  readonly #queue: AppendQueue;
  #bytes = 0;
  #rows = 0;
  #written: WrittenOutput | undefined;

  constructor(options: MapOutputWriterOptions, memory: TaskMemory) {
    this.#options = options;
    this.#memory = memory;
    this.#encoder = new RowEncoder(memory.region, memory.types, FRAME_HEADER_BYTES);
    const { output } = options;
    this.#queue = new AppendQueue(() => this.#open());
    const lists = output.kind === "hash" ? output.partitions : 1;
    this.#extents = Array.from({ length: lists }, () => []);
    this.#frames = Array.from({ length: lists }, () => []);
  }

  /** What there is now; undefined until all of it is. */
  get written(): WrittenOutput | undefined {
    return this.#written;
  }

  async write(partition: number, rows: ExchangeRows): Promise<void> {
    const payloads = this.#encode(rows);
    this.#rows += rows.rows;
    await Promise.all(
      payloads.map((payload) => this.#put(partition, frameAround(payload, this.#options.task.attempt))),
    );
  }

  async #put(partition: number, frame: Uint8Array): Promise<void> {
    if (this.#frames !== undefined) {
      if (this.#options.memory.take(frame.length)) {
        framesOf(this.#frames, partition).push(frame);
        this.#bytes += frame.length;
        return;
      }
      await this.#spill(this.#frames, partition, frame);
      return;
    }
    await this.#appendFrame(partition, frame);
  }

  /** What was kept so far goes to the file, and the frame that found no room behind it. */
  async #spill(kept: Uint8Array[][], partition: number, frame: Uint8Array): Promise<void> {
    this.#frames = undefined;
    const before = this.#bytes;
    this.#bytes = 0;
    const appends = kept.flatMap((frames, at) => frames.map((each) => this.#appendFrame(at, each)));
    appends.push(this.#appendFrame(partition, frame));
    // They wait in the queue, which counts for itself.
    this.#options.memory.give(before);
    await Promise.all(appends);
  }

  #appendFrame(partition: number, frame: Uint8Array): Promise<void> {
    framesOf(this.#extents, partition).push({ offset: this.#bytes, length: frame.length });
    return this.#append(frame);
  }

  async end(): Promise<void> {
    const { task, output } = this.#options;
    const isBroadcast = output.kind === "broadcast";
    const partitions = output.kind === "single" ? 1 : output.partitions;
    const done = { rows: this.#rows, epoch: task.attempt, partitions, isBroadcast };
    this.#written = this.#frames === undefined ? await this.#endFile(done) : this.#endKept(done, this.#frames);
    this.#encoder.close();
  }

  #endKept({ rows, ...head }: Ended, frames: readonly (readonly Uint8Array[])[]): WrittenOutput {
    const bytes = this.#bytes;
    let offset = 0;
    const extents = frames.map((list) =>
      list.map(({ length }): Extent => {
        offset += length;
        return { offset: offset - length, length };
      }),
    );
    const { epoch, isBroadcast } = head;
    const kept = new KeptOutput(this.#options.memory, { epoch, isBroadcast, frames, bytes });
    return { index: { ...head, extents }, kept, rows, bytes };
  }

  async #endFile({ rows, ...head }: Ended): Promise<WrittenOutput> {
    const { store, task, durable } = this.#options;
    const index: OutputIndex = { ...head, extents: this.#extents };
    await this.#append(encodeIndex(index));
    const file = await this.#queue.finish();
    if (durable) await file.sync();
    await file.close();
    await store.rename(unfinishedName(task), outputName(task));
    return { index, rows, bytes: this.#bytes };
  }

  /** Removes what was written, unless it is whole. To be called when the task has failed. */
  async abort(): Promise<void> {
    if (this.#written !== undefined) return;
    const { store, task, memory } = this.#options;
    if (this.#frames !== undefined) {
      memory.frames.give(this.#frames.flat());
      this.#frames = undefined;
      memory.give(this.#bytes);
      return;
    }
    await this.#queue.abort();
    await store.remove(unfinishedName(task));
  }

  #encode(rows: ExchangeRows): readonly Uint8Array<ArrayBuffer>[] {
    try {
      return this.#encoder.encode(rows, (bytes) => this.#options.memory.frames.take(bytes));
    } finally {
      for (const pointer of rows.owned) this.#memory.region.free(pointer);
    }
  }

  /** What is appended follows in the order of the calls. */
  #append(bytes: Uint8Array): Promise<void> {
    this.#bytes += bytes.length;
    return this.#queue.append(bytes);
  }

  async #open(): Promise<FileAppender> {
    const { store, task } = this.#options;
    const name = unfinishedName(task);
    await store.remove(name);
    return store.append(name);
  }
}

interface Ended {
  readonly rows: number;
  readonly epoch: number;
  readonly partitions: number;
  readonly isBroadcast: boolean;
}

function framesOf<Each>(lists: readonly Each[][], partition: number): Each[] {
  const list = lists[partition];
  if (list === undefined) throw internal(`an output has no partition ${partition}`);
  return list;
}
