// Batches of an input of which a transform takes the first rows, where what it computes has no room for all of them: the
// others come next.
import { rowsFrom } from "../column/slice.ts";
import type { Batch } from "../column/vector.ts";
import type { BatchSource } from "./operator.ts";

export class PartedInput implements BatchSource {
  readonly #input: BatchSource;
  #rest: Batch | undefined;

  constructor(input: BatchSource) {
    this.#input = input;
  }

  next(): Batch | undefined {
    const rest = this.#rest;
    this.#rest = undefined;
    return rest ?? this.#input.next();
  }

  /** So many of the first rows of the batch that came last are done with. */
  taken(batch: Batch, rows: number): void {
    if (rows < batch.rows) this.#rest = rowsFrom(batch, rows);
  }

  close(): void {
    this.#input.close();
  }
}
