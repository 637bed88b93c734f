// @ffq/core/runtime: what a worker of a cluster runs tasks with.
export type { Region } from "../arena/region.ts";
export type { PlannedScan, TableProvider, TableRef } from "../catalog/table-provider.ts";
export { joinFrames, splitFrames } from "../column/frame-list.ts";
export type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
export { decodeResult, encodeResult } from "../column/result-frame.ts";
export type { Field } from "../column/vector.ts";
export { type RecentLimits, RecentMap } from "../common/recent-map.ts";
export { type OpenFrame, RowDecoder } from "../exchange/decode-rows.ts";
export { RowEncoder } from "../exchange/encode-rows.ts";
export type { ExchangeReader, ExchangeRows, ExchangeWriter, ReceivedRows } from "../exchange/exchange.ts";
export { Footers } from "../format/parquet/footers.ts";
export { openParquetTable, PARQUET } from "../format/parquet/parquet-table.ts";
export { type CustomFunction, customKey } from "../function/custom-function.ts";
export { isVolatileOverload } from "../function/volatile.ts";
export { type ByteSource, type ByteStore, ByteStores, schemeOf } from "../io/byte-store.ts";
export { localFiles } from "../io/local-files.ts";
export { provideKernels } from "../kernel/module-bytes.ts";
export { callFunctions, type FindFunction } from "../operator/call-functions.ts";
export type { CustomOperator, CustomOperators } from "../operator/custom-operator.ts";
export type { LogicalType } from "../type/logical-type.ts";
export type { HeldTable } from "./held-table.ts";
export {
  TaskHost,
  type TaskHostOptions,
  type TaskMemory,
  type TaskOptions,
  type TaskOutput,
  type TaskSummary,
} from "./run-task.ts";
