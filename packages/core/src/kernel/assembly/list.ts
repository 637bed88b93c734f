// Row functions and batch kernels over list and struct values: bytes that hold a whole value (list-layout.part.ts,
// struct-layout.part.ts). A negative result of a function that gives a value is a status; results that are not values
// report through `takeStatus`. The doors are kernel/list.ts and kernel/list-batch.ts.
import { addressOf } from "./bump.part";
import { compareLists, compareStructs } from "./list-compare.part";

export { getHeapNext, setHeap, takeStatus } from "./bump.part";
export * from "./list-batch.part";
export { sampled, shuffled } from "./list-chance.part";
export { append, concat, filled, filledFromOne, prepend, remove, replace, reversed, sorted } from "./list-change.part";
export { bucket, contains, overlaps, position, positionFromNull, positions } from "./list-search.part";
export * from "./list-entry.part";
export * from "./list-gather.part";
export { accumulate, emptyList, likeSlots, ofSlots, slots, stack } from "./list-make.part";
export { pickLists, pickStructs } from "./list-pick.part";
export * from "./list-percentile.part";
export * from "./list-sketch.part";
export * from "./list-sorted.part";
export { pair, pairSum, squaresF64, sumF32, sumF64 } from "./list-sums.part";
export { listKeyBytes, listKeys } from "./list-order.part";
export {
  count,
  data,
  dimensions,
  dims,
  hasDimension,
  isNull,
  lengthOf,
  lower,
  place,
  placeOf,
  slice,
  slot128,
  slot32,
  slot64,
  slotBool,
  slotF32,
  slotF64,
  slotRef,
  subscripts,
  trim,
  upper,
  validity,
} from "./list-part.part";
export { instantSeries, series, timestampSeries } from "./list-series.part";
export { malformed } from "./list-check.part";
export { fromText } from "./list-read.part";
export { split } from "./list-split.part";
export { joined, toText } from "./list-write.part";
export * from "./struct.part";

/** -1, 0, 1. */
export function compare(left: i64, right: i64): i32 {
  return compareLists(addressOf(left), addressOf(right));
}

export function compareRows(left: i64, right: i64): i32 {
  return compareStructs(addressOf(left), addressOf(right));
}
