// Which rows beside its own a fragment needs for accumulators over frames that begin or end anywhere. Its rows are cut
// into runs, whose bounds lie in zones of a few pages each; between two zones no frame of the run begins or ends, so that
// a frame has all of the rows there or none. Pure decisions over bounds that only grow from row to row.
import type { PageSurvey, SurveyedPage } from "./page-cache.ts";

/** A bound of each row, as a position from the first row of all. */
export interface BoundList {
  readonly side: "begin" | "end";
  at(row: number): number;
}

/** Rows [start, end) of all: whole pages, or what the partition has of them. */
export interface Zone {
  readonly start: number;
  readonly end: number;
}

/** Rows [from, to) of the fragment. */
export interface ZonedRun {
  readonly from: number;
  readonly to: number;
  /** In ascending order, with rows between any two. */
  readonly zones: readonly Zone[];
  /** By bound: the number of its zone. */
  readonly zoneOf: readonly number[];
}

/** Pages that one bound of a run may be spread over. */
const MOST_PAGES = 2;

/** `isJoined`: a run has one zone, and what lies between is in it. */
export function* zonedRuns(
  pages: PageSurvey["pages"],
  partition: Zone,
  bounds: readonly BoundList[],
  rows: number,
  isJoined: boolean,
): Generator<ZonedRun, void> {
  const pageOfBound = ({ side, at }: BoundList, row: number): number => {
    const position = at(row);
    return pageOf(
      pages,
      side === "begin" ? Math.min(position, partition.end - 1) : Math.max(position - 1, partition.start),
    );
  };
  for (let from = 0; from < rows; ) {
    const firsts = bounds.map((bound) => pageOfBound(bound, from));
    let to = rows;
    for (const [number, bound] of bounds.entries()) {
      const most = (firsts[number] as number) + MOST_PAGES;
      to = firstWhere(from, to, (row) => pageOfBound(bound, row) >= most);
    }
    const spans = bounds.map((bound, number): Zone => {
      const [first, last] = [pages[firsts[number] as number], pages[pageOfBound(bound, to - 1)]] as SurveyedPage[];
      return {
        start: Math.max(partition.start, (first as SurveyedPage).start),
        end: Math.min(partition.end, endOf(last as SurveyedPage)),
      };
    });
    const zones = isJoined ? [hull(spans)] : joined(spans);
    const zoneOf = spans.map(({ start }) => zones.findIndex((zone) => zone.start <= start && start < zone.end));
    yield { from, to, zones, zoneOf };
    from = to;
  }
}

/** The first of (from, to) for which it holds, as it does for all behind it; to: none. */
function firstWhere(from: number, to: number, holds: (row: number) => boolean): number {
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Zones that touch are one. */
function joined(spans: readonly Zone[]): readonly Zone[] {
  const zones: Zone[] = [];
  for (const span of spans.toSorted((left, right) => left.start - right.start)) {
    const last = zones.at(-1);
    if (last === undefined || last.end < span.start) zones.push(span);
    else zones[zones.length - 1] = hull([last, span]);
  }
  return zones;
}

function hull(spans: readonly Zone[]): Zone {
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
}

export function endOf({ start, rows }: SurveyedPage): number {
  return start + rows;
}

/** The number of the page that has a row. */
export function pageOf(pages: PageSurvey["pages"], row: number): number {
  let low = 0;
  for (let high = pages.length; high - low > 1; ) {
    const middle = (low + high) >>> 1;
    if ((pages[middle] as SurveyedPage).start <= row) low = middle;
    else high = middle;
  }
  return low;
}
