// What a statement holds beside its running query: rows of RETURNING, and of the parts of a WITH. It counts against the
// memory that a query may take, though it lies elsewhere.
import { FfqError } from "../common/error.ts";

export class HeldBytes {
  readonly #limit: number;
  #bytes = 0;

  /** A limit of 0 is none. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws FfqError MEMORY_LIMIT */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#limit === 0 || this.#bytes <= this.#limit) return;
    throw new FfqError(
      "MEMORY_LIMIT",
      `the statement holds ${this.#bytes} bytes of rows, more than its memory limit of ${this.#limit} bytes`,
      { sqlstate: "53200", hint: "Raise memoryLimit, or return fewer rows or columns." },
    );
  }
}
