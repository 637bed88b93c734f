// The coordinator's memory: an append-only log on a file store. Entries that arrive while the disk is busy are
// written and synced together. A file is the whole truth on its own: it begins with a snapshot, is given its name
// only when that snapshot is on disk, and replaces the file before it. So a start, a log grown long and a write that
// failed (which may have left half an entry) all go the same way: a new file.
import { type Clock, FfqError } from "@ffq/core/physical";
import type { FileAppender, FileStore } from "../store/file-store.ts";
import { decodeJournal, encodeEntries, type JournalEntry, journalHead } from "./journal-entry.ts";

export interface JournalOptions {
  readonly store: FileStore;
  readonly clock: Clock;
  /**
   * The shortest list of entries that stands for everything appended so far. Asked for at a moment at which nothing
   * but what was handed to `append` has happened.
   */
  readonly snapshot: () => Iterable<JournalEntry>;
  /** Called once when the disk has refused for `giveUpMs`: nothing will be durable any more. */
  readonly onFailed: (error: FfqError) => void;
  /** Told when files that count no more stay on the disk; the next new file tries again. */
  readonly onLeftOver: (error: FfqError) => void;
  /** A file that grew by more since its snapshot is replaced. */
  readonly compactAfterBytes?: number;
  readonly retryMs?: number;
  readonly giveUpMs?: number;
}

const FOLDER = "journal";
const fileName = (number: number): string => `${FOLDER}/${String(number).padStart(10, "0")}.log`;
const numberOf = (path: string): number | undefined => {
  const digits = /^journal\/(\d{10})\.log$/.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

export interface ReadJournal {
  readonly entries: readonly JournalEntry[];
  readonly tornBytes: number;
  /** The number of the file; 0 when there is none. */
  readonly last: number;
}

/** What an earlier coordinator left. @throws FfqError IO, BAD_FILE, CONFIG */
export async function readJournal(store: FileStore): Promise<ReadJournal> {
  const numbers = (await store.list(FOLDER)).map(({ path }) => numberOf(path)).filter((number) => number !== undefined);
  const last = Math.max(0, ...numbers);
  const reader = last === 0 ? undefined : await store.open(fileName(last));
  if (reader === undefined) return { entries: [], tornBytes: 0, last };
  try {
    return { ...decodeJournal(await reader.read(0, reader.size), fileName(last)), last };
  } finally {
    await reader.close();
  }
}

interface Waiting {
  readonly entries: readonly JournalEntry[];
  readonly resolve: () => void;
  readonly reject: (error: FfqError) => void;
}

interface OpenFile {
  readonly appender: FileAppender;
  readonly snapshotBytes: number;
}

export class Journal {
  readonly #options: JournalOptions;
  #number: number;
  #file: OpenFile | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #failingSince: number | undefined;
  #failure: FfqError | undefined;

  /** Continues behind file number `last`, which the first append replaces. */
  constructor(options: JournalOptions, last: number) {
    this.#options = options;
    this.#number = last;
  }

  /** False while the disk refuses. */
  get isHealthy(): boolean {
    return this.#failingSince === undefined;
  }

  /** Resolves when the entries survive a crash. */
  append(entries: readonly JournalEntry[]): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ entries, resolve, reject });
    this.#writing ??= this.#writeAll();
    return promise;
  }

  /** Waits for what was appended. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.appender.close();
    this.#file = undefined;
  }

  async #writeAll(): Promise<void> {
    // What the step that appends does besides is done before a snapshot is taken.
    await Promise.resolve();
    while (this.#waiting.length > 0 && this.#failure === undefined) {
      const batch = this.#waiting;
      this.#waiting = [];
      const error = await this.#tryWrite(batch);
      if (error === undefined) for (const { resolve } of batch) resolve();
      else await this.#retryLater(batch, error);
    }
    this.#writing = undefined;
  }

  async #tryWrite(batch: readonly Waiting[]): Promise<FfqError | undefined> {
    try {
      if (this.#file === undefined || this.#isLong(this.#file)) await this.#replaceFile();
      else await this.#extend(this.#file, batch);
      this.#failingSince = undefined;
      return undefined;
    } catch (thrown) {
      // Another one will replace it: what closing it says does not matter any more.
      await this.#file?.appender.close().catch(() => undefined);
      this.#file = undefined;
      return FfqError.from(thrown);
    }
  }

  async #extend({ appender }: OpenFile, batch: readonly Waiting[]): Promise<void> {
    await appender.append(encodeEntries(batch.flatMap(({ entries }) => entries)));
    await appender.sync();
  }

  #isLong({ appender, snapshotBytes }: OpenFile): boolean {
    // At least as much again as the snapshot: otherwise a large one would be written over and over.
    const { compactAfterBytes = 16 << 20 } = this.#options;
    return appender.size - snapshotBytes > Math.max(compactAfterBytes, snapshotBytes);
  }

  /** The snapshot holds what is waiting, too. */
  async #replaceFile(): Promise<void> {
    const { store, snapshot } = this.#options;
    const bytes = Buffer.concat([journalHead(), encodeEntries(snapshot())]);
    const path = fileName(this.#number + 1);
    const unnamed = `${path}.new`;
    await store.remove(unnamed);
    const written = await store.append(unnamed);
    try {
      await written.append(bytes);
      await written.sync();
    } finally {
      await written.close();
    }
    await store.rename(unnamed, path);
    this.#number++;
    await this.#file?.appender.close();
    this.#file = undefined;
    this.#file = { appender: await store.append(path), snapshotBytes: bytes.length };
    await this.#removeOlder();
  }

  async #removeOlder(): Promise<void> {
    const { store, onLeftOver } = this.#options;
    try {
      for (const { path } of await store.list(FOLDER)) if (path !== fileName(this.#number)) await store.remove(path);
    } catch (thrown) {
      onLeftOver(FfqError.from(thrown));
    }
  }

  async #retryLater(batch: readonly Waiting[], error: FfqError): Promise<void> {
    const { clock, onFailed, retryMs = 250, giveUpMs = 30_000 } = this.#options;
    this.#failingSince ??= clock.now();
    if (clock.now() - this.#failingSince >= giveUpMs) {
      this.#failure = new FfqError("IO", "the coordinator's journal cannot be written", {}, error);
      for (const { reject } of [...batch, ...this.#waiting]) reject(this.#failure);
      this.#waiting = [];
      onFailed(this.#failure);
      return;
    }
    this.#waiting = [...batch, ...this.#waiting];
    await new Promise<void>((resolve) => clock.after(retryMs, resolve));
  }
}
