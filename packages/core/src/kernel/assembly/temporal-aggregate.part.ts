// Sums, minima and maxima of intervals per group, with the conventions of hash-aggregate.part.ts: a state is the
// 16 bytes of the interval. Intervals that compare as equal may differ (30 days, one month):
// the last one stays, as in PostgreSQL.
import { groupAt, rowAt } from "./hash-form.part";
import { slotAt } from "./slot.part";
import { addIntervals, intervalCompare, storeInterval, daysOf, microsOf, monthsOf } from "./temporal-interval.part";

/** Answers 0, or -1 when a sum is out of range. */
export function sumIntervals(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize): i32 {
  let failed = false;
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << 4);
    const value = data + (slot << 4);
    if (load<u8>(seen + group) == 0) {
      store<u8>(seen + group, 1);
      storeInterval(cell, monthsOf(value), daysOf(value), microsOf(value));
    } else if (!addIntervals(cell, value, cell)) {
      failed = true;
    }
  }
  return failed ? -1 : 0;
}

/** `which`: 0 min, 1 max. */
export function pickIntervals(data: usize, index: usize, validity: usize, list: usize, rows: i32, groups: usize, state: usize, seen: usize, which: i32): void {
  for (let at: i32 = 0; at < rows; at++) {
    const row = rowAt(list, at);
    const slot = slotAt(index, row);
    if (validity && load<u8>(validity + slot) == 0) continue;
    const group = groupAt(groups, row);
    const cell = state + (group << 4);
    const value = data + (slot << 4);
    if (load<u8>(seen + group) != 0) {
      const order = intervalCompare(value, cell);
      if (which == 0 ? order > 0 : order < 0) continue;
    }
    store<u8>(seen + group, 1);
    storeInterval(cell, monthsOf(value), daysOf(value), microsOf(value));
  }
}
