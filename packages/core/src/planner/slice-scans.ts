// Tables that are sorted by a column: their scans can be divided among the tasks by its values, so that joins and groups
// by it need no exchange. A scan stays free (Distribution "spread" with slices) until a join or an aggregate asks for its
// rows by such a column; what was above it in the meantime does not care which task has which row. Statistics choose, the
// values decide (catalog/scan-ranges.ts): tables that are not sorted any more cost time.

import type { ValueBlock } from "../catalog/statistics.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { exprKey } from "../expr/key.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { mapChildren } from "../physical/tree.ts";
import type { Datum } from "../type/datum.ts";
import { type Scan, type Slice, SPREAD } from "./distribution.ts";
import { inputRef } from "./lower-expr.ts";
import type { HashJoin, Placed, Placing } from "./placing.ts";

/** A scan that may be divided by each column that it is sorted by, if there are enough parts for all tasks. */
export function slicedScan(placing: Placing, node: Scan): Placed {
  const scan: Scan = { ...node }; // found again by its identity
  const slices = scan.columns.flatMap((column, index): readonly Slice[] => {
    const blocks = placing.blocksOf(scan.table, column);
    if (blocks === undefined || boundsOf(blocks, placing.partitions) === undefined) return [];
    return [{ key: inputRef(index, scan.fields[index] as (typeof scan.fields)[number]), scan, column, blocks }];
  });
  return { plan: scan, distribution: slices.length === 0 ? SPREAD : { kind: "spread", slices } };
}

/** An input whose rows lie by ranges of one of the keys that were asked for. */
export interface SlicedInput {
  readonly plan: PhysicalPlan;
  /** Of the key among them. */
  readonly place: number;
  readonly bounds: readonly Datum[];
}

/** Undefined where the input does not lie so, and cannot. */
export function byRangesOfOne(placing: Placing, input: Placed, keys: readonly PhysicalExpr[]): SlicedInput | undefined {
  for (const [place, key] of keys.entries()) {
    const way = wayOf(input, key);
    const bounds = way === undefined ? undefined : ownBounds(placing, way);
    if (way !== undefined && bounds !== undefined) return { plan: divided(input.plan, way, bounds), place, bounds };
  }
  return undefined;
}

export interface SlicedSides {
  readonly probe: PhysicalPlan;
  readonly build: PhysicalPlan;
  readonly key: HashJoin["keys"][number];
  readonly bounds: readonly Datum[];
}

/** Both sides by the same ranges of one of the keys, which have the same type. */
export function byRangesOfBoth(
  placing: Placing,
  keys: HashJoin["keys"],
  probe: Placed,
  build: Placed,
): SlicedSides | undefined {
  for (const key of keys) {
    const [left, right] = [wayOf(probe, key.probe), wayOf(build, key.build)];
    if (left === undefined || right === undefined) continue;
    const bounds = commonBounds(placing, left, right);
    if (bounds === undefined) continue;
    return { probe: divided(probe.plan, left, bounds), build: divided(build.plan, right, bounds), key, bounds };
  }
  return undefined;
}

/** How rows lie, or can, by ranges of a key. */
type Way = { readonly kind: "is"; readonly bounds: readonly Datum[] } | { readonly kind: "can"; readonly slice: Slice };

function wayOf({ distribution }: Placed, key: PhysicalExpr): Way | undefined {
  const wanted = exprKey(key);
  if (distribution.kind === "ranges") {
    const isBy = distribution.keys.some((key) => exprKey(key) === wanted);
    return isBy ? { kind: "is", bounds: distribution.bounds } : undefined;
  }
  if (distribution.kind !== "spread") return undefined;
  const slice = distribution.slices?.find((known) => exprKey(known.key) === wanted);
  return slice === undefined ? undefined : { kind: "can", slice };
}

function ownBounds({ partitions }: Placing, way: Way): readonly Datum[] | undefined {
  return way.kind === "is" ? way.bounds : boundsOf(way.slice.blocks, partitions);
}

function commonBounds(placing: Placing, left: Way, right: Way): readonly Datum[] | undefined {
  if (left.kind === "can" && right.kind === "can") {
    const isFiner = left.slice.blocks.length >= right.slice.blocks.length;
    return ownBounds(placing, isFiner ? left : right);
  }
  if (left.kind === "can" || right.kind === "can") return ownBounds(placing, left.kind === "is" ? left : right);
  return left.bounds.every((bound, at) => bound === right.bounds[at]) ? left.bounds : undefined;
}

/** First values of the parts at which about as many rows come before as tasks have their share. */
function boundsOf(blocks: readonly ValueBlock[], partitions: number): readonly Datum[] | undefined {
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  const bounds: Datum[] = [];
  let before = 0;
  for (const block of blocks) {
    const isDue = before > 0 && before * partitions >= rows * (bounds.length + 1);
    if (isDue && bounds.length < partitions - 1 && block.first !== bounds.at(-1)) bounds.push(block.first);
    before += block.rows;
  }
  return bounds.length === partitions - 1 ? bounds : undefined;
}

function divided(plan: PhysicalPlan, way: Way, bounds: readonly Datum[]): PhysicalPlan {
  return way.kind === "is" ? plan : replaced(plan, way.slice, bounds);
}

function replaced(plan: PhysicalPlan, slice: Slice, bounds: readonly Datum[]): PhysicalPlan {
  const { scan, column } = slice;
  if (plan === scan) return { ...scan, ranges: { column, bounds } };
  // What is below belongs to other stages.
  if (plan.kind === "exchange") return plan;
  return mapChildren(plan, (child) => replaced(child, slice, bounds));
}
