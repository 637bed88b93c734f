// One task's way in to the rows of another stage, over the outputs of all its tasks: looked up when the rows are first
// wanted, read a few at a time, held back when the task does not take what has come. Every output counts: the end of
// the rows is the end of each of them.
import { type ClusterQueryId, FfqError, type StageId } from "@ffq/core/physical";
import type { ExchangeReader, ReceivedRows, TaskMemory } from "@ffq/core/runtime";
import type { FrameRetries, FrameSource } from "../rpc/frame-stream.ts";
import { END_FRAME_BYTES } from "../wire/frame.ts";
import type { GetMapOutputsResponse, MapOutput } from "../wire/messages.ts";
import { inputsMissing } from "./errors.ts";
import { fetchOutput } from "./fetch-client.ts";

export interface ShuffleReaderOptions {
  readonly query: ClusterQueryId;
  /** That wrote. */
  readonly stage: StageId;
  readonly partition: number;
  readonly lookup: (signal: AbortSignal) => Promise<GetMapOutputsResponse>;
  readonly sourceOf: (output: MapOutput, partition: number) => FrameSource;
  readonly retries: FrameRetries;
  /** Bytes that came over the wire, counted for the task's metrics. */
  readonly onBytes: (bytes: number) => void;
}

/** Outputs that are read at the same time. */
const STREAMS = 3;
/** Bytes that may wait for the task; what comes in together may go beyond it. */
const ROOM = 8 << 20;

/** Made once: its stack takes longer than most readings. */
const CLOSED = new FfqError("CANCELLED", "no further rows are wanted", { sqlstate: "57014" });

export class ShuffleReader implements ExchangeReader {
  readonly #options: ShuffleReaderOptions;
  readonly #memory: TaskMemory;
  readonly #closed = new AbortController();
  readonly #signal: AbortSignal;
  readonly #waiting: ReceivedRows[] = [];
  #waitingBytes = 0;
  /** Resolves when all outputs are read or given up. */
  #reading: Promise<void> | undefined;
  #isDone = false;
  #failure: FfqError | undefined;
  #wakes: (() => void)[] = [];

  constructor(options: ShuffleReaderOptions, memory: TaskMemory) {
    this.#options = options;
    this.#memory = memory;
    this.#signal = AbortSignal.any([memory.signal, this.#closed.signal]);
    this.#signal.addEventListener("abort", () => this.#changed(), { once: true });
  }

  async next(): Promise<ReceivedRows | undefined> {
    if (this.#reading === undefined) {
      this.#reading = this.#readAll();
      this.#memory.keep(this.#reading);
    }
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#memory.signal.aborted) throw FfqError.from(this.#memory.signal.reason);
      const rows = this.#waiting.shift();
      if (rows !== undefined) {
        this.#waitingBytes -= rows.bytes;
        this.#changed();
        return rows;
      }
      if (this.#isDone) return undefined;
      await this.#change();
    }
  }

  close(): void {
    if (!this.#isDone) this.#closed.abort(CLOSED);
    for (const rows of this.#waiting.splice(0)) rows.release();
    this.#waitingBytes = 0;
  }

  /** Never rejects: what fails is told to who asks for rows. */
  async #readAll(): Promise<void> {
    try {
      const left = await this.#lookUp();
      await Promise.all(Array.from({ length: Math.min(STREAMS, left.length) }, () => this.#readSome(left)));
    } catch (thrown) {
      this.#failure ??= FfqError.from(thrown);
      this.#closed.abort(CLOSED);
    } finally {
      this.#isDone = true;
      this.#changed();
    }
  }

  /** The outputs in which there are rows, beginning at another one for each reading task, so that not all ask the same. */
  async #lookUp(): Promise<MapOutput[]> {
    const { query, stage, partition, lookup } = this.#options;
    const { complete, outputs } = await lookup(this.#signal);
    if (!complete) throw inputsMissing(query, stage);
    const first = outputs.length === 0 ? 0 : partition % outputs.length;
    const rotated = [...outputs.slice(first), ...outputs.slice(0, first)];
    return rotated.filter(({ bytes }) => bytes > END_FRAME_BYTES);
  }

  /** Takes outputs off the list, one after the other, until none is left. */
  async #readSome(left: MapOutput[]): Promise<void> {
    for (let output = left.shift(); output !== undefined; output = left.shift()) {
      try {
        await this.#readOne(output);
      } catch (thrown) {
        left.length = 0;
        // The first failure counts; the others only say that reading was stopped for it.
        this.#failure ??= FfqError.from(thrown);
        this.#closed.abort(CLOSED);
      }
    }
  }

  async #readOne(output: MapOutput): Promise<void> {
    const { sourceOf, partition, retries, onBytes } = this.#options;
    const source = counted(sourceOf(output, partition), onBytes);
    for await (const rows of fetchOutput({ output, source, memory: this.#memory, retries, signal: this.#signal })) {
      if (this.#signal.aborted) {
        rows.release();
        return;
      }
      this.#waiting.push(rows);
      this.#waitingBytes += rows.bytes;
      this.#changed();
      while (this.#waitingBytes >= ROOM && !this.#signal.aborted) await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wakes.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }
}

function counted(source: FrameSource, onBytes: (bytes: number) => void): FrameSource {
  return async (offset, signal) => {
    const pieces = await source(offset, signal);
    return (async function* () {
      for await (const bytes of pieces) {
        onBytes(bytes.length);
        yield bytes;
      }
    })();
  };
}
