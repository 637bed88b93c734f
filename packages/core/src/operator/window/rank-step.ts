// row_number, rank, dense_rank, percent_rank, cume_dist and ntile.
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
      yield* rows.slices((from, to) => kernels.denseRanks(partitions, numbers, from, to, out));
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

/** @throws FfqError 22014 */
export function* ntileStep(
  rows: WindowRows,
  { buckets, type }: Extract<StepPlan, { kind: "ntile" }>,
): Generator<void, StepColumn> {
  const { data, validity } = rows.columns[buckets] as Vector;
  const partitions = yield* rows.starts(PARTITION);
  const ends = yield* rows.ends(PARTITION);
  const out = rows.allocate(4 * rows.rows);
  const valid = rows.allocate(rows.rows);
  const cursor = rows.allocateZeroed(12);
  const { bucketNumbers } = rows.kernels;
  yield* rows.slices((from, to) => {
    const failed = bucketNumbers(data, validity, rows.order, partitions, ends, from, to, cursor, out, valid);
    if (failed !== 0) throw new FfqError("DATA", "argument of ntile must be greater than zero", { sqlstate: "22014" });
  });
  rows.free(cursor);
  return flatColumn(type, out, validity === 0 ? 0 : valid);
}
