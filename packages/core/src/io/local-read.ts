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

/** A file that is open. */
export class LocalFile {
  readonly #path: string;
  readonly #file: number;

  /** @throws FfqError FILE_NOT_FOUND, or IO: also where another file has taken its place */
  constructor({ path, version }: Omit<LocalRead, "parts">) {
    this.#path = path;
    this.#file = attempt(path, () => nodeFs().openSync(path, "r"));
    try {
      const found = attempt(path, () => nodeFs().fstatSync(this.#file, { bigint: true }));
      if (localVersion(found) !== version) throw replaced(path);
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  /** Reads a part, which is as long as `into`. @throws FfqError IO or BAD_FILE */
  read(offset: number, into: Uint8Array): void {
    const { length } = into;
    for (let done = 0; done < length; ) {
      const count = attempt(this.#path, () => nodeFs().readSync(this.#file, into, done, length - done, offset + done));
      if (count === 0) throw endsEarly(this.#path, offset + length);
      done += count;
    }
  }

  close(): void {
    nodeFs().closeSync(this.#file);
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
