// How a window's rows lie on disk: all that it keeps of a row, by a hash of what partitions it.
import { storageOf, storageWidth } from "../../type/storage.ts";
import type { TaskContext } from "../operator.ts";
import { formBytes } from "../sort/sort-key-writer.ts";
import { KeySpiller } from "../spill/key-spiller.ts";
import { partitionTypes, type WindowPlan } from "./window-plan.ts";

/** A sort's elements, the order, and a few positions of partitions and peers. */
const SORT_BYTES = 64;

/** What computing takes over so many rows at its peak, their own bytes included. */
export function windowBytes({ steps, sortSpec }: WindowPlan, rows: number, bytes: number): number {
  const values = steps.reduce((sum, { type }) => sum + storageWidth(storageOf(type)) + 1, 0);
  return bytes * (1 + formBytes(sortSpec.keys)) + rows * (SORT_BYTES + 16 * sortSpec.keys.length + 2 * values);
}

export function windowSpiller(context: TaskContext, plan: WindowPlan, level: number): KeySpiller {
  return new KeySpiller(context, plan.types, partitionTypes(plan), level);
}
