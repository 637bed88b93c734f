// The folder of one engine's spill files: named so that others can tell whose it is, made with the first file, removed
// at the end. What processes of this host left behind that are gone is swept when an engine starts to spill.
import type { Dirent } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { spillError } from "./local-spill-disk.ts";
import { nodeFs } from "./node-fs.ts";

const PREFIX = "ffq-spill-";

export class SpillFolder {
  /** Of all its queries; not there before one spills. */
  readonly path: string;
  readonly #directory: string;
  #queries = 0;
  #isSwept = false;

  /** `directory`: where it lies; the system's for temporary files by default. */
  constructor(directory: string = tmpdir()) {
    this.#directory = directory;
    this.path = join(directory, `${ownPrefix()}${process.pid}-${randomDigits()}`);
  }

  /** A folder's path for a query, which is made when the query spills. */
  nextQuery(): string {
    return join(this.path, `query-${this.#queries++}`);
  }

  /** Removes a query's files. @throws FfqError IO when they stay */
  removeQuery(folder: string): void {
    remove(folder);
    if (!this.#isSwept) this.sweep();
  }

  /** Removes what is left. @throws FfqError IO when it stays */
  close(): void {
    remove(this.path);
  }

  /** Removes the folders of processes of this host that are gone. */
  sweep(): void {
    this.#isSwept = true;
    for (const entry of entriesOf(this.#directory)) {
      const owner = ownerOf(entry.name);
      if (!entry.isDirectory() || owner === undefined || isAlive(owner)) continue;
      nodeFs().rmSync(join(this.#directory, entry.name), { recursive: true, force: true });
    }
  }
}

/** No other engine's; that nobody else made the folder is seen to when it is made (local-spill-disk.ts). */
function randomDigits(): string {
  const digits = (): string =>
    Math.floor(Math.random() * 2 ** 48)
      .toString(16)
      .padStart(12, "0");
  return digits() + digits();
}

function remove(folder: string): void {
  try {
    nodeFs().rmSync(folder, { recursive: true, force: true });
  } catch (thrown) {
    throw spillError(folder, thrown);
  }
}

/** Process ids mean something on their own host only (directories may be shared, containers have names of their own). */
function ownPrefix(): string {
  return `${PREFIX}${hostname().replace(/[^A-Za-z0-9.]/g, "_")}-`;
}

/** The process that made a folder of that name on this host. */
function ownerOf(name: string): number | undefined {
  const prefix = ownPrefix();
  if (!name.startsWith(prefix)) return undefined;
  const [, pid] = /^(\d+)-[0-9a-f]{24}$/.exec(name.slice(prefix.length)) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // Of another user: it is there.
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return nodeFs().readdirSync(directory, { withFileTypes: true });
  } catch (thrown) {
    // Whoever spills there will be told; there is nothing to sweep.
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
}
