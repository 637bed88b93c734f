// What a sort keeps of each row: the output's columns, and behind them the keys that are computed. Pure data.
import type { Batch, Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import type { SortSpec } from "../spec.ts";

export interface SortPlan {
  /** Keys that are no columns of the input, in the order in which they are kept. */
  readonly computed: readonly PhysicalExpr[];
  /** By key: position among the kept columns. */
  readonly keys: readonly number[];
  /** Of the kept columns. */
  readonly types: readonly LogicalType[];
  readonly outputs: number;
}

export function planSort({ fields, keys }: SortSpec): SortPlan {
  const computed: PhysicalExpr[] = [];
  const positions = keys.map(({ expr }) => {
    if (expr.kind === "input") return expr.index;
    return fields.length + computed.push(expr) - 1;
  });
  const types = [...fields.map(({ type }) => type), ...computed.map(({ type }) => type)];
  return { computed, keys: positions, types, outputs: fields.length };
}

/** The key columns among kept ones. */
export function keyColumns({ keys }: SortPlan, columns: Batch["columns"]): readonly Vector[] {
  return keys.map((position) => columns[position] as Vector);
}
