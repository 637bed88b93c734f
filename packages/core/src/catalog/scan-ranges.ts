// A table divided among a stage's tasks by the values of a column, in place of by its parts: what a task has follows
// from the values alone, whatever the table's reader knows about them. So tables divided by the same bounds have equal
// values in the same task, and joins and groups by them need no exchange. Pure.
import type { Datum } from "../type/datum.ts";

/** Of the kinds whose storage is an integer. */
export interface ScanRanges {
  /** Position in the provider's fields; one of the scan's columns. */
  readonly column: number;
  /** Ascending, one less than there are tasks: task p has the values from bound p - 1 on and below bound p; task 0 the NULLs. */
  readonly bounds: readonly Datum[];
}

/** One task's values. */
export interface ScanRange {
  readonly column: number;
  /** Absent: from the least, and the NULLs. */
  readonly from?: Datum;
  /** The first that is not the task's. Absent: to the greatest. */
  readonly to?: Datum;
}

/** @throws TypeError where they were made for another number of tasks */
export function rangeOfTask({ column, bounds }: ScanRanges, partition: number, partitions: number): ScanRange {
  if (bounds.length + 1 !== partitions) throw new TypeError(`${bounds.length + 1} ranges for ${partitions} tasks`);
  const [from, to] = [bounds[partition - 1], bounds[partition]];
  return { column, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
