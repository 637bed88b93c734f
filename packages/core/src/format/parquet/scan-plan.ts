// Decides what of a file must be read: pure, metadata and predicates in, byte ranges out. Statistics drop whole
// row groups and prove nothing about single rows, so every predicate stays with the caller. They are believed: a file
// whose bounds exclude values that it holds loses those rows to every reader that skips by them.
import type { ScanRange } from "../../catalog/scan-ranges.ts";
import { unsupported } from "../../common/error.ts";
import { type ColumnBound, mayHold } from "./column-bound.ts";
import { type ColumnClaim, claimOf, meets } from "./column-claim.ts";
import type { FileMetadata } from "./metadata.ts";
import type { ColumnChunk, RowGroup } from "./row-group.ts";
import { leavesOf, type ParquetColumn, type ParquetLeaf } from "./schema.ts";
import { rangeOf } from "./statistics.ts";

export interface ScanPlanRequest {
  readonly metadata: FileMetadata;
  /** The file's columns (schema.ts). */
  readonly columns: readonly ParquetColumn[];
  /** Positions of the columns to read. */
  readonly projection: readonly number[];
  /** All of them hold for the wanted rows. */
  readonly bounds: readonly ColumnBound[];
  /** And their values of a column lie in it. */
  readonly range?: ScanRange;
}

/** A leaf's chunk to read. */
export interface ChunkRead {
  readonly leaf: ParquetLeaf;
  readonly chunk: ColumnChunk;
}

/** A column to read, and its leaves' chunks. */
export interface ColumnRead {
  readonly column: ParquetColumn;
  readonly chunks: readonly ChunkRead[];
}

export interface RowGroupRead {
  readonly rowGroup: number;
  readonly rows: number;
  /** In the projection's order. */
  readonly columns: readonly ColumnRead[];
  /** What others rely on who do not read it. */
  readonly claim?: ColumnClaim;
}

export interface ScanPlan {
  readonly reads: readonly RowGroupRead[];
  readonly rows: number;
  readonly bytes: number;
  readonly prunedRowGroups: number;
}

/** The row groups that may hold wanted rows, and where their columns lie. @throws FfqError UNSUPPORTED */
export function planScan(request: ScanPlanRequest): ScanPlan {
  const { metadata, columns, projection, bounds, range } = request;
  const wanted = projection.map((position) => {
    const column = columns[position] as ParquetColumn;
    return { column, leaves: leavesOf(column, metadata.file) };
  });
  const reads: RowGroupRead[] = [];
  let rows = 0;
  let bytes = 0;
  for (const [rowGroup, group] of metadata.rowGroups.entries()) {
    if (group.rows === 0) continue;
    if (!mayHoldAll(metadata, columns, group, bounds)) continue;
    const claim = range === undefined ? undefined : claimOf(request, group, range);
    if (range !== undefined && claim !== undefined && !meets(claim, range)) continue;
    const read = wanted.map(({ column, leaves }): ColumnRead => {
      const chunks = leaves.map((leaf) => ({ leaf, chunk: group.columns[leaf.chunk] as ColumnChunk }));
      for (const { chunk } of chunks) {
        bytes += chunk.length;
        if (chunk.encrypted) throw encrypted(metadata.file, column);
      }
      return { column, chunks };
    });
    reads.push({ rowGroup, rows: group.rows, columns: read, ...(claim === undefined ? {} : { claim }) });
    rows += group.rows;
  }
  return { reads, rows, bytes, prunedRowGroups: metadata.rowGroups.length - reads.length };
}

function encrypted(file: string, column: ParquetColumn): Error {
  return unsupported(`encrypted Parquet column "${column.name}"`, { context: { file, column: column.name } });
}

/** Whether statistics leave it open that a row of the row group fulfils all conditions. */
export function mayHoldAll(
  metadata: FileMetadata,
  columns: readonly ParquetColumn[],
  group: RowGroup,
  bounds: readonly ColumnBound[],
): boolean {
  return bounds.every((bound) => groupMayHold(metadata, columns, group, bound));
}

function groupMayHold(
  metadata: FileMetadata,
  columns: readonly ParquetColumn[],
  group: RowGroup,
  bound: ColumnBound,
): boolean {
  const column = columns[bound.column];
  if (column?.kind !== "flat") return true;
  const chunk = group.columns[column.chunk];
  return chunk === undefined || mayHold(column, rangeOf(metadata, column, chunk), group.rows, bound);
}
