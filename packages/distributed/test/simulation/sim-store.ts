// A simulated disk: the file store of all lives of a host. It is slow, gets full, and on a crash keeps what was
// synced and, of the rest, what chance leaves: a part of it, the last block perhaps torn; a name that was never synced
// perhaps not at all; a rename under way done or not. What a store may do beyond its contract is done here on purpose.
import { FfqError } from "@ffq/core/physical";
import type { FileAppender, FileEntry, FileReader, FileStore } from "../../src/store/file-store.ts";
import type { EventLog } from "./event-log.ts";
import type { SimLoop, SimProcess } from "./sim-clock.ts";
import type { SimRandom } from "./sim-random.ts";

/** What an operation costs. */
const OPERATION_MS = 0.2;
/** What is torn at once. */
const BLOCK = 512;

class SimFile {
  bytes: Uint8Array = new Uint8Array(256);
  size = 0;
  /** So much of it survives. */
  synced = 0;
  isNamed = false;
  writtenAt = 0;

  append(more: Uint8Array, at: number): void {
    const size = this.size + more.length;
    if (size > this.bytes.length) {
      const grown = new Uint8Array(Math.max(size, 2 * this.bytes.length));
      grown.set(this.bytes.subarray(0, this.size));
      this.bytes = grown;
    }
    this.bytes.set(more, this.size);
    this.size = size;
    this.writtenAt = at;
  }
}

export interface SimDiskOptions {
  readonly host: string;
  readonly loop: SimLoop;
  readonly log: EventLog;
  readonly random: SimRandom;
}

export class SimDisk {
  readonly #options: SimDiskOptions;
  #files = new Map<string, SimFile>();
  /** Renames that have not been promised yet. */
  readonly #renaming = new Set<{ readonly from: string; readonly to: string }>();
  #openHandles = 0;
  /** How many times longer than usual an operation takes. */
  slowness = 1;
  isFull = false;

  constructor(options: SimDiskOptions) {
    this.#options = options;
  }

  /** Files and their sizes, in the order of their paths. */
  get content(): readonly FileEntry[] {
    const { now } = this.#options.loop;
    return [...this.#files]
      .map(([path, file]) => ({ path, size: file.size, ageMs: now - file.writtenAt }))
      .sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  /** Handles that the living process has open. */
  get openHandles(): number {
    return this.#openHandles;
  }

  /** The store as one life of the host has it. */
  storeFor(process: SimProcess): FileStore {
    process.onDeath(() => this.#crash());
    return {
      append: (path) => this.#do(process, () => this.#appender(process, path)),
      open: (path) => this.#do(process, () => this.#reader(process, path)),
      rename: (from, to) => this.#rename(process, from, to),
      list: (folder) => this.#do(process, () => this.content.filter(({ path }) => isBelow(path, folder))),
      remove: (path) => this.#do(process, () => this.#remove(path)),
    };
  }

  /** Flips one bit of a synced file that begins with `prefix`: what a reader must notice. False: there is none. */
  damage(prefix: string): boolean {
    const { random, log, loop, host } = this.#options;
    const paths = [...this.#files].filter(([path, { size }]) => path.startsWith(prefix) && size > 0);
    if (paths.length === 0) return false;
    const [path, file] = random.pick(paths);
    const at = random.between(0, file.size - 1);
    file.bytes[at] = (file.bytes[at] as number) ^ (1 << random.between(0, 7));
    log.addFault(loop.now, host, "bit-rot", `${path} at ${at}`);
    return true;
  }

  /** An operation: after its time, in the process, or never when that is dead by then. */
  #do<Result>(process: SimProcess, action: () => Result): Promise<Result> {
    const { loop, random } = this.#options;
    return new Promise((resolve, reject) => {
      loop.post(process, random.duration(OPERATION_MS * this.slowness), () => {
        try {
          resolve(action());
        } catch (thrown) {
          reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
        }
      });
    });
  }

  #appender(process: SimProcess, path: string): FileAppender {
    const { loop, log, host } = this.#options;
    this.#checkSpace(path);
    const file = this.#files.get(path) ?? new SimFile();
    file.writtenAt = loop.now;
    this.#files.set(path, file);
    this.#openHandles++;
    let { size } = file;
    let last: Promise<void> = Promise.resolve();
    const inOrder = (action: () => void): Promise<void> => {
      last = last.then(() => this.#do(process, action));
      last.catch(() => undefined); // who waits for it has the error
      return last;
    };
    return {
      get size() {
        return size;
      },
      append: (bytes) => {
        const copy = bytes.slice(); // the caller may use its buffer again only when this has resolved; be sure of it
        return inOrder(() => {
          if (!isSame(copy, bytes)) throw new FfqError("INTERNAL", `${path}: bytes changed while they were written`);
          // A full disk may have taken the beginning.
          if (this.isFull) file.append(copy.subarray(0, copy.length >> 1), loop.now);
          this.#checkSpace(path);
          file.append(copy, loop.now);
          size += copy.length;
        });
      },
      sync: () =>
        inOrder(() => {
          file.synced = file.size;
          file.isNamed = true;
          log.add(loop.now, host, `disk synced ${path} ${file.size}`);
        }),
      close: async () => {
        await Promise.allSettled([last]);
        await this.#do(process, () => {
          this.#openHandles--;
        });
      },
    };
  }

  #reader(process: SimProcess, path: string): FileReader | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    this.#openHandles++;
    const { size } = file;
    return {
      size,
      read: (offset, length) =>
        this.#do(process, () => {
          if (offset + length > file.size) throw ioError(path, `cannot read ${path}: it ends at ${file.size}`);
          return file.bytes.slice(offset, offset + length);
        }),
      close: () =>
        this.#do(process, () => {
          this.#openHandles--;
        }),
    };
  }

  async #rename(process: SimProcess, from: string, to: string): Promise<void> {
    const pending = { from, to };
    this.#renaming.add(pending);
    try {
      await this.#do(process, () => this.#move(from, to));
    } finally {
      this.#renaming.delete(pending);
    }
  }

  #move(from: string, to: string): void {
    const file = this.#files.get(from);
    if (file === undefined) throw ioError(from, `cannot rename ${from}: there is no such file`);
    this.#files.delete(from);
    this.#files.set(to, file);
    file.isNamed = true;
  }

  #remove(path: string): void {
    for (const name of [...this.#files.keys()]) {
      if (name === path || isBelow(name, path)) this.#files.delete(name);
    }
  }

  #checkSpace(path: string): void {
    if (!this.isFull) return;
    const { log, loop, host } = this.#options;
    log.addFault(loop.now, host, "disk-full", path);
    throw ioError(path, `cannot write ${path}: no space left on the disk`);
  }

  #crash(): void {
    const { random, log, loop, host } = this.#options;
    this.#openHandles = 0;
    for (const { from, to } of this.#renaming) {
      if (this.#files.has(from) && random.chance(0.5)) this.#move(from, to);
    }
    this.#renaming.clear();
    const survivors = new Map<string, SimFile>();
    for (const [path, file] of this.#files) {
      if (!file.isNamed && random.chance(0.5)) {
        log.addFault(loop.now, host, "lost-name", path);
        continue;
      }
      if (file.size > file.synced) this.#tear(path, file);
      survivors.set(path, file);
    }
    this.#files = survivors;
  }

  /** Keeps a part of what was not synced, and perhaps spoils the last block of it. */
  #tear(path: string, file: SimFile): void {
    const { random, log, loop, host } = this.#options;
    const kept = random.between(file.synced, file.size);
    file.size = kept;
    if (kept > file.synced && random.chance(0.5)) {
      const from = Math.max(file.synced, kept - BLOCK);
      for (let at = from; at < kept; at++) file.bytes[at] = random.between(0, 255);
    }
    file.synced = kept;
    log.addFault(loop.now, host, "torn-write", `${path} ends at ${kept}`);
  }
}

const isBelow = (path: string, folder: string): boolean => folder === "" || path.startsWith(`${folder}/`);

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}

const ioError = (path: string, message: string): FfqError =>
  new FfqError("IO", message, { sqlstate: "58030", context: { file: path } });
