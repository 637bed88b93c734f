// The local file system as a byte store. errno becomes an error code here.
import type { BigIntStats } from "node:fs";
import { fileURLToPath } from "node:url";
import { FfqError } from "../common/error.ts";
import type { ByteSource, ByteStore } from "./byte-store.ts";
import { nodeFs } from "./node-fs.ts";
import { isStage } from "./stage-name.ts";

/** A store for plain paths and file:// URIs. */
export function localFiles(): ByteStore {
  return {
    localPath: pathOf,
    open: async (address, signal) => {
      signal?.throwIfAborted();
      return openFile(pathOf(address));
    },
    list: async (pattern, signal) => {
      signal?.throwIfAborted();
      const path = pathOf(pattern);
      if (!/[*?]/.test(path)) return [path];
      const found: string[] = [];
      for await (const name of nodeFs().promises.glob(path)) if (!isStage(name)) found.push(name);
      return found.sort();
    },
    create: async (address, signal) => {
      signal?.throwIfAborted();
      // Loaded with the first file that is written: most programs only read.
      const { createLocalFile } = await import("./local-file-sink.ts");
      return createLocalFile(pathOf(address));
    },
  };
}

function pathOf(address: string): string {
  return address.startsWith("file://") ? fileURLToPath(address) : address;
}

async function openFile(path: string): Promise<ByteSource> {
  const fs = nodeFs();
  let file: number;
  try {
    file = await called<number>((done) => fs.open(path, "r", done));
  } catch (thrown) {
    throw localFileError(path, thrown);
  }
  // As it is when it is first asked for: size and version are of one state.
  let known: Promise<BigIntStats> | undefined;
  const status = (): Promise<BigIntStats> =>
    (known ??= called<BigIntStats>((done) => fs.fstat(file, { bigint: true }, done)));
  return {
    name: path,
    size: async () => {
      const now = await status();
      if (now.isDirectory()) throw new FfqError("IO", `${path} is a directory`, { context: { file: path } });
      return Number(now.size);
    },
    version: async () => localVersion(await status()),
    read: async (offset, length, into, signal) => {
      let done = 0;
      while (done < length) {
        signal?.throwIfAborted();
        let bytesRead: number;
        try {
          bytesRead = await called<number>((end) => fs.read(file, into, done, length - done, offset + done, end));
        } catch (thrown) {
          throw localFileError(path, thrown);
        }
        if (bytesRead === 0) throw endsEarly(path, offset + length);
        done += bytesRead;
      }
    },
    close: () => called<void>((done) => fs.close(file, done)),
  };
}

/** What a call of node:fs answers. Its promises come from a module with nine more behind it, 1 % of a process's first query. */
function called<Answer>(call: (done: (error: Error | null, answer?: Answer) => void) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    call((error, answer) => {
      if (error === null || error === undefined) resolve(answer as Answer);
      else reject(error);
    });
  });
}

/** Of a file that is replaced, written to or cut, another one. */
export function localVersion({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join("-");
}

/** A file has fewer bytes than are to be read of it. */
export function endsEarly(path: string, end: number): FfqError {
  return new FfqError("BAD_FILE", `${path} ends before byte ${end}`, { context: { file: path } });
}

/** What an errno means to who reads the file. */
export function localFileError(path: string, thrown: unknown): FfqError {
  const code = typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";
  const context = { file: path };
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new FfqError("FILE_NOT_FOUND", `no such file: ${path}`, { sqlstate: "58P01", context }, thrown);
  }
  return new FfqError(
    "IO",
    `cannot read ${path}${code === "" ? "" : ` (${code})`}`,
    { sqlstate: "58030", context },
    thrown,
  );
}
