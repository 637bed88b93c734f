// Statistics of a whole from those of its parts. What a part does not know, the whole does not know either.
import type { Datum } from "../type/datum.ts";
import type { ColumnStatistics } from "./statistics.ts";

export interface PartStatistics {
  readonly rows: number;
  readonly statistics: ColumnStatistics;
}

export function combineStatistics(parts: readonly PartStatistics[]): ColumnStatistics {
  const filled = parts.filter(({ rows }) => rows > 0);
  // A part of NULLs alone bounds nothing.
  const valued = filled.filter(({ rows, statistics }) => statistics.nullCount !== rows);
  const known = <Value>(
    from: readonly PartStatistics[],
    read: (one: ColumnStatistics) => Value | undefined,
  ): Value[] | undefined => {
    const values = from.map(({ statistics }) => read(statistics));
    return values.length > 0 && values.every((value) => value !== undefined) ? (values as Value[]) : undefined;
  };
  const minimum = known(valued, (one) => one.minimum)?.reduce((a, b) => (isLess(b, a) ? b : a));
  const maximum = known(valued, (one) => one.maximum)?.reduce((a, b) => (isLess(a, b) ? b : a));
  const nullCount = known(filled, (one) => one.nullCount)?.reduce((a, b) => a + b);
  // The parts may show the same values or others: the larger of them is sure.
  const distinctCount = known(valued, (one) => one.distinctCount)?.reduce((a, b) => Math.max(a, b));
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(nullCount === undefined ? {} : { nullCount }),
    ...(distinctCount === undefined ? {} : { distinctCount }),
  };
}

/** Bounds are numbers or bigints, of one kind in a column. */
function isLess(left: Datum, right: Datum): boolean {
  return (left as number) < (right as number);
}
