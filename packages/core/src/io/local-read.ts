// Reading parts of a local file where they are decoded: synchronous, straight to where the bytes are wanted. The caller's
// thread says what is to be read; standing in for the others it does this too, with little at a time (read-row-group.ts).
import { FfqError } from "../common/error.ts";
import { endsEarly, localFileError, localVersion } from "./local-files.ts";
import { nodeFs } from "./node-fs.ts";

/** What is to be read of a file. Plain data. */
export interface LocalRead {
  readonly path: string;
  /** The file's when the read was planned: another one may have taken its place. */
  readonly version: string;
  readonly parts: readonly { readonly offset: number; readonly length: number }[];
}

/** Reads each part into what `place` gives for it. @throws FfqError IO, FILE_NOT_FOUND or BAD_FILE */
export function readLocal({ path, version, parts }: LocalRead, place: (part: number) => Uint8Array): void {
  const file = attempt(path, () => nodeFs().openSync(path, "r"));
  try {
    if (localVersion(attempt(path, () => nodeFs().fstatSync(file, { bigint: true }))) !== version) throw replaced(path);
    for (const [at, { offset, length }] of parts.entries()) {
      const into = place(at);
      for (let done = 0; done < length; ) {
        const count = attempt(path, () => nodeFs().readSync(file, into, done, length - done, offset + done));
        if (count === 0) throw endsEarly(path, offset + length);
        done += count;
      }
    }
  } finally {
    nodeFs().closeSync(file);
  }
}

/** A file is not the one that its reader has seen before. */
export function replaced(path: string): FfqError {
  return new FfqError("IO", `${path} was replaced after the table was opened`, {
    sqlstate: "55000",
    context: { file: path },
    hint: "Register the table again, or name the file in FROM.",
  });
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    throw localFileError(path, thrown);
  }
}
