// How a window's rows lie on disk: all that it keeps of a row, by a hash of what partitions it.
import type { Vector } from "../../column/vector.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { storageOf, storageWidth } from "../../type/storage.ts";
import type { TaskContext } from "../operator.ts";
import { KeySpiller } from "../spill/key-spiller.ts";
import type { WindowPlan } from "./window-plan.ts";

/** A sort's elements, the order, and a few positions of partitions and peers. */
const SORT_BYTES = 64;

/** What computing takes for each row, beside the row. */
export function windowBytes({ steps, sortSpec }: WindowPlan): number {
  const values = steps.reduce((sum, { type }) => sum + storageWidth(storageOf(type)) + 1, 0);
  return SORT_BYTES + 16 * sortSpec.keys.length + 2 * values;
}

/** What the partition of rows is found by. */
export function partitionColumns(
  { sortPlan, partitionKeys }: WindowPlan,
  columns: readonly Vector[],
): readonly Vector[] {
  return sortPlan.keys.slice(0, partitionKeys).map((position) => columns[position] as Vector);
}

export function windowSpiller(context: TaskContext, plan: WindowPlan, level: number): KeySpiller {
  const { types, sortPlan, partitionKeys } = plan;
  const keys = sortPlan.keys.slice(0, partitionKeys).map((position) => types[position] as LogicalType);
  return new KeySpiller(context, types, keys, level);
}
