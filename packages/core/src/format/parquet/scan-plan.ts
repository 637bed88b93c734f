// Decides what of a file must be read: pure, metadata and predicates in, byte ranges out. Statistics drop whole
// row groups and prove nothing about single rows, so every predicate stays with the caller.
import { unreachable } from "../../common/unreachable.ts";
import type { Datum } from "../../type/datum.ts";
import type { ColumnChunk, FileMetadata, RowGroup } from "./metadata.ts";
import type { ParquetColumn } from "./schema.ts";
import { type Bound, compareBounds, literalOf, rangeOf, type ValueRange } from "./statistics.ts";

/**
 * A condition on one column that the wanted rows fulfil. Values are of the column's own type: the unscaled
 * integer for a numeric. A value of another kind is allowed and prunes nothing.
 */
export type ColumnBound =
  | {
      readonly kind: "compare";
      readonly column: number;
      readonly op: "=" | "<" | "<=" | ">" | ">=";
      readonly value: Datum;
    }
  | { readonly kind: "in"; readonly column: number; readonly values: readonly Datum[] }
  | { readonly kind: "isNull"; readonly column: number }
  | { readonly kind: "isNotNull"; readonly column: number };

export interface ScanPlanRequest {
  readonly metadata: FileMetadata;
  /** The file's columns (schema.ts). */
  readonly columns: readonly ParquetColumn[];
  /** Positions of the columns to read. */
  readonly projection: readonly number[];
  /** All of them hold for the wanted rows. */
  readonly bounds: readonly ColumnBound[];
}

/** One column chunk to read. */
export interface ChunkRead {
  readonly column: ParquetColumn;
  readonly codec: number;
  readonly offset: number;
  readonly length: number;
}

export interface RowGroupRead {
  readonly rowGroup: number;
  readonly rows: number;
  /** In the projection's order. */
  readonly chunks: readonly ChunkRead[];
}

export interface ScanPlan {
  readonly reads: readonly RowGroupRead[];
  readonly rows: number;
  readonly bytes: number;
  readonly prunedRowGroups: number;
}

/** The row groups that may hold wanted rows, and where their columns lie. */
export function planScan(request: ScanPlanRequest): ScanPlan {
  const { metadata, columns, projection, bounds } = request;
  const reads: RowGroupRead[] = [];
  let rows = 0;
  let bytes = 0;
  for (const [rowGroup, group] of metadata.rowGroups.entries()) {
    if (group.rows === 0) continue;
    if (!bounds.every((bound) => mayHold(metadata, columns, group, bound))) continue;
    const chunks = projection.map((position): ChunkRead => {
      const { codec, offset, length } = group.columns[position] as ColumnChunk;
      return { column: columns[position] as ParquetColumn, codec, offset, length };
    });
    reads.push({ rowGroup, rows: group.rows, chunks });
    rows += group.rows;
    for (const chunk of chunks) bytes += chunk.length;
  }
  return { reads, rows, bytes, prunedRowGroups: metadata.rowGroups.length - reads.length };
}

function mayHold(
  metadata: FileMetadata,
  columns: readonly ParquetColumn[],
  group: RowGroup,
  bound: ColumnBound,
): boolean {
  const column = columns[bound.column];
  const chunk = group.columns[bound.column];
  if (column === undefined || chunk === undefined) return true;
  const range = rangeOf(metadata, column, chunk);
  switch (bound.kind) {
    case "isNull":
      return range.nullCount !== 0;
    case "isNotNull":
      return range.nullCount !== group.rows;
    case "in":
      return range.nullCount !== group.rows && bound.values.some((value) => mayCompare(column, range, "=", value));
    case "compare":
      return range.nullCount !== group.rows && mayCompare(column, range, bound.op, bound.value);
    default:
      return unreachable(bound);
  }
}

function mayCompare(
  column: ParquetColumn,
  range: ValueRange,
  op: "=" | "<" | "<=" | ">" | ">=",
  value: Datum,
): boolean {
  // A comparison with NULL is never true.
  if (value === null) return false;
  const literal = literalOf(column, value);
  if (literal === undefined) return true;
  switch (op) {
    case "=":
      return reaches(range.minimum, literal, 0) && reaches(literal, range.maximum, 0);
    case "<":
      return reaches(range.minimum, literal, -1);
    case "<=":
      return reaches(range.minimum, literal, 0);
    case ">":
      // NaN is above every number and in no statistics.
      return isFloat(column) || reaches(literal, range.maximum, -1);
    case ">=":
      return isFloat(column) || reaches(literal, range.maximum, 0);
  }
}

/** Whether `low` compares to `high` with at most `most`, or either is not known. */
function reaches(low: Bound | undefined, high: Bound | undefined, most: number): boolean {
  if (low === undefined || high === undefined) return true;
  return Math.sign(compareBounds(low, high)) <= most;
}

function isFloat(column: ParquetColumn): boolean {
  return column.type.kind === "float4" || column.type.kind === "float8";
}
