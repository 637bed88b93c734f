// Nested-loop join: the doors that the driver uses, as hash-join.ts has them. Every probe row meets every build
// row, in blocks of pairs over which the predicate runs compiled; without a predicate it is a cross product.
import type { Region } from "../../arena/region.ts";
import { unreachable } from "../../common/unreachable.ts";
import { inputsOf } from "../../expr/inputs.ts";
import type { BatchSource, StateMorsel, TaskContext } from "../operator.ts";
import type { NestedLoopJoinSpec } from "../spec.ts";
import { type BatchProbe, createProbe } from "./batch-probe.ts";
import { MarkPairs, markAll } from "./build-marks.ts";
import { RestSource, restMorsels } from "./build-rest.ts";
import { type BuildSide, type BuildSpec, finishBuildSide, type JoinBuildPart, releaseBuildSide } from "./build-side.ts";
import { CrossCandidates } from "./cross-candidates.ts";
import { probeEmptyBuild } from "./empty-build.ts";
import { FilteredPairs } from "./filtered-pairs.ts";
import { joinShape } from "./join-shape.ts";
import { CandidateRows, decideAll, RowProbe } from "./row-states.ts";

/** A finished build side. Plain data. */
export interface NestedLoopJoinState {
  readonly side: BuildSide;
}

/** Takes the parts over. */
export function* combineNestedLoopJoin(
  spec: NestedLoopJoinSpec,
  context: TaskContext,
  parts: readonly JoinBuildPart[],
): Generator<void, NestedLoopJoinState> {
  return { side: yield* finishBuildSide(context, nestedLoopBuildSpec(spec), parts) };
}

/** The transform over the probe side. Its columns: probe, build or mark, as the kind of join has them. */
export function createNestedLoopJoinProbe(
  context: TaskContext,
  spec: NestedLoopJoinSpec,
  { side }: NestedLoopJoinState,
  input: BatchSource,
): BatchSource {
  const probe = side.rows === 0 ? probeEmptyBuild(context, spec) : createNestedLoopBatchProbe(context, spec, side);
  return createProbe(context, probe, input, spec.fields);
}

/** Over build rows that are there. */
export function createNestedLoopBatchProbe(
  context: TaskContext,
  { join, predicate }: NestedLoopJoinSpec,
  side: BuildSide,
): BatchProbe {
  const candidates = (): CrossCandidates => new CrossCandidates(context, side.rows);
  switch (join) {
    case "inner":
    case "left":
    case "right":
    case "full":
    case "single":
      return new FilteredPairs(context, { join, side, candidates: candidates(), predicate });
    case "semi":
    case "anti":
    case "mark":
      if (predicate === undefined) return new RowProbe(context, join, decideAll(context));
      return new RowProbe(
        context,
        join,
        new CandidateRows(context, { join, side, candidates: candidates(), predicate }),
      );
    case "right-semi":
    case "right-anti":
      if (predicate === undefined) return markAll(context, side);
      return new MarkPairs(context, side, candidates(), predicate);
    default:
      return unreachable(join);
  }
}

/** Shares of what the build side puts out when all probing is done. */
export function nestedLoopJoinRestMorsels(
  spec: NestedLoopJoinSpec,
  { side }: NestedLoopJoinState,
): readonly StateMorsel[] {
  return restMorsels(spec, side);
}

/** One share of them, as rows of the join's output. */
export function createNestedLoopJoinRest(
  context: TaskContext,
  spec: NestedLoopJoinSpec,
  { side }: NestedLoopJoinState,
  morsel: StateMorsel,
): BatchSource {
  return new RestSource(context, spec, side, morsel);
}

/** Frees what the build left. */
export function releaseNestedLoopJoin(region: Region, { side }: NestedLoopJoinState): void {
  releaseBuildSide(region, side);
}

/** Which build columns are kept. */
export function nestedLoopBuildSpec({ join, predicate, probeFields, buildFields }: NestedLoopJoinSpec): BuildSpec {
  const read = predicate === undefined ? [] : inputsOf([predicate]).map((input) => input - probeFields.length);
  const stored = buildFields.flatMap((_, position) =>
    joinShape(join).showsBuild || read.includes(position) ? [position] : [],
  );
  return { join, buildFields, stored };
}
