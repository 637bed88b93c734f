// The file store over a folder of a local disk: the only user of node:fs in this package.
import type { Stats } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { FfqError, internal } from "@ffq/core/physical";
import type { FileAppender, FileEntry, FileReader, FileStore } from "./file-store.ts";

/** Files below `root`, which is made when the first one is. */
export function localFileStore(root: string): FileStore {
  const at = (path: string): string => join(root, checkedPath(path));
  return {
    append: (path) => attempt("write", path, () => openAppender(at(path), path)),
    open: (path) => attempt("read", path, () => openReader(at(path), path)),
    rename: (from, to) =>
      attempt("rename", from, async () => {
        await mkdir(dirname(at(to)), { recursive: true });
        await rename(at(from), at(to));
        await syncFolder(dirname(at(to)));
      }),
    list: (folder) => attempt("list", folder, () => listFiles(root, folder === "" ? "" : checkedPath(folder))),
    remove: (path) => attempt("remove", path, () => rm(at(path), { recursive: true, force: true })),
  };
}

/** Names come from peers too: nothing may lead out of the store. */
function checkedPath(path: string): string {
  const parts = path.split("/");
  if (parts.every((part) => /^[\w.=@+-]+$/.test(part) && part !== "." && part !== "..")) return parts.join(sep);
  throw internal(`${JSON.stringify(path)} is no path within a store`);
}

async function openAppender(file: string, path: string): Promise<FileAppender> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, "a");
  let { size } = await handle.stat();
  let isNamed = false;
  // One write at a time: a failed one must not be followed by bytes that belong behind it.
  let last: Promise<void> = Promise.resolve();
  const inOrder = (action: () => Promise<void>): Promise<void> => {
    last = last.then(() => attempt("write", path, action));
    return last;
  };
  const whenSettled = async (): Promise<void> => {
    await Promise.allSettled([last]);
  };
  return {
    get size() {
      return size;
    },
    append: (bytes) =>
      inOrder(async () => {
        await writeAll(handle, bytes);
        size += bytes.length;
      }),
    sync: () =>
      inOrder(async () => {
        await handle.datasync();
        if (!isNamed) await syncFolder(dirname(file));
        isNamed = true;
      }),
    close: async () => {
      await whenSettled();
      await handle.close();
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
}

async function openReader(file: string, path: string): Promise<FileReader | undefined> {
  const handle = await openIfThere(file);
  if (handle === undefined) return undefined;
  const { size } = await handle.stat();
  return {
    size,
    read: (offset, length, room) =>
      attempt("read", path, async () => {
        const bytes = room !== undefined && room.length >= length ? room.subarray(0, length) : new Uint8Array(length);
        for (let at = 0; at < length; ) {
          const { bytesRead } = await handle.read(bytes, at, length - at, offset + at);
          if (bytesRead === 0) throw new Error(`it ends at ${offset + at}`);
          at += bytesRead;
        }
        return bytes;
      }),
    close: () => handle.close(),
  };
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, "r");
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

async function listFiles(root: string, folder: string): Promise<readonly FileEntry[]> {
  const entries: FileEntry[] = [];
  const now = Date.now();
  for (const name of await namesIn(join(root, folder))) {
    const file = join(root, folder, name);
    const found = await statIfThere(file);
    if (found?.isFile() !== true) continue;
    const path = join(folder, name).split(sep).join("/");
    entries.push({ path, size: found.size, ageMs: Math.max(0, now - found.mtimeMs) });
  }
  return entries.sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}

async function statIfThere(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (thrown) {
    // Removed since it was listed.
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/** A name survives a crash only when its folder does. Some systems cannot open folders: there it is theirs to see to. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isMissing = (thrown: unknown): boolean => {
  const code = (thrown as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
};

async function attempt<Result>(what: string, path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (thrown) {
    if (thrown instanceof FfqError) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FfqError(
      "IO",
      `cannot ${what} ${path}: ${message}`,
      { sqlstate: "58030", context: { file: path } },
      thrown,
    );
  }
}
