// One process per data folder: two coordinators on one journal would each undo the other's. The lock is a socket that
// listens under a name made from the folder's path, because the system takes that away from a process however it ends.
import { createHash } from "node:crypto";
import { mkdir, realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { FfqError } from "@ffq/core/physical";

/** Answers how to let go. @throws FfqError CONFIG when another process of this machine has the folder */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const identity = await identityOf(folder);
  const name = createHash("sha256").update(identity).digest("hex").slice(0, 32);
  const isWindows = process.platform === "win32";
  const path = isWindows ? `\\\\.\\pipe\\ffq-${name}` : join(tmpdir(), `ffq-${name}.lock`);
  if (await isAnswered(path)) throw taken(folder);
  // What a killed process left: a name that nobody answers at.
  if (!isWindows) await rm(path, { force: true });
  const server = createServer((socket) => socket.destroy()).unref();
  await listen(server, path, folder);
  // Only now: a folder that is there and not locked is one that somebody left.
  await mkdir(folder, { recursive: true });
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** One path for each folder, whether it is there yet or not. */
async function identityOf(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    await mkdir(dirname(folder), { recursive: true });
    return join(await realpath(dirname(folder)), basename(folder));
  }
}

function isAnswered(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path);
  socket.once("connect", () => resolve(true));
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}

function listen(server: Server, path: string, folder: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", (error) => reject(taken(folder, error))).listen(path, () => resolve());
  return promise;
}

function taken(folder: string, cause?: unknown): FfqError {
  return new FfqError(
    "CONFIG",
    `another process uses ${folder}`,
    { hint: "Give each its own folder.", context: { folder } },
    cause,
  );
}
