// Queries whose tables are divided among tasks by values, as their statistics suggest (planner/slice-scans.ts). Where
// reading finds that those are not true, rows would be missing: the query is planned without, and run from its
// beginning; so is every later one of the session. That is possible as long as nobody has seen a row of it.
import { FfqError } from "../common/error.ts";
import { UNTRUE_STATISTICS } from "../format/parquet/claimed-values.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { childrenOf } from "../physical/tree.ts";
import type { ResultStream } from "../runtime/result.ts";

export function isDivided({ stages }: StageGraph): boolean {
  const left: PhysicalPlan[] = stages.map(({ plan }) => plan);
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.kind === "scan" && node.ranges !== undefined) return true;
    left.push(...childrenOf(node));
  }
  return false;
}

/** The stream, or in its place what `again` gives where its statistics were not true. */
export function orUndivided<Batch>(stream: ResultStream<Batch>, again: () => ResultStream<Batch>): ResultStream<Batch> {
  let current = stream;
  return {
    fields: stream.fields,
    get statistics() {
      return current.statistics;
    },
    close: () => current.close(),
    [Symbol.asyncIterator]() {
      let rows = current[Symbol.asyncIterator]();
      let isSeen = false;
      const next = async (): Promise<IteratorResult<Batch>> => {
        try {
          return await rows.next();
        } catch (thrown) {
          if (isSeen || !isUntrue(thrown)) throw thrown;
          current = again();
          rows = current[Symbol.asyncIterator]();
          return await rows.next();
        } finally {
          isSeen = true;
        }
      };
      const stop = async (): Promise<IteratorResult<Batch>> => {
        await current.close();
        return { done: true, value: undefined };
      };
      return { next, return: stop };
    },
  };
}

function isUntrue(error: unknown): boolean {
  return error instanceof FfqError && error.context?.["reason"] === UNTRUE_STATISTICS;
}
