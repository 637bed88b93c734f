// The rows of RETURNING: columns of the plan of a statement that changes a table, held back until the change is made,
// so that a statement that fails gives none.
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import type { ResultStream } from "../runtime/result.ts";

export interface SplitRows {
  /** Without the columns of RETURNING. */
  readonly changes: AsyncIterable<ResultBatch>;
  /** To be asked for when `changes` has ended. */
  readonly returned: () => ResultStream;
}

/** The last `count` columns of a stream apart from the others. */
export function splitReturned(stream: ResultStream, count: number): SplitRows {
  const width = stream.fields.length - count;
  const kept: ResultBatch[] = [];
  const changes = async function* (): AsyncGenerator<ResultBatch, void> {
    for await (const { rows, columns } of stream) {
      kept.push({ rows, columns: columns.slice(width) });
      yield { rows, columns: columns.slice(0, width) };
    }
  };
  return { changes: changes(), returned: () => keptStream(stream.fields.slice(width), kept, stream) };
}

function keptStream(fields: readonly Field[], kept: readonly ResultBatch[], source: ResultStream): ResultStream {
  return {
    fields,
    get statistics() {
      return source.statistics;
    },
    close: async () => {},
    async *[Symbol.asyncIterator]() {
      yield* kept;
    },
  };
}
