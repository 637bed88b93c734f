// row_number, rank, dense_rank, percent_rank, cume_dist and ntile.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import { flatColumn, type StepColumn } from "./step-column.ts";
import type { StepPlan } from "./window-plan.ts";
import { PARTITION, PEERS, type WindowRows } from "./window-rows.ts";

type RankStep = Extract<StepPlan, { kind: "row-number" | "rank" | "dense-rank" | "percent-rank" | "cume-dist" }>;

export function* rankStep(rows: WindowRows, { kind, type }: RankStep): Generator<void, StepColumn> {
  const { kernels } = rows;
  const partitions = yield* rows.starts(PARTITION);
  const out = rows.allocate(8 * rows.rows);
  switch (kind) {
    case "row-number":
      yield* rows.slices((from, to) => kernels.rowNumbers(partitions, from, to, out));
      break;
    case "rank": {
      const peers = yield* rows.starts(PEERS);
      yield* rows.slices((from, to) => kernels.ranks(partitions, peers, from, to, out));
      break;
    }
    case "dense-rank": {
      const { numbers } = yield* rows.numbers(PEERS);
      const firsts = rows.place === undefined ? partitions : rows.constant(numberedBefore(rows, numbers));
      yield* rows.slices((from, to) => kernels.denseRanks(firsts, numbers, from, to, out));
      break;
    }
    case "percent-rank": {
      const ends = yield* rows.ends(PARTITION);
      const peers = yield* rows.starts(PEERS);
      yield* rows.slices((from, to) => kernels.percentRanks(partitions, ends, peers, from, to, out));
      break;
    }
    case "cume-dist": {
      const ends = yield* rows.ends(PARTITION);
      const peerEnds = yield* rows.ends(PEERS);
      yield* rows.slices((from, to) => kernels.cumulativeShares(partitions, ends, peerEnds, from, to, out));
      break;
    }
    default:
      unreachable(kind);
  }
  return flatColumn(type, out, 0);
}

/** The slot that has the number of the partition's first peer group, where the rows are a part of it. */
function numberedBefore(rows: WindowRows, numbers: Pointer): number {
  rows.region.arena.view().u32[(numbers >>> 2) + rows.rows] = -(rows.place?.groups ?? 0);
  return rows.rows;
}

/** What ntile has found of a partition whose rows are computed in parts. */
export interface BucketCursor {
  /** 0: none yet. */
  buckets: number;
  /** The first row of the first bucket, counted from the partition's start. */
  first: number;
}

/** No partition begins there. */
const NOWHERE = 0xffffffff;

/** `cursor`: of the partition that the rows are a part of; it goes on to the next part. @throws FfqError 22014 */
export function* ntileStep(
  rows: WindowRows,
  { buckets, type }: Extract<StepPlan, { kind: "ntile" }>,
  cursorOfPart?: BucketCursor,
): Generator<void, StepColumn> {
  const { data, validity } = rows.columns[buckets] as Vector;
  const partitions = yield* rows.starts(PARTITION);
  const ends = yield* rows.ends(PARTITION);
  const out = rows.allocate(4 * rows.rows);
  const valid = rows.allocate(rows.rows);
  const cursor = rows.allocate(12);
  const at = cursor >>> 2;
  const start = rows.place?.start ?? NOWHERE;
  rows.region.arena.view().u32.set([start, cursorOfPart?.buckets ?? 0, start + (cursorOfPart?.first ?? 0)], at);
  const { bucketNumbers } = rows.kernels;
  yield* rows.slices((from, to) => {
    const failed = bucketNumbers(data, validity, rows.order, partitions, ends, from, to, cursor, out, valid);
    if (failed !== 0) throw new FfqError("DATA", "argument of ntile must be greater than zero", { sqlstate: "22014" });
  });
  if (cursorOfPart !== undefined) {
    const { u32 } = rows.region.arena.view();
    cursorOfPart.buckets = u32[at + 1] as number;
    cursorOfPart.first = ((u32[at + 2] as number) - start) >>> 0;
  }
  rows.free(cursor);
  return flatColumn(type, out, validity === 0 ? 0 : valid);
}
