// WHERE: passes the rows for which the predicate is true.
import { Predicate } from "../codegen/predicate.ts";
import type { Batch } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { BatchSource, TaskContext } from "./operator.ts";

export function createFilter(context: TaskContext, predicate: PhysicalExpr, input: BatchSource): BatchSource {
  const compiled = new Predicate(context, predicate);
  return {
    next(): Batch | undefined {
      for (;;) {
        const batch = input.next();
        if (batch === undefined) return undefined;
        const kept = compiled.filter(batch);
        if (kept.rows > 0) return kept;
        context.checkCancelled();
      }
    },
    close(): void {
      compiled.close();
      input.close();
    },
  };
}
