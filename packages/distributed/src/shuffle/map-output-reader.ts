// Reads outputs of this worker: the stream of a partition from any offset, in pieces of bounded size. Files stay open
// for a while, since every reading task comes once; what a file's own index says decides.
import { type ClusterQueryId, FfqError, type TaskAttempt } from "@ffq/core/physical";
import type { FileReader, FileStore } from "../store/file-store.ts";
import { endFrame } from "../wire/frame.ts";
import {
  decodeIndex,
  type Extent,
  extentsOf,
  type OutputIndex,
  outputName,
  readTrailer,
  TRAILER_BYTES,
} from "./layout.ts";

/** Bytes that are read at a time, into the same memory: a larger frame is read in parts. */
const PIECE = 512 * 1024;
/** Files that are open at most, apart from those that are being read. */
const MOST_OPEN = 64;

interface OpenOutput {
  readonly query: ClusterQueryId;
  readonly file: Promise<OpenFile>;
  users: number;
  isForgotten: boolean;
}

interface OpenFile {
  readonly reader: FileReader;
  readonly index: OutputIndex;
}

export class MapOutputReader {
  readonly #store: FileStore;
  /** In the order of their last use. */
  readonly #open = new Map<string, OpenOutput>();

  constructor(store: FileStore) {
    this.#store = store;
  }

  /**
   * A partition's stream from an offset on. A piece is there until the next one is asked for.
   * @throws FfqError BAD_FILE where the file is damaged, IO
   */
  async *read(task: TaskAttempt, partition: number, offset: number): AsyncGenerator<Uint8Array> {
    const output = this.#use(task);
    try {
      const { reader, index } = await output.file;
      const extents = extentsOf(index, partition);
      const runs = runsOf(extents);
      const longest = runs.reduce((most, { length }) => Math.max(most, length), 0);
      const room = new Uint8Array(Math.min(PIECE, longest));
      let start = 0;
      for (const run of runs) {
        for (let from = Math.max(0, offset - start); from < run.length; from += PIECE) {
          yield await reader.read(run.offset + from, Math.min(PIECE, run.length - from), room);
        }
        start += run.length;
      }
      const end = endFrame({ frames: extents.length, bytes: start }, index.epoch);
      if (offset - start < end.length) yield end.subarray(Math.max(0, offset - start));
    } catch (thrown) {
      this.#forget(outputName(task), output);
      throw thrown;
    } finally {
      output.users--;
      await this.#closeUnused(output);
    }
  }

  /** Lets go of a query's files, or of one task's. */
  async forget(query: ClusterQueryId, task?: TaskAttempt): Promise<void> {
    const only = task === undefined ? undefined : outputName(task);
    const gone = [...this.#open].filter(([name, output]) => output.query === query && (only ?? name) === name);
    for (const [name, output] of gone) {
      this.#forget(name, output);
      await this.#closeUnused(output);
    }
  }

  #use(task: TaskAttempt): OpenOutput {
    const name = outputName(task);
    const output = this.#open.get(name) ?? {
      query: task.query,
      file: this.#openFile(name),
      users: 0,
      isForgotten: false,
    };
    output.file.catch(() => undefined); // who waits for it is told
    output.users++;
    this.#open.delete(name);
    this.#open.set(name, output);
    for (const [oldest, entry] of this.#open) {
      if (this.#open.size <= MOST_OPEN) break;
      this.#forget(oldest, entry);
      void this.#closeUnused(entry);
    }
    return output;
  }

  async #openFile(name: string): Promise<OpenFile> {
    const reader = await this.#store.open(name);
    if (reader === undefined)
      throw new FfqError("FILE_NOT_FOUND", `there is no file ${name}`, { sqlstate: "58P01", context: { file: name } });
    try {
      const { size } = reader;
      const trailer = await reader.read(Math.max(0, size - TRAILER_BYTES), Math.min(size, TRAILER_BYTES));
      const length = readTrailer(trailer, size);
      const index = decodeIndex(await reader.read(size - TRAILER_BYTES - length, length), trailer, size);
      return { reader, index };
    } catch (thrown) {
      await reader.close();
      throw thrown;
    }
  }

  #forget(name: string, output: OpenOutput): void {
    if (this.#open.get(name) === output) this.#open.delete(name);
    output.isForgotten = true;
  }

  async #closeUnused(output: OpenOutput): Promise<void> {
    if (!output.isForgotten || output.users > 0) return;
    const file = await output.file.catch(() => undefined); // one that could not be opened has nothing to close
    await file?.reader.close();
  }
}

/** Frames that lie one behind the other are read together. */
function runsOf(extents: readonly Extent[]): readonly Extent[] {
  const runs: { offset: number; length: number }[] = [];
  for (const { offset, length } of extents) {
    const last = runs.at(-1);
    if (last !== undefined && last.offset + last.length === offset) last.length += length;
    else runs.push({ offset, length });
  }
  return runs;
}
