// Spill files in a folder of the local file system. The folder is made, readable by its owner only, when the first
// file is; whoever started the query removes it (spill-folder.ts).
import { closeSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { FfqError } from "../common/error.ts";
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
        const file = openSync(join(folder, name), "wx", OWNER_READS);
        return {
          append: (bytes) => attempt(folder, () => writeAll(file, bytes)),
          close: () => attempt(folder, () => closeSync(file)),
        };
      });
    },
    read: (name, offset, into) => attempt(folder, () => readAll(join(folder, name), offset, into)),
  };
}

/** The engine's folder may be there already, and another thread may just make the query's. */
function makeFolder(folder: string): void {
  const engine = dirname(folder);
  for (const one of [dirname(engine), engine, folder]) {
    try {
      mkdirSync(one, { mode: OWNER_ONLY, recursive: one !== engine && one !== folder });
    } catch (thrown) {
      if (errnoOf(thrown) !== "EEXIST") throw thrown;
    }
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function readAll(path: string, offset: number, into: Uint8Array): void {
  const { length } = into;
  const file = openSync(path, "r");
  try {
    for (let done = 0; done < length; ) {
      const count = readSync(file, into, done, length - done, offset + done);
      if (count === 0) throw new FfqError("IO", "a spill file ends too early", { sqlstate: "58030" });
      done += count;
    }
  } finally {
    closeSync(file);
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
