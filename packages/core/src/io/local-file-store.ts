// A file store in a folder of the local file system.
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { FfqError, internal } from "../common/error.ts";
import { type AppendFile, type FileStore, isFileName } from "./file-store.ts";

/** Keeps files below `root`, which is made when the first one comes. */
export function localFileStore(root: string): FileStore {
  const pathOf = (name: string): string => {
    if (!isFileName(name)) throw internal(`${name} is no name of a file`);
    return join(root, name);
  };
  /** Files that are read, by name: opened once for many ranges. */
  const readers = new ReaderCache();
  return {
    append: (name) => guarded(name, () => openAppend(pathOf(name), name)),
    read: (name, offset, length) => guarded(name, () => readers.read(pathOf(name), offset, length)),
    size: (name) => guarded(name, async () => (await statOf(pathOf(name)))?.size),
    rename: (name, to) => guarded(name, () => rename(pathOf(name), pathOf(to))),
    list: (folder) => guarded(folder, () => listBelow(root, pathOf(folder))),
    remove: (name) =>
      guarded(name, async () => {
        readers.forget(pathOf(name));
        await rm(pathOf(name), { recursive: true, force: true });
      }),
  };
}

async function openAppend(path: string, name: string): Promise<AppendFile> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, "a");
  let { size } = await handle.stat();
  return {
    get size(): number {
      return size;
    },
    append: (bytes) =>
      guarded(name, async () => {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await handle.write(bytes, done, bytes.length - done);
          done += bytesWritten;
          size += bytesWritten;
        }
      }),
    sync: () => guarded(name, () => handle.datasync()),
    close: () => handle.close(),
  };
}

/** So many files stay open for reading. */
const MOST_OPEN = 64;

interface OpenReader {
  readonly handle: Promise<FileHandle>;
  reads: number;
  isForgotten: boolean;
}

class ReaderCache {
  /** In the order of their last use. */
  readonly #open = new Map<string, OpenReader>();

  async read(path: string, offset: number, length: number): Promise<Uint8Array> {
    const reader = this.#take(path);
    reader.reads++;
    try {
      const handle = await reader.handle;
      const bytes = Buffer.allocUnsafeSlow(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return new Uint8Array(bytes.buffer, bytes.byteOffset, done);
    } catch (thrown) {
      this.forget(path);
      throw thrown;
    } finally {
      reader.reads--;
      this.#closeUnused(reader);
    }
  }

  forget(path: string): void {
    for (const [name, reader] of this.#open) {
      if (name !== path && !name.startsWith(path + sep)) continue;
      this.#open.delete(name);
      reader.isForgotten = true;
      this.#closeUnused(reader);
    }
  }

  #take(path: string): OpenReader {
    const found = this.#open.get(path) ?? { handle: open(path, "r"), reads: 0, isForgotten: false };
    this.#open.delete(path);
    this.#open.set(path, found);
    for (const [name] of this.#open) {
      if (this.#open.size <= MOST_OPEN) break;
      this.forget(name);
    }
    return found;
  }

  #closeUnused({ handle, reads, isForgotten }: OpenReader): void {
    if (!isForgotten || reads > 0) return;
    // One that could not be opened was reported by the read; one that cannot be closed harms nobody.
    handle.then(
      (opened) => opened.close(),
      () => undefined,
    );
  }
}

async function statOf(path: string): Promise<{ readonly size: number } | undefined> {
  try {
    return await stat(path);
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return undefined;
    throw thrown;
  }
}

async function listBelow(root: string, folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .sort();
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return [];
    throw thrown;
  }
}

function errnoOf(thrown: unknown): string {
  return typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";
}

/** The operating system's errors as ours. */
async function guarded<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof FfqError) throw thrown;
    const errno = errnoOf(thrown);
    if (errno === "ENOENT") {
      throw new FfqError(
        "FILE_NOT_FOUND",
        `no such file: ${name}`,
        { sqlstate: "58P01", context: { file: name } },
        thrown,
      );
    }
    const sqlstate = errno === "ENOSPC" ? "53100" : "58030";
    const what = errno === "ENOSPC" ? "the disk is full" : `cannot use it${errno === "" ? "" : ` (${errno})`}`;
    throw new FfqError("IO", `${name}: ${what}`, { sqlstate, context: { file: name } }, thrown);
  }
}
