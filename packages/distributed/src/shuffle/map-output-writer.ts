// Writes the output of one task: frames as the rows come, the index behind them, and only then the final name. Until
// that there is nothing for a reader. The rows' memory is given back as soon as they are encoded.
import { internal, type Partitioning, type TaskAttempt } from "@ffq/core/physical";
import { type ExchangeRows, type ExchangeWriter, RowEncoder, type TaskMemory } from "@ffq/core/runtime";
import type { FileAppender, FileStore } from "../store/file-store.ts";
import { FRAME_HEADER_BYTES, frameAround } from "../wire/frame.ts";
import { AppendQueue } from "./append-queue.ts";
import { type Extent, encodeIndex, type OutputIndex, outputName, unfinishedName } from "./layout.ts";

export interface MapOutputWriterOptions {
  readonly store: FileStore;
  readonly task: TaskAttempt;
  readonly output: Partitioning;
  /** Its rows outlive a crash of the machine. Of no use while a worker that restarts forgets what it held. */
  readonly durable: boolean;
}

/** What a task has written. */
export interface WrittenOutput {
  readonly index: OutputIndex;
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
    this.#extents = Array.from({ length: output.kind === "hash" ? output.partitions : 1 }, () => []);
  }

  /** What there is now; undefined until all of it is. */
  get written(): WrittenOutput | undefined {
    return this.#written;
  }

  async write(partition: number, rows: ExchangeRows): Promise<void> {
    const extents = this.#extents[partition];
    if (extents === undefined) throw internal(`an output has no partition ${partition}`);
    const frames = this.#encode(rows);
    this.#rows += rows.rows;
    await Promise.all(
      frames.map((payload) => {
        const frame = frameAround(payload, this.#options.task.attempt);
        extents.push({ offset: this.#bytes, length: frame.length });
        return this.#append(frame);
      }),
    );
  }

  async end(): Promise<void> {
    const { store, task, output, durable } = this.#options;
    const index: OutputIndex = {
      epoch: task.attempt,
      partitions: output.kind === "single" ? 1 : output.partitions,
      isBroadcast: output.kind === "broadcast",
      extents: this.#extents,
    };
    await this.#append(encodeIndex(index));
    const file = await this.#queue.finish();
    if (durable) await file.sync();
    await file.close();
    await store.rename(unfinishedName(task), outputName(task));
    this.#encoder.close();
    this.#written = { index, rows: this.#rows, bytes: this.#bytes };
  }

  /** Removes what was written, unless it is whole. To be called when the task has failed. */
  async abort(): Promise<void> {
    if (this.#written !== undefined) return;
    const { store, task } = this.#options;
    await this.#queue.abort();
    await store.remove(unfinishedName(task));
  }

  #encode(rows: ExchangeRows): readonly Uint8Array<ArrayBuffer>[] {
    try {
      return this.#encoder.encode(rows);
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
