// Which rows an accumulator takes: those whose input is not NULL and whose filter is true; and how many of them there
// are up to each position. Steps over the same rows share both.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import type { Frame } from "./frame.ts";
import type { AccumulatePlan } from "./window-plan.ts";
import type { WindowRows } from "./window-rows.ts";

export interface RowMask {
  /** A byte per position; 0: all rows are taken. */
  readonly mask: Pointer;
  readonly name: string;
}

export function* maskOf(
  rows: WindowRows,
  { input, filter }: Pick<AccumulatePlan, "input" | "filter">,
): Generator<void, RowMask> {
  const validity = input === undefined ? 0 : (rows.columns[input] as Vector).validity;
  const passed = filter === undefined ? undefined : (rows.columns[filter] as Vector);
  if (validity === 0 && passed === undefined) return { mask: 0, name: "all" };
  const name = `mask ${validity} ${filter}`;
  const mask = yield* rows.once(name, function* () {
    const out = rows.allocate(rows.rows);
    const { data, validity: filterValidity } = passed ?? { data: 0, validity: 0 };
    yield* rows.slices((from, to) => rows.kernels.markRows(rows.order, validity, data, filterValidity, from, to, out));
    return out;
  });
  return { mask, name };
}

/** u32 per position and one more: rows taken before it; 0 where all are. */
export function* prefixCounts(rows: WindowRows, { mask, name }: RowMask): Generator<void, Pointer> {
  if (mask === 0) return 0;
  return yield* rows.once(`counts ${name}`, function* () {
    const out = rows.allocate(4 * (rows.rows + 1));
    yield* rows.slices((from, to) => rows.kernels.prefixCounts(mask, from, to, out));
    return out;
  });
}

/** A byte per position: whether its frame has a row that is taken; 0 when all have. */
export function* frameSeen(rows: WindowRows, frame: Frame, mask: RowMask): Generator<void, Pointer> {
  if (mask.mask === 0 && frame.hasCurrentRow) return 0;
  return yield* rows.once(`seen ${frame.table} ${mask.name}`, function* () {
    const prefix = yield* prefixCounts(rows, mask);
    const out = rows.allocate(rows.rows);
    let isEmpty = false;
    yield* rows.slices((from, to) => {
      if (rows.kernels.frameSeen(prefix, frame.table, frame.ranges, from, to, out) !== 0) isEmpty = true;
    });
    return isEmpty ? out : 0;
  });
}
