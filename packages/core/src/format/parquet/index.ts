// @ffq/core/parquet: writing Parquet files, for packages that make data. Row groups are encoded on any thread and
// laid one behind the other; the footer comes last.
export type { Field } from "../../column/vector.ts";
export { provideKernels } from "../../kernel/module-bytes.ts";
export type { LogicalType } from "../../type/logical-type.ts";
export type { ColumnChunkData, RowChunk } from "./write-column-data.ts";
export { encodeFooter } from "./write-metadata.ts";
export { type EncodedRowGroup, encodeRowGroup } from "./write-row-group.ts";
