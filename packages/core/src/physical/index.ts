// The entry to plans as data, for what schedules and ships them.

export type { TableRef } from "../catalog/table-provider.ts";
export type { Field } from "../column/vector.ts";
export { type Clock, systemClock } from "../common/clock.ts";
export { type ErrorData, type ErrorDetail, FfqError, internal, type Span, unsupported } from "../common/error.ts";
export { describeCode, type ErrorCode, isErrorCode } from "../common/error-code.ts";
export {
  ClusterQueryId,
  CteId,
  PipelineId,
  QueryId,
  StageId,
  StateId,
  type TaskAttempt,
  WorkerId,
} from "../common/ids.ts";
export { unreachable } from "../common/unreachable.ts";
export type { CastForm, InputRef, PhysicalExpr } from "../expr/expr.ts";
export { childrenOf as childrenOfExpr } from "../expr/tree.ts";
export type { AccumulatorOperator } from "../function/aggregate-registry.ts";
export type { Datum, IntervalValue } from "../type/datum.ts";
export { declaredNumeric, type LogicalType, sameType } from "../type/logical-type.ts";
export { explainedStages, explainPhysical, explainStages } from "./explain.ts";
export type { Fragment, Stage, StageGraph } from "./fragment.ts";
export { CALL_FUNCTIONS, type FunctionCall, functionCallsOf } from "./function-calls.ts";
export { isOrderless } from "./orderless.ts";
export type { Partitioning } from "./partitioning.ts";
export type { PhysicalAccumulator, PhysicalJoinKind, PhysicalPlan, PhysicalSortKey } from "./plan.ts";
export { childrenOf, mapChildren, nodesOf } from "./tree.ts";
