// What operators are told, as plain data that crosses threads: the physical nodes without their inputs, whose
// columns' types stand in their place. pipeline/ makes these from a plan.
import type { Field } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type {
  PhysicalAccumulator,
  PhysicalJoinKind,
  PhysicalSortKey,
  PhysicalWindowStep,
  RankLimit,
} from "../physical/plan.ts";

export interface HashAggregateSpec {
  readonly kind: "hash-aggregate";
  readonly inputFields: readonly Field[];
  readonly keys: readonly PhysicalExpr[];
  readonly accumulators: readonly PhysicalAccumulator[];
  readonly phase: "single" | "partial" | "final";
  readonly groupingSets?: readonly (readonly number[])[];
  /** Output: keys, accumulators, set number. */
  readonly fields: readonly Field[];
}

export interface JoinKey {
  readonly probe: PhysicalExpr;
  readonly build: PhysicalExpr;
  /** NULL equals NULL. */
  readonly nullsEqual: boolean;
}

export interface HashJoinSpec {
  readonly kind: "hash-join";
  readonly join: PhysicalJoinKind;
  readonly probeFields: readonly Field[];
  readonly buildFields: readonly Field[];
  /** Both sides of a key have the same type. */
  readonly keys: readonly JoinKey[];
  /** Over probe columns followed by build columns. */
  readonly residual?: PhysicalExpr;
  readonly fields: readonly Field[];
}

export interface NestedLoopJoinSpec {
  readonly kind: "nested-loop-join";
  readonly join: PhysicalJoinKind;
  readonly probeFields: readonly Field[];
  readonly buildFields: readonly Field[];
  /** Over probe columns followed by build columns; absent: every pair. */
  readonly predicate?: PhysicalExpr;
  readonly fields: readonly Field[];
}

export interface SortSpec {
  readonly kind: "sort";
  readonly fields: readonly Field[];
  readonly keys: readonly PhysicalSortKey[];
  /** Only the first rows are needed. */
  readonly limit?: number;
}

export interface WindowSpec {
  readonly kind: "window";
  readonly inputFields: readonly Field[];
  readonly partitionBy: readonly PhysicalExpr[];
  readonly orderBy: readonly PhysicalSortKey[];
  readonly steps: readonly PhysicalWindowStep[];
  readonly rankLimit?: RankLimit;
}
