// What the generator needs of core.
export type { Field } from "../../../core/src/column/vector.ts";
export { type ErrorData, FfqError, unsupported } from "../../../core/src/common/error.ts";
export type { ColumnChunkData, RowChunk } from "../../../core/src/format/parquet/write-column-data.ts";
export { encodeFooter } from "../../../core/src/format/parquet/write-metadata.ts";
export { type EncodedRowGroup, encodeRowGroup } from "../../../core/src/format/parquet/write-row-group.ts";
export type { LogicalType } from "../../../core/src/type/logical-type.ts";
