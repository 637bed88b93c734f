// The local file system as a byte store. errno becomes an error code here.
//
// What is short is done at once: opening a file, asking for its size, a few pages of it. Through Node's threads each of
// these costs 15 to 30 us of this thread and as much waiting, and the first one starts four threads; from memory, where
// such bytes nearly always are, it takes 5. Where they are not, the first call that has to wait is noticed, and what
// follows waits elsewhere. What is no plain file (a pipe, which may be opened for ever) never holds this thread up.
import type { BigIntStats } from "node:fs";
import { fileURLToPath } from "node:url";
import { systemClock } from "../common/clock.ts";
import { FfqError } from "../common/error.ts";
import type { ByteSource, ByteStore } from "./byte-store.ts";
import { nodeFs } from "./node-fs.ts";
import { isStage } from "./stage-name.ts";

/** A store for plain paths and file:// URIs. */
export function localFiles(): ByteStore {
  const pace = new Pace();
  return {
    localPath: pathOf,
    open: async (address, signal) => {
      signal?.throwIfAborted();
      return openFile(pathOf(address), pace);
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

/** Bytes that are read at once. */
const SHORT_READ = 128 << 10;
/** A call that takes longer has waited for a disk or for another machine; this thread works in slices of 7. */
const QUICK_MS = 4;

/** Whether the file system has answered at once so far. */
class Pace {
  #isQuick = true;

  get isQuick(): boolean {
    return this.#isQuick;
  }

  /** Does it at once, and notes how long that took. */
  run<Result>(call: () => Result): Result {
    const start = systemClock.now();
    try {
      return call();
    } finally {
      if (systemClock.now() - start > QUICK_MS) this.#isQuick = false;
    }
  }
}

async function openFile(path: string, pace: Pace): Promise<ByteSource> {
  const fs = nodeFs();
  const isFile = (): boolean => fs.statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const isPlain = await reading(path, async () => pace.isQuick && pace.run(isFile));
  const isShort = (bytes: number): boolean => isPlain && pace.isQuick && bytes <= SHORT_READ;
  const file = await reading(path, async () =>
    isShort(0) ? pace.run(() => fs.openSync(path, "r")) : called<number>((done) => fs.open(path, "r", done)),
  );
  // As it is when it is first asked for: size and version are of one state.
  let known: Promise<BigIntStats> | undefined;
  const status = (): Promise<BigIntStats> =>
    (known ??= isShort(0)
      ? Promise.resolve(pace.run(() => fs.fstatSync(file, { bigint: true })))
      : called<BigIntStats>((done) => fs.fstat(file, { bigint: true }, done)));
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
        const [from, left, at] = [done, length - done, offset + done];
        const bytesRead = await reading(path, async () =>
          isShort(left)
            ? pace.run(() => fs.readSync(file, into, from, left, at))
            : called<number>((end) => fs.read(file, into, from, left, at, end)),
        );
        if (bytesRead === 0) throw endsEarly(path, offset + length);
        done += bytesRead;
      }
    },
    close: async () => {
      if (isShort(0)) fs.closeSync(file);
      else await called<void>((done) => fs.close(file, done));
    },
  };
}

async function reading<Result>(path: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (thrown) {
    throw localFileError(path, thrown);
  }
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
