// The rows of RETURNING: columns of the plan of a statement that changes a table, held back until the change is made,
// so that a statement that fails gives none.
import { bytesOfColumns, type ResultBatch } from "../column/result-batch.ts";
import type { ResultStream } from "../runtime/result.ts";
import type { HeldBytes } from "./held-bytes.ts";

/** The last `count` columns of a stream go to `take`, as the others pass. */
export async function* splitReturned(
  stream: ResultStream,
  count: number,
  take: (returned: ResultBatch) => void,
): AsyncGenerator<ResultBatch, void> {
  const width = stream.fields.length - count;
  for await (const { rows, columns } of stream) {
    take({ rows, columns: columns.slice(width) });
    yield { rows, columns: columns.slice(0, width) };
  }
}

/** Rows that are kept for the caller. */
export class KeptRows {
  readonly #held: HeldBytes;
  readonly #batches: ResultBatch[] = [];

  constructor(held: HeldBytes) {
    this.#held = held;
  }

  /** @throws FfqError MEMORY_LIMIT */
  add(batch: ResultBatch): void {
    this.#held.add(bytesOfColumns(batch.columns));
    this.#batches.push(batch);
  }

  /** The last `count` columns of `source`, which the rows come from. */
  stream(source: ResultStream, count: number): ResultStream {
    const batches = this.#batches;
    return {
      fields: source.fields.slice(source.fields.length - count),
      get statistics() {
        return source.statistics;
      },
      close: async () => {},
      async *[Symbol.asyncIterator]() {
        yield* batches;
      },
    };
  }
}
