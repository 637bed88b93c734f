// WHERE: passes the rows for which the predicate is true.
import { Predicate } from "../codegen/predicate.ts";
import type { Batch } from "../column/vector.ts";
import { type BatchSource, IDLE_BATCHES, type TaskContext } from "./operator.ts";
import type { TransformSpec } from "./pipeline-spec.ts";

export function createFilter(
  context: TaskContext,
  { predicate, leavesUnread }: Omit<Extract<TransformSpec, { kind: "filter" }>, "kind">,
  input: BatchSource,
): BatchSource {
  const compiled = new Predicate(context, predicate);
  return {
    next(): Batch | undefined {
      for (let idle = 1; ; idle++) {
        const batch = input.next();
        if (batch === undefined) return undefined;
        const kept = compiled.filter(batch, leavesUnread === true);
        if (kept.rows > 0 || idle === IDLE_BATCHES) return kept;
        context.checkCancelled();
      }
    },
    passedRows: () => compiled.passedRows,
    close(): void {
      compiled.close();
      input.close();
    },
  };
}
