// Spill files in a folder of the local file system. The folder is made, readable by its owner only, when the first
// file is; whoever started the query removes it (spill-folder.ts).
import { dirname, join } from "node:path";
import { FfqError } from "../common/error.ts";
import { nodeFs } from "./node-fs.ts";
import type { SpillDisk, SpillOutput } from "./spill-disk.ts";

const OWNER_ONLY = 0o700;
const OWNER_READS = 0o600;

/** Of a query: a folder within the engine's. */
export function localSpillDisk(folder: string): SpillDisk {
  let isMade = false;
  return {
    create(name): SpillOutput {
      return attempt(folder, () => {
        if (!isMade) makeFolder(folder);
        isMade = true;
        const file = nodeFs().openSync(join(folder, name), "wx", OWNER_READS);
        return {
          append: (bytes) => attempt(folder, () => writeAll(file, bytes)),
          close: () => attempt(folder, () => nodeFs().closeSync(file)),
        };
      });
    },
    read: (name, offset, into) => attempt(folder, () => readAll(join(folder, name), offset, into)),
    remove: (name) =>
      attempt(folder, () => {
        const path = join(folder, name);
        const { size } = nodeFs().statSync(path);
        nodeFs().unlinkSync(path);
        return size;
      }),
  };
}

/** The engine's folder may be there already, and another thread may just make the query's: never another user. */
function makeFolder(folder: string): void {
  const engine = dirname(folder);
  nodeFs().mkdirSync(dirname(engine), { mode: OWNER_ONLY, recursive: true });
  for (const one of [engine, folder]) {
    try {
      nodeFs().mkdirSync(one, { mode: OWNER_ONLY });
    } catch (thrown) {
      if (errnoOf(thrown) !== "EEXIST") throw thrown;
      refuseForeign(one);
    }
  }
}

/** Directories for temporary files are everybody's: what others have put there is not written to. */
function refuseForeign(folder: string): void {
  const status = nodeFs().lstatSync(folder);
  const isOwn = process.getuid === undefined || status.uid === process.getuid();
  if (status.isDirectory() && isOwn) return;
  throw new FfqError("IO", `${folder} is not this process's folder`, { sqlstate: "58030", context: { file: folder } });
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += nodeFs().writeSync(file, bytes, done);
}

function readAll(path: string, offset: number, into: Uint8Array): void {
  const { length } = into;
  const file = nodeFs().openSync(path, "r");
  try {
    for (let done = 0; done < length; ) {
      const count = nodeFs().readSync(file, into, done, length - done, offset + done);
      if (count === 0) throw new FfqError("IO", "a spill file ends too early", { sqlstate: "58030" });
      done += count;
    }
  } finally {
    nodeFs().closeSync(file);
  }
}

const FULL: Readonly<Record<string, string>> = {
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is too large",
};

function attempt<Result>(folder: string, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof FfqError) throw thrown;
    throw spillError(folder, thrown);
  }
}

/** What an errno means to a query that spills. */
export function spillError(folder: string, thrown: unknown): FfqError {
  const errno = errnoOf(thrown);
  const full = FULL[errno];
  const said = full ?? (errno === "" ? String(thrown) : errno);
  return new FfqError(
    "IO",
    `cannot spill to ${dirname(folder)}: ${said}`,
    {
      sqlstate: full === undefined ? "58030" : "53100",
      hint: "Make room there, set spillDirectory to another disk, or raise memoryLimit.",
      context: { directory: dirname(folder) },
    },
    thrown,
  );
}

function errnoOf(thrown: unknown): string {
  return typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";
}
