// @ffq/core/extension: the ports that other packages implement, and what they need to say errors and types.

export type { ColumnStatistics, TableStatistics } from "./catalog/statistics.ts";
export type { PlannedScan, ScanRequest, TableProvider, TableRef } from "./catalog/table-provider.ts";
export type { Field } from "./column/vector.ts";
export { FfqError, internal, unsupported } from "./common/error.ts";
export type { ErrorCode } from "./common/error-code.ts";
export type { PhysicalExpr } from "./expr/expr.ts";
export type { AggregateOverload } from "./function/aggregate-registry.ts";
export type { CustomFunction, FunctionResult } from "./function/custom-function.ts";
export type { ScalarOverload } from "./function/registry.ts";
export type { ByteSink, ByteSource, ByteStore } from "./io/byte-store.ts";
export type {
  CustomOperator,
  CustomOperatorCall,
  CustomOperatorInput,
  CustomOperators,
} from "./operator/custom-operator.ts";
export type { QueryStatistics, ResultBatch, ResultColumn, ResultStream } from "./runtime/result.ts";
export type { ClusterRuntime, RunOptions, Runtime, TableRows } from "./runtime/runtime.ts";
export { type ClusterOptions, type Extension, type ExtensionOffer, registerExtension } from "./session/extensions.ts";
export type { Datum } from "./type/datum.ts";
export type { LogicalType } from "./type/logical-type.ts";
