// Local files below certain folders only, as a byte store: what a plan from the network may name is what whoever
// started the worker allows. Links are followed before that is judged.
import { FfqError } from "@ffq/core/physical";
import type { ByteStore } from "@ffq/core/runtime";

export interface AllowedFilesOptions {
  readonly files: ByteStore;
  /** Folders and files, as their real paths. */
  readonly roots: readonly string[];
  /** The path behind all links; undefined where there is none. Asked for at once: waiting for it took longer than it. */
  readonly realPath: (path: string) => string | undefined;
}

export function allowedFiles({ files, roots, realPath }: AllowedFilesOptions): ByteStore {
  const allowed = (address: string): string | undefined => {
    const path = realPath(files.localPath?.(address) ?? address);
    return path !== undefined && roots.some((root) => isBelow(path, root)) ? path : undefined;
  };
  return {
    // Who reads it compares the file's version with that of the one that was opened below.
    localPath: allowed,
    open: async (address, signal) => {
      const path = allowed(address);
      // What does not exist is refused like what is not allowed: nobody learns which files there are.
      if (path === undefined) throw refused(address);
      return files.open(path, signal);
    },
    list: async (pattern, signal) => {
      const found = await files.list(pattern, signal);
      return found.filter((address) => allowed(address) !== undefined);
    },
  };
}

function isBelow(path: string, root: string): boolean {
  const folder = /[/\\]$/.test(root) ? root : `${root}/`;
  return path === root || path.replaceAll("\\", "/").startsWith(folder.replaceAll("\\", "/"));
}

function refused(file: string): FfqError {
  return new FfqError("CONFIG", `this worker may not read ${file}, or there is no such file`, {
    sqlstate: "42501",
    hint: "Start workers with --allow-path for the folder.",
    context: { file },
  });
}
