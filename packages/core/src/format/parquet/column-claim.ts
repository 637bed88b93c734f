// What a row group's statistics say of the values of a column by whose ranges a scan is divided. Tasks that skip the row
// group believe it; whoever reads it and leaves rows to them makes sure that it is true (claimed-values.ts). Pure.
import type { ScanRange } from "../../catalog/scan-ranges.ts";
import type { Datum } from "../../type/datum.ts";
import type { FileMetadata } from "./metadata.ts";
import type { RowGroup } from "./row-group.ts";
import type { FlatColumn, ParquetColumn } from "./schema.ts";
import { rangeOf } from "./statistics.ts";

export interface ColumnClaim {
  /** In the units of its storage, inclusive. */
  readonly least: bigint;
  readonly greatest: bigint;
  readonly hasNulls: boolean;
}

/** Whether a column's values are integers in memory and in statistics. */
export function isDivisible(column: ParquetColumn | undefined): column is FlatColumn {
  if (column?.kind !== "flat") return false;
  const { kind } = column.type;
  return kind === "int4" || kind === "int8" || kind === "date";
}

/** Undefined where nothing is known: everybody reads the row group. */
export function claimOf(
  { metadata, columns }: { readonly metadata: FileMetadata; readonly columns: readonly ParquetColumn[] },
  { columns: chunks }: RowGroup,
  range: ScanRange,
): ColumnClaim | undefined {
  const column = columns[range.column];
  if (!isDivisible(column)) return undefined;
  const chunk = chunks[column.chunk];
  if (chunk === undefined) return undefined;
  const { minimum, maximum, nullCount } = rangeOf(metadata, column, chunk);
  if (typeof minimum !== "bigint" || typeof maximum !== "bigint") return undefined;
  return { least: minimum, greatest: maximum, hasNulls: nullCount !== 0 };
}

/** Whether the row group can hold rows of the range. */
export function meets({ least, greatest, hasNulls }: ColumnClaim, { from, to }: ScanRange): boolean {
  if (hasNulls && from === undefined) return true;
  return (from === undefined || greatest >= integer(from)) && (to === undefined || least < integer(to));
}

function integer(value: Datum): bigint {
  if (typeof value === "bigint" || typeof value === "number") return BigInt(value);
  throw new TypeError("a scan is divided at a value that is no integer");
}
