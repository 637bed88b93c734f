// The two ways to join, each able to spill: what the rest of the engine sees of this folder.
import type { HashJoinSpec, NestedLoopJoinSpec } from "../spec.ts";
import type { HashJoinState } from "./hash-join.ts";
import type { NestedLoopJoinState } from "./nested-loop-join.ts";
import { hashJoin, nestedLoopJoin } from "./spillable-joins.ts";
import { type SpillingJoin, spillingJoin } from "./spilling-join.ts";

export const hashJoins: SpillingJoin<HashJoinSpec, HashJoinState> = spillingJoin(hashJoin);
export const nestedLoopJoins: SpillingJoin<NestedLoopJoinSpec, NestedLoopJoinState> = spillingJoin(nestedLoopJoin);
