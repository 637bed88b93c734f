// What a join does that can do so with less memory than its build side needs, whichever kind of join it is: the
// doors of hash-join.ts and nested-loop-join.ts, and what tells which rows belong together. A join with no such keys
// is one partition, whose build rows are joined block by block (block-join.ts).
import type { Region } from "../../arena/region.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import type { BatchSource, StateMorsel, TaskContext } from "../operator.ts";
import type { HashJoinSpec, NestedLoopJoinSpec } from "../spec.ts";
import type { BatchProbe } from "./batch-probe.ts";
import type { BuildSide, BuildSpec, JoinBuildPart } from "./build-side.ts";
import type { RowDecider, RowJoinKind } from "./row-states.ts";

export type JoinSpec = HashJoinSpec | NestedLoopJoinSpec;

/** Rows with unequal keys never meet. */
export interface PartitionKeys {
  readonly probe: readonly PhysicalExpr[];
  readonly build: readonly PhysicalExpr[];
}

export interface SpillableJoin<Spec extends JoinSpec, State extends { readonly side: BuildSide }> {
  buildSpec(spec: Spec): BuildSpec;
  keys(spec: Spec): PartitionKeys;
  /** What building over so many rows takes at its peak, their own bytes included. */
  buildBytes(spec: Spec, rows: number, bytes: number): number;
  combine(spec: Spec, context: TaskContext, parts: readonly JoinBuildPart[]): Generator<void, State>;
  probe(context: TaskContext, spec: Spec, state: State, input: BatchSource): BatchSource;
  /** The probe alone, over build rows that are there. */
  batchProbe(context: TaskContext, spec: Spec, state: State): BatchProbe;
  /** What probe rows come to over build rows that are there. */
  decider(context: TaskContext, spec: Spec, join: RowJoinKind, state: State): RowDecider;
  restMorsels(spec: Spec, state: State): readonly StateMorsel[];
  rest(context: TaskContext, spec: Spec, state: State, morsel: StateMorsel): BatchSource;
  release(region: Region, state: State): void;
}

/** The same join as another kind. */
export function asJoin<Spec extends JoinSpec>(spec: Spec, join: PhysicalJoinKind): Spec {
  return { ...spec, join };
}

/** Of the stored build rows. */
export function storedTypes({ stored, buildFields }: BuildSpec): readonly LogicalType[] {
  return stored.map((position) => (buildFields[position] as BuildSpec["buildFields"][number]).type);
}

export function probeTypes({ probeFields }: JoinSpec): readonly LogicalType[] {
  return probeFields.map(({ type }) => type);
}
