// A disk in memory for tests: what was not synced is gone after a crash (or half there), and it can be told to refuse.
import { FfqError } from "@ffq/core/physical";
import type { FileEntry, FileStore } from "./file-store.ts";

export interface MemoryFile {
  bytes: Uint8Array;
  synced: number;
}

export class MemoryFileStore implements FileStore {
  readonly files: Map<string, MemoryFile> = new Map();
  /** Counts appends and syncs; answers true for one that shall fail. */
  refuses: (what: "append" | "sync" | "rename" | "remove") => boolean = () => false;
  syncs = 0;

  /** What a restart finds: each file as last synced, and `torn` bytes of what came after. */
  crash(torn = 0): void {
    for (const file of this.files.values()) {
      file.bytes = file.bytes.slice(0, Math.min(file.bytes.length, file.synced + torn));
      file.synced = file.bytes.length;
    }
  }

  #check(what: "append" | "sync" | "rename" | "remove"): void {
    if (this.refuses(what)) throw new FfqError("IO", `no space left on device (${what})`);
  }

  append: FileStore["append"] = async (path) => {
    const file = this.files.get(path) ?? { bytes: new Uint8Array(0), synced: 0 };
    this.files.set(path, file);
    return {
      get size() {
        return file.bytes.length;
      },
      append: async (bytes) => {
        await Promise.resolve();
        const refused = this.refuses("append");
        // A full disk takes the first half.
        const taken = refused ? bytes.subarray(0, bytes.length >> 1) : bytes;
        file.bytes = Buffer.concat([file.bytes, taken]);
        if (refused) throw new FfqError("IO", "no space left on device (append)");
      },
      sync: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        this.#check("sync");
        this.syncs++;
        file.synced = file.bytes.length;
      },
      close: () => Promise.resolve(),
    };
  };

  open: FileStore["open"] = async (path) => {
    const file = this.files.get(path);
    if (file === undefined) return undefined;
    const { bytes } = file;
    return {
      size: bytes.length,
      read: async (offset, length) => {
        if (offset + length > bytes.length) throw new FfqError("IO", `${path} ends at ${bytes.length}`);
        return bytes.slice(offset, offset + length);
      },
      close: () => Promise.resolve(),
    };
  };

  rename: FileStore["rename"] = async (from, to) => {
    this.#check("rename");
    const file = this.files.get(from);
    if (file === undefined) throw new FfqError("IO", `there is no ${from}`);
    this.files.delete(from);
    this.files.set(to, file);
  };

  list: FileStore["list"] = async (folder) => {
    const below = [...this.files].filter(([path]) => folder === "" || path.startsWith(`${folder}/`));
    return below
      .map(([path, { bytes }]): FileEntry => ({ path, size: bytes.length, ageMs: 0 }))
      .sort((one, other) => (one.path < other.path ? -1 : 1));
  };

  remove: FileStore["remove"] = async (path) => {
    this.#check("remove");
    for (const name of this.files.keys()) if (name === path || name.startsWith(`${path}/`)) this.files.delete(name);
  };
}
