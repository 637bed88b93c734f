// A worker's folder among those of other workers of the machine: its alone while it lives, removed when it ends, and
// when it was killed by the next worker that starts.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { FfqError } from "@ffq/core/physical";
import { lockFolder } from "./folder-lock.ts";

export interface WorkFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** @throws FfqError CONFIG when it cannot be made */
export async function claimWorkFolder(base: string, name: string): Promise<WorkFolder> {
  const path = join(base, name);
  const unlock = await lockFolder(path);
  await removeAbandoned(base, name);
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true });
      await unlock();
    },
  };
}

async function removeAbandoned(base: string, own: string): Promise<void> {
  for (const entry of await readdir(base, { withFileTypes: true })) {
    // Nothing but workers' folders is ever removed, whatever else somebody keeps here.
    if (!entry.isDirectory() || entry.name === own || !isWorkerName(entry.name)) continue;
    const path = join(base, entry.name);
    const unlock = await lockIfFree(path);
    if (unlock === undefined) continue;
    await rm(path, { recursive: true, force: true });
    await unlock();
  }
}

async function lockIfFree(path: string): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lockFolder(path);
  } catch (thrown) {
    if (FfqError.from(thrown).code === "CONFIG") return undefined;
    throw thrown;
  }
}

const NAME = /^ffq-[\w.-]{1,120}-[0-9a-f]{8}$/;
const isWorkerName = (name: string): boolean => NAME.test(name);

/** A name that no other worker has ever had. @param random eight hexadecimal digits */
export function workerName(host: string, random: string): string {
  return `ffq-${host.replace(/[^\w.-]/g, "-").slice(0, 120) || "worker"}-${random}`;
}
