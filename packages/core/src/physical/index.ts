// The entry to plans as data, for what schedules and ships them.

export { FfqError } from "../common/error.ts";
export type { ErrorCode } from "../common/error-code.ts";
export { CteId, PipelineId, QueryId, StageId, StateId } from "../common/ids.ts";
export { explainedStages, explainPhysical, explainStages } from "./explain.ts";
export type { Fragment, Stage, StageGraph } from "./fragment.ts";
export type { Partitioning } from "./partitioning.ts";
export type { PhysicalAccumulator, PhysicalJoinKind, PhysicalPlan, PhysicalSortKey } from "./plan.ts";
export { childrenOf, mapChildren } from "./tree.ts";
