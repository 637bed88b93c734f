// Values of a column at rows that may lie in any page (part-rows.ts): each page that has some of them is looked at once,
// and copies are shown through an index.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import { RowStore } from "../row-store.ts";
import { concatRows, releaseFlatRows } from "../row-store-read.ts";
import { pageOf } from "./frame-zones.ts";
import { withValidity } from "./order-partitions.ts";
import { NOWHERE, type PartRows } from "./part-rows.ts";
import type { StepColumn } from "./step-column.ts";
import type { WindowPlan } from "./window-plan.ts";

/** `targets`: a row from the first of all, or NOWHERE, for each of the fragment's. */
export function* farValues(rows: PartRows, column: number, targets: Pointer): Generator<void, StepColumn> {
  const { own, pages } = rows;
  const { region, kernels } = own;
  const { type } = own.columns[column] as Vector;
  const types: WindowPlan["types"] = [type];
  const store = RowStore.create(region, types);
  const list = own.allocate(4 * own.rows);
  const picks = own.constant(NOWHERE);
  for (let next = 0; ; ) {
    next = kernels.nextTarget(targets, next, 0, own.rows) >>> 0;
    if (next === NOWHERE) break;
    const page = yield* pages.load(pageOf(pages.pages, next));
    const end = page.start + page.rows;
    const count = kernels.slotsOfTargets(targets, page.start, end, store.rows, 0, own.rows, list, picks) >>> 0;
    store.append({ rows: count, columns: [{ ...(page.columns[column] as Vector), index: list }] });
    next = end;
  }
  own.free(list);
  const flat = yield* concatRows(region, types, [store.finish()]);
  const values = withValidity(region, flat, 0);
  own.onClose(() => releaseFlatRows(region, { columns: [values], heaps: flat.heaps }));
  yield* own.slices((from, to) => kernels.rowsOfPositions(picks, 0, flat.rows, from, to));
  return { vector: (from) => ({ ...values, index: picks + 4 * from, slots: flat.rows + 1 }) };
}
