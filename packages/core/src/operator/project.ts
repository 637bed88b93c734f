// SELECT's expressions, of which some are computed: one output column each. A batch whose values find no room at one time goes on
// as several. Columns that were left unread come only to those that pass columns on
// (pipeline/deciding-columns.ts), and go on as such.
import { Projection } from "../codegen/projection.ts";
import type { Batch } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { BatchSource, TaskContext } from "./operator.ts";
import { PartedInput } from "./parted-input.ts";

export function createProject(context: TaskContext, exprs: readonly PhysicalExpr[], input: BatchSource): BatchSource {
  const compiled = new Projection(context, exprs);
  const parted = new PartedInput(input);
  return {
    next(): Batch | undefined {
      const batch = parted.next();
      if (batch === undefined) return undefined;
      const { rows, columns } = compiled.evaluateFirst(batch);
      const { complete } = batch;
      parted.taken(batch, rows);
      if (complete === undefined) return { rows, columns };
      return { rows, columns, complete: () => compiled.evaluate({ rows, columns: complete() }) };
    },
    close(): void {
      compiled.close();
      parted.close();
    },
  };
}
