// A file sink on the local disk. Bytes go to a stage beside the target, which is synced and then renamed: a
// reader sees the old file or the whole new one, also after a crash. The random part of the stage's name is the
// caller's, so that tests and simulations decide it.
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { FfqError } from "../../common/error.ts";
import type { FileSink } from "./write-file.ts";

/**
 * Opens `<path>.<random>.tmp`; `finish` renames it to `path`, replacing what was there.
 * @throws FfqError IO
 */
export async function openLocalFileSink(path: string, random: string): Promise<FileSink> {
  const stage = `${path}.${random}.tmp`;
  const handle = await attempt(path, () => open(stage, "wx"));
  return new LocalFileSink(path, stage, handle);
}

class LocalFileSink implements FileSink {
  readonly #path: string;
  readonly #stage: string;
  readonly #handle: FileHandle;

  constructor(path: string, stage: string, handle: FileHandle) {
    this.#path = path;
    this.#stage = stage;
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await attempt(this.#path, async () => {
      for (let at = 0; at < bytes.length; ) {
        at += (await this.#handle.write(bytes, at, bytes.length - at)).bytesWritten;
      }
    });
  }

  async finish(): Promise<void> {
    await attempt(this.#path, async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#stage, this.#path);
      await syncDirectory(dirname(this.#path));
    });
  }

  async abort(): Promise<void> {
    // The first error is the one to report; a stage that cannot be removed is found by its name.
    await this.#handle.close().catch(() => {});
    await rm(this.#stage, { force: true }).catch(() => {});
  }
}

/** Makes the rename durable. Not every platform lets a directory be synced: then the rename alone must do. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r").catch(() => undefined);
  if (directory === undefined) return;
  await directory.sync().catch(() => {});
  await directory.close();
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FfqError("IO", `cannot write ${path}: ${reason}`, { sqlstate: "58030", context: { file: path } }, error);
  }
}
