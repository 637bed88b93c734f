// A share of a window's rows: its steps are computed in slices while empty batches are given, so that the pipeline can
// stop between any two of them; then its rows are put out, the steps' values behind the input's columns.
import type { Batch, Vector } from "../../column/vector.ts";
import { storageOf } from "../../type/storage.ts";
import type { BatchSource, TaskContext } from "../operator.ts";
import type { StepColumn } from "./step-column.ts";
import type { OrderKey } from "./value-bound.ts";
import type { WindowPlan } from "./window-plan.ts";
import { type WindowInput, WindowRows } from "./window-rows.ts";
import { computeStep } from "./window-step.ts";

export function readWindow(
  context: TaskContext,
  plan: WindowPlan,
  key: OrderKey | undefined,
  input: WindowInput,
): BatchSource {
  const rows = new WindowRows(context.region, input);
  const computing = computeSteps(rows, plan, key);
  const inputs = input.columns.slice(0, plan.outputs);
  const nothing: Batch = { rows: 0, columns: emptyColumns(plan) };
  let steps: readonly StepColumn[] | undefined;
  let from = 0;
  const shown = (count: number): readonly Vector[] => {
    const index = input.order + 4 * from;
    return [
      ...inputs.map((column): Vector => ({ ...column, index })),
      ...(steps ?? []).map((step) => step.vector(from, count)),
    ];
  };
  return {
    next(): Batch | undefined {
      if (steps === undefined) {
        const slice = computing.next();
        if (slice.done !== true) return nothing;
        steps = slice.value;
      }
      if (from >= input.rows) return undefined;
      const count = Math.min(context.batchRows, input.rows - from);
      const batch = { rows: count, columns: shown(count) };
      from += count;
      return batch;
    },
    close(): void {
      from = input.rows;
      computing.return([]);
      rows.close();
    },
  };
}

function* computeSteps(
  rows: WindowRows,
  { steps }: WindowPlan,
  key: OrderKey | undefined,
): Generator<void, readonly StepColumn[]> {
  const columns: StepColumn[] = [];
  for (const step of steps) columns.push(yield* computeStep(rows, step, key));
  return columns;
}

function emptyColumns({ types, outputs, steps }: WindowPlan): readonly Vector[] {
  return [...types.slice(0, outputs), ...steps.map(({ type }) => type)].map((type) => {
    return { type, storage: storageOf(type), data: 0, validity: 0, index: 0, slots: 0, dictionary: 0 };
  });
}
