// The two ways to join, each able to spill: what the rest of the engine sees of this folder.
import type { PhasedCombine } from "../phased-combine.ts";
import type { HashJoinSpec, NestedLoopJoinSpec } from "../spec.ts";
import type { HashJoinState } from "./hash-join.ts";
import type { NestedLoopJoinState } from "./nested-loop-join.ts";
import { type BuildPhase, type BuildShare, sharedBuild } from "./shared-build.ts";
import { hashJoin, nestedLoopJoin } from "./spillable-joins.ts";
import {
  type SpillingBuildPart,
  type SpillingJoin,
  type SpillingJoinState,
  spillingJoin,
  whileInMemory,
} from "./spilling-join.ts";

export const hashJoins: SpillingJoin<HashJoinSpec, HashJoinState> = spillingJoin(hashJoin);
export const nestedLoopJoins: SpillingJoin<NestedLoopJoinSpec, NestedLoopJoinState> = spillingJoin(nestedLoopJoin);

/** A hash join's build side finished by several threads. */
export const sharedHashBuild: PhasedCombine<
  HashJoinSpec,
  SpillingBuildPart,
  BuildPhase,
  BuildShare,
  SpillingJoinState<HashJoinState>
> = whileInMemory(sharedBuild);
