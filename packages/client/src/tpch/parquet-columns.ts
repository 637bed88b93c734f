// Chunks as the Parquet writer takes them, and the SQL types of their columns: keys and counts are bigint or
// integer, money, quantities and percentages numeric(15,2), the rest date and varchar. Nothing is copied.

import type { ColumnChunkData, Field, LogicalType, RowChunk } from "@ffq/core/parquet";
import type { Chunk, Column } from "./chunk.ts";

/** The fields of a chunk's columns. No column of TPC-H has NULLs. */
export function fieldsOf(chunk: Chunk): readonly Field[] {
  return chunk.columns.map((column) => ({ name: column.name, type: typeOf(column), nullable: false }));
}

/** The chunk's rows, in the same memory. */
export function rowChunkOf(chunk: Chunk): RowChunk {
  return { rows: chunk.rows, columns: chunk.columns.map(dataOf) };
}

function typeOf(column: Column): LogicalType {
  switch (column.kind) {
    case "int32":
      return { kind: "int4" };
    case "int64":
      return { kind: "int8" };
    case "decimal":
      return { kind: "numeric", precision: 15, scale: 2 };
    case "date":
      return { kind: "date" };
    case "text":
      return { kind: "varchar" };
  }
}

function dataOf(column: Column): ColumnChunkData {
  switch (column.kind) {
    case "int32":
    case "date":
      return { kind: "int32", values: column.values };
    case "int64":
    case "decimal":
      return { kind: "int64", values: column.values };
    case "text":
      return { kind: "bytes", offsets: column.offsets, bytes: column.bytes };
  }
}
