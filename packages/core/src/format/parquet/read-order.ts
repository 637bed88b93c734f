// In which order a file's row groups are read where the rows with the first values of a column tell what else is wanted:
// those whose statistics promise them come first. Pure.
import type { ScanContext } from "../../catalog/table-provider.ts";
import type { FileMetadata } from "./metadata.ts";
import type { ColumnChunk, RowGroup } from "./row-group.ts";
import type { RowGroupRead } from "./scan-plan.ts";
import type { ParquetColumn } from "./schema.ts";
import { type Bound, compareBounds, rangeOf } from "./statistics.ts";

/** The same reads; those of which nothing is known keep their places behind the others. */
export function inReadOrder(
  reads: readonly RowGroupRead[],
  metadata: FileMetadata,
  columns: readonly ParquetColumn[],
  first: ScanContext["first"],
): readonly RowGroupRead[] {
  const column = first === undefined ? undefined : columns[first.column];
  if (first === undefined || column?.kind !== "flat") return reads;
  const { descending } = first;
  const firstOf = ({ rowGroup }: RowGroupRead): Bound | undefined => {
    const { columns: chunks } = metadata.rowGroups[rowGroup] as RowGroup;
    const { minimum, maximum } = rangeOf(metadata, column, chunks[column.chunk] as ColumnChunk);
    return descending ? maximum : minimum;
  };
  return reads
    .map((read) => ({ read, first: firstOf(read) }))
    .sort((left, right) => {
      if (left.first === undefined || right.first === undefined) {
        return Number(left.first === undefined) - Number(right.first === undefined);
      }
      const order = Math.sign(compareBounds(left.first, right.first));
      return descending ? -order : order;
    })
    .map(({ read }) => read);
}
