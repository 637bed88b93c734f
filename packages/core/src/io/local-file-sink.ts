// New files on the local disk. Bytes go to a stage beside the target, which is synced and then renamed: a reader
// sees the old file or the whole new one, also after a crash. A stage's name says which process of which machine
// writes it, so that the next file written to the folder removes those whose process is gone; another machine's
// are left alone, since a folder may be shared.
import { createHash, randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { FfqError } from "../common/error.ts";
import type { ByteSink } from "./byte-store.ts";
import { stageWriter } from "./stage-name.ts";

/**
 * Opens a stage for `path`; `finish` renames it to `path`, replacing what was there.
 * @throws FfqError IO
 */
export async function createLocalFile(path: string): Promise<ByteSink> {
  return attempt(path, async () => {
    const before = await statusOf(path);
    if (before?.isDirectory() === true) {
      throw new FfqError("IO", `cannot write ${path}: it is a directory`, {
        sqlstate: "42809",
        context: { file: path },
      });
    }
    // A device or a pipe is written to: nothing may take its place.
    if (before !== undefined && !before.isFile()) return new DeviceSink(path, await open(path, "w"));
    // What a link points to is replaced, not the link.
    const target = before === undefined ? path : await realpath(path);
    const folder = dirname(target);
    await sweepStages(folder);
    const random = randomBytes(4).toString("hex");
    const stage = join(folder, `.${basename(target)}.${machine()}-${process.pid}-${random}.ffq-stage`);
    const handle = await open(stage, "wx");
    const sink = new LocalFileSink(target, stage, handle);
    try {
      if (before !== undefined) await handle.chmod(before.mode & 0o777);
    } catch (thrown) {
      await sink.abort();
      throw thrown;
    }
    return sink;
  });
}

/** Bytes go where they are heard at once; what was written before an error has been heard. */
class DeviceSink implements ByteSink {
  readonly #path: string;
  readonly #handle: FileHandle;
  #isEnded = false;

  constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await attempt(this.#path, () => writeAll(this.#handle, bytes));
  }

  async finish(): Promise<void> {
    this.#isEnded = true;
    await attempt(this.#path, () => this.#handle.close());
  }

  async abort(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    // The first error is the one to report.
    await this.#handle.close().catch(() => {});
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
}

/** @internal createLocalFile makes them; tests give them a file that is full */
export class LocalFileSink implements ByteSink {
  readonly #path: string;
  readonly #stage: string;
  readonly #handle: FileHandle;
  #isEnded = false;

  constructor(path: string, stage: string, handle: FileHandle) {
    this.#path = path;
    this.#stage = stage;
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await attempt(this.#path, () => writeAll(this.#handle, bytes));
  }

  async finish(): Promise<void> {
    await attempt(this.#path, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#stage, this.#path);
      this.#isEnded = true;
      await syncDirectory(dirname(this.#path));
    });
  }

  async abort(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    // The first error is the one to report; a stage that cannot be removed is found by its name.
    await this.#handle.close().catch(() => {});
    await rm(this.#stage, { force: true }).catch(() => {});
  }
}

/** Undefined where there is nothing. */
async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return undefined;
    throw thrown;
  }
}

function machine(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

/** Removes the stages that processes of this machine left behind. */
async function sweepStages(folder: string): Promise<void> {
  const own = machine();
  for (const name of await readdir(folder)) {
    const writer = stageWriter(name);
    // Whoever else sweeps may have been faster.
    if (writer?.machine === own && !isAlive(writer.process)) await rm(join(folder, name), { force: true });
  }
}

function isAlive(writer: number): boolean {
  try {
    process.kill(writer, 0);
    return true;
  } catch (thrown) {
    // Another user's process lives as well.
    return codeOf(thrown) === "EPERM";
  }
}

/** What platforms say that do not let a directory be opened or synced: the rename alone must do there. */
const NO_DIRECTORY_SYNC: ReadonlySet<string> = new Set(["EINVAL", "EISDIR", "EPERM", "EACCES", "ENOTSUP", "EBADF"]);

/** Makes the rename durable. @throws what the disk says when it fails */
async function syncDirectory(path: string): Promise<void> {
  let directory: FileHandle | undefined;
  try {
    directory = await open(path, "r");
    await directory.sync();
  } catch (thrown) {
    if (!NO_DIRECTORY_SYNC.has(codeOf(thrown) ?? "")) throw thrown;
  } finally {
    await directory?.close();
  }
}

function codeOf(thrown: unknown): string {
  return typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";
}

/** What the system says of writing, and PostgreSQL's SQLSTATE for it. */
const REASONS: Readonly<Record<string, readonly [reason: string, sqlstate: string]>> = {
  ENOENT: ["no such directory", "58P01"],
  ENOTDIR: ["a part of its path is not a directory", "58P01"],
  EACCES: ["permission denied", "42501"],
  EPERM: ["operation not permitted", "42501"],
  EROFS: ["the file system is read-only", "42501"],
  ENOSPC: ["no space left on the device", "53100"],
  EDQUOT: ["the disk quota is used up", "53100"],
  EFBIG: ["the file is too large", "53100"],
  EMFILE: ["too many open files", "53000"],
  ENAMETOOLONG: ["the name is too long", "58030"],
};

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof FfqError) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const [reason, sqlstate] = REASONS[codeOf(thrown)] ?? [message, "58030"];
    throw new FfqError("IO", `cannot write ${path}: ${reason}`, { sqlstate, context: { file: path } }, thrown);
  }
}
