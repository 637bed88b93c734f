// What placing a node's tasks is given and gives: shared by those that place joins, aggregates and all other nodes.
import type { ValueBlock } from "../catalog/statistics.ts";
import type { TableRef } from "../catalog/table-provider.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { Partitioning } from "../physical/partitioning.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { PlanIds } from "./context.ts";
import { type Distribution, placesOf } from "./distribution.ts";

export interface Placed {
  readonly plan: PhysicalPlan;
  readonly distribution: Distribution;
}

/** What placing one node needs of the whole walk (place-exchanges.ts). */
export interface Placing {
  readonly partitions: number;
  readonly smallInputRows: number;
  readonly ids: PlanIds;
  place(node: PhysicalPlan): Placed;
  /** In one task. */
  single(placed: Placed): PhysicalPlan;
  /**
   * In every task that asks, each of which gets all rows. Only for few rows: what is computed from them may be computed
   * several times then, and has to come out the same each time. In one task where tasks are too many for that.
   */
  everywhere(placed: Placed): Placed;
  exchange(input: PhysicalPlan, partitioning: Partitioning): PhysicalPlan;
  isVolatile(expr: PhysicalExpr): boolean;
  /** Of a table's column (position in the provider's fields), where it is sorted by it. */
  blocksOf(table: TableRef, column: number): readonly ValueBlock[] | undefined;
}

export type HashJoin = Extract<PhysicalPlan, { readonly kind: "hash-join" }>;
/** Whether its rows lie by exactly these keys, in this order. */
export function isSpreadBy({ distribution }: Placed, keys: readonly PhysicalExpr[]): boolean {
  if (distribution.kind !== "hash" || distribution.keys.length !== keys.length) return false;
  return placesOf(distribution.keys, keys)?.every((place, index) => place === index) === true;
}
