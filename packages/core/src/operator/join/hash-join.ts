// Hash join: the doors that the driver uses. Build first (hashJoinSink on each thread, combineHashJoin once), then
// probe from any number of threads, then read what the build side itself puts out (right, full, right-semi,
// right-anti), then release.
//
// The rule: the build side is a table over key records and flat columns; pairs of rows are lists of row numbers,
// and a column of the output is a column of the input seen through such a list.

import { unreachable } from "../../common/unreachable.ts";
import type { BatchSource, StateMorsel, TaskContext } from "../operator.ts";
import type { HashJoinSpec } from "../spec.ts";
import { type BatchProbe, createProbe } from "./batch-probe.ts";
import { MarkPairs, markFound } from "./build-marks.ts";
import { RestSource, restMorsels } from "./build-rest.ts";
import { probeEmptyBuild } from "./empty-build.ts";
import { FilteredPairs } from "./filtered-pairs.ts";
import { ChainPairs, HashCandidates } from "./hash-candidates.ts";
import { HashFinder } from "./hash-finder.ts";
import type { HashJoinState } from "./hash-join-build.ts";
import { HashPairs } from "./hash-pairs.ts";
import { HashRows } from "./hash-rows.ts";
import { HashSelect } from "./hash-select.ts";
import { createKeyPrefilter } from "./key-prefilter.ts";
import { RowProbe } from "./row-states.ts";

export { combineHashJoin, type HashJoinState, hashJoinSink, releaseHashJoin } from "./hash-join-build.ts";

/** The transform over the probe side. Its columns: probe, build or mark, as the kind of join has them. */
export function createHashJoinProbe(
  context: TaskContext,
  spec: HashJoinSpec,
  state: HashJoinState,
  input: BatchSource,
): BatchSource {
  if (state.side.rows === 0) return createProbe(context, probeEmptyBuild(context, spec), input, spec.fields);
  const prefiltered = createKeyPrefilter(context, state.filters, input);
  return createProbe(context, createHashBatchProbe(context, spec, state), prefiltered, spec.fields);
}

/** Over build rows that are there. */
export function createHashBatchProbe(context: TaskContext, spec: HashJoinSpec, state: HashJoinState): BatchProbe {
  const { join, residual: predicate } = spec;
  const { side, nullRule } = state;
  const finder = new HashFinder(
    context,
    state,
    spec.keys.map(({ probe }) => probe),
  );
  const candidates = (): HashCandidates => new HashCandidates(finder, new ChainPairs(context));
  switch (join) {
    case "inner":
    case "left":
    case "right":
    case "full":
    case "single":
      if (predicate === undefined) return new HashPairs(context, join, side, finder);
      return new FilteredPairs(context, { join, side, candidates: candidates(), predicate });
    case "semi":
    case "anti":
      if (predicate === undefined) return new HashSelect(context, join, finder);
      return new RowProbe(context, join, new HashRows(context, { spec, join, side, finder, nullRule }));
    case "mark":
      return new RowProbe(context, join, new HashRows(context, { spec, join, side, finder, nullRule }));
    case "right-semi":
    case "right-anti":
      if (predicate === undefined) return markFound(context, side, finder);
      return new MarkPairs(context, side, candidates(), predicate);
    default:
      return unreachable(join);
  }
}

/** Shares of what the build side puts out when all probing is done. */
export function hashJoinRestMorsels(spec: HashJoinSpec, state: HashJoinState): readonly StateMorsel[] {
  return restMorsels(spec, state.side);
}

/** One share of them, as rows of the join's output. */
export function createHashJoinRest(
  context: TaskContext,
  spec: HashJoinSpec,
  state: HashJoinState,
  morsel: StateMorsel,
): BatchSource {
  return new RestSource(context, spec, state.side, morsel);
}
