// SELECT's expressions: one output column each.
import { Projection } from "../codegen/projection.ts";
import type { Batch } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { BatchSource, TaskContext } from "./operator.ts";

export function createProject(context: TaskContext, exprs: readonly PhysicalExpr[], input: BatchSource): BatchSource {
  const compiled = new Projection(context, exprs);
  return {
    next(): Batch | undefined {
      const batch = input.next();
      return batch === undefined ? undefined : { rows: batch.rows, columns: compiled.evaluate(batch) };
    },
    close(): void {
      compiled.close();
      input.close();
    },
  };
}
