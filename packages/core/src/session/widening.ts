// Statements that fail because a type was narrower than a value of theirs: products are computed in 38 digits, fields of
// dates and numeric(p, s) as integers, which is quick and nearly always enough (type/numeric-rules.ts). Where it was not, the
// statement is bound again with types that hold everything, and run from its beginning. That is possible as long as
// nobody has seen a row of it: a query whose later batches fail has failed.
import type { ResultBatch } from "../column/result-batch.ts";
import { FfqError } from "../common/error.ts";
import type { ResultStream } from "../runtime/result.ts";

/** Values that quick types do not have. */
const narrow = ["a field of an infinite date or time", "NaN in a numeric with a precision"] as const;

/** Whether wider types might have gone on: a number left its digits, or an infinity had no place. */
export function isTooNarrow(error: unknown): boolean {
  if (!(error instanceof FfqError)) return false;
  if (error.sqlstate === "22003") return error.message === "numeric field overflow";
  return error.code === "UNSUPPORTED" && narrow.some((start) => error.message.startsWith(start));
}

/** The stream once its first batch is there, so that what fails before has failed here. @throws what that gives */
export async function begun(stream: ResultStream): Promise<ResultStream> {
  const iterator = stream[Symbol.asyncIterator]();
  let first: IteratorResult<ResultBatch, unknown>;
  try {
    first = await iterator.next();
  } catch (thrown) {
    await stream.close();
    throw thrown;
  }
  return {
    fields: stream.fields,
    get statistics() {
      return stream.statistics;
    },
    close: () => stream.close(),
    async *[Symbol.asyncIterator]() {
      for (let step = first; step.done !== true; step = await iterator.next()) yield step.value;
    },
  };
}
