// SELECT's expressions, of which some are computed: one output column each. Columns that were left unread come only to those that pass columns on
// (pipeline/deciding-columns.ts), and go on as such.
import { Projection } from "../codegen/projection.ts";
import type { Batch } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { BatchSource, TaskContext } from "./operator.ts";

export function createProject(context: TaskContext, exprs: readonly PhysicalExpr[], input: BatchSource): BatchSource {
  const compiled = new Projection(context, exprs);
  return {
    next(): Batch | undefined {
      const batch = input.next();
      if (batch === undefined) return undefined;
      const { rows, complete } = batch;
      const columns = compiled.evaluate(batch);
      if (complete === undefined) return { rows, columns };
      return { rows, columns, complete: () => compiled.evaluate({ rows, columns: complete() }) };
    },
    close(): void {
      compiled.close();
      input.close();
    },
  };
}
