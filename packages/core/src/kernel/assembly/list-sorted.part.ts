// Looking a value up in a list whose elements are in order, each once and none NULL: constants of a long IN.
import { addressOf, lengthOf } from "./bump.part";
import { countOf, dataOf, refAt } from "./list-layout.part";

/** Whether the list of 64-bit integers has the value. */
export function hasSorted64(list: i64, value: i64): i32 {
  const at = addressOf(list);
  const slots = dataOf(at);
  let low: u32 = 0;
  let high = countOf(at);
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = load<i64>(slots + ((<usize>middle) << 3));
    if (there == value) return 1;
    if (there < value) low = middle + 1;
    else high = middle;
  }
  return 0;
}

/** Whether the list of texts, in the order of their bytes, has the value. */
export function hasSortedText(list: i64, value: i64): i32 {
  const at = addressOf(list);
  const bytes = addressOf(value);
  const length = lengthOf(value);
  let low: u32 = 0;
  let high = countOf(at);
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = refAt(at, middle);
    const order = memory.compare(addressOf(there), bytes, min(lengthOf(there), length));
    if (order == 0 && lengthOf(there) == length) return 1;
    if (order < 0 || (order == 0 && lengthOf(there) < length)) low = middle + 1;
    else high = middle;
  }
  return 0;
}
