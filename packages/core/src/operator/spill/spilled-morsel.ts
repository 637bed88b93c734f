// Morsels of rows on disk: what one writer wrote of them. Internal to execution.
import type { Vector } from "../../column/vector.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import type { BatchSource, TaskContext } from "../operator.ts";
import { readSpilled, type SpilledPart } from "./spilled-rows.ts";

export const SPILLED = "spilled";

/** Morsel.payload of these. */
export interface SpilledMorsel {
  readonly types: readonly LogicalType[];
  readonly part: SpilledPart;
  /** Positions of the columns that are shown, in order. */
  readonly columns: readonly number[];
}

export function openSpilledMorsel(context: TaskContext, { types, part, columns }: SpilledMorsel): BatchSource {
  const source = readSpilled(context, types, { parts: [part] });
  return {
    next() {
      const batch = source.next();
      return batch && { rows: batch.rows, columns: columns.map((at) => batch.columns[at] as Vector) };
    },
    close: () => source.close(),
  };
}
