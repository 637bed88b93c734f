// Each row as often as its count says, without the count: the last step of EXCEPT ALL and INTERSECT ALL.
import type { Batch, Vector } from "../column/vector.ts";
import { columnKernels } from "../kernel/column.ts";
import { type BatchSource, IDLE_BATCHES, type TaskContext } from "./operator.ts";
import { RowView } from "./row-view.ts";

/** `count`: position of the bigint column that says how often. */
export function createRepeat(context: TaskContext, count: number, input: BatchSource): BatchSource {
  const { arena, region, batchRows } = context;
  const cursor = region.allocate(16);
  const list = region.allocate(4 * batchRows);
  const view = new RowView(region);
  let current: Batch | undefined;
  return {
    next(): Batch | undefined {
      for (let idle = 1; ; idle++) {
        if (current === undefined) {
          current = input.next();
          if (current === undefined) return undefined;
          arena.view().u8.fill(0, cursor, cursor + 16);
        }
        const { data, index, validity } = current.columns[count] as Vector;
        const kernels = columnKernels(arena);
        const rows = kernels.repeatRows(data, index, validity, current.rows, cursor, list, batchRows);
        if (rows > 0 || idle === IDLE_BATCHES) {
          const columns = current.columns.filter((_, position) => position !== count);
          return { rows, columns: view.show(columns, list, rows) };
        }
        current = undefined;
        context.checkCancelled();
      }
    },
    close(): void {
      view.close();
      region.free(cursor);
      region.free(list);
      input.close();
    },
  };
}
