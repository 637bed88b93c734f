// Entries: what array_agg and its like keep of each row, one behind the other in a group's bytes, until the group is
// complete. An entry is u32 length of its key, the key, u32 length of its value (NONE: NULL), the value: a slot, or the
// bytes of what has no slot. Keys are bytes in whose order the entries sort (list-order.part.ts).
import { NO_ROOM, addressOf, commit, fail, lengthOf, reserve } from "./bump.part";
import {
  LIST,
  closeValue,
  codeOf,
  isBytes,
  isNullAt,
  openValue,
  putSlot,
  refAt,
  slotAt,
  slotWidth,
} from "./list-layout.part";
import { orderBytes, putElementOrder } from "./list-order.part";

const NONE: u32 = 0xffffffff;
const DESCENDING: i32 = 1;
const NULLS_FIRST: i32 = 2;

/** An entry of a list of one value. */
export function entry(key: i64, one: i64): i64 {
  const value = addressOf(one);
  const isNull = isNullAt(value, 0);
  const code = codeOf(value);
  const ref = isBytes(code) && !isNull ? refAt(value, 0) : 0;
  const bytes: usize = isNull ? 0 : isBytes(code) ? lengthOf(ref) : slotWidth(code);
  const at = reserve(8 + lengthOf(key) + bytes);
  if (at == 0) return fail(<i32>NO_ROOM);
  const to = putKey(at, key);
  store<u32>(to, isNull ? NONE : <u32>bytes);
  memory.copy(to + 4, isBytes(code) ? addressOf(ref) : slotAt(value, 0), bytes);
  return commit(to + 4 + bytes);
}

/** An entry of two texts: what stands before the second, and that. */
export function textEntry(key: i64, separator: i64, text: i64): i64 {
  const bytes = 4 + lengthOf(separator) + lengthOf(text);
  const at = reserve(8 + lengthOf(key) + bytes);
  if (at == 0) return fail(<i32>NO_ROOM);
  const to = putKey(at, key);
  store<u32>(to, <u32>bytes);
  store<u32>(to, <u32>lengthOf(separator), 4);
  memory.copy(to + 8, addressOf(separator), lengthOf(separator));
  memory.copy(to + 8 + lengthOf(separator), addressOf(text), lengthOf(text));
  return commit(to + 4 + bytes);
}

function putKey(at: usize, key: i64): usize {
  store<u32>(at, <u32>lengthOf(key));
  memory.copy(at + 4, addressOf(key), lengthOf(key));
  return at + 4 + lengthOf(key);
}

/** The bytes by which one value (in a list of one) sorts among others. Behind them another key's may follow. */
export function orderKey(one: i64, flags: i32): i64 {
  const value = addressOf(one);
  const at = reserve(orderBytes(LIST, value) + 8);
  if (at == 0) return fail(<i32>NO_ROOM);
  if (isNullAt(value, 0)) {
    store<u8>(at, (flags & NULLS_FIRST) != 0 ? 0 : 2);
    return commit(at + 1);
  }
  store<u8>(at, 1);
  const end = putElementOrder(value, 0, at + 1);
  if ((flags & DESCENDING) != 0) {
    for (let byte = at + 1; byte < end; byte++) store<u8>(byte, ~load<u8>(byte));
  }
  return commit(end);
}

/** Keys one behind the other. */
export function joinKeys(first: i64, second: i64): i64 {
  const at = reserve(lengthOf(first) + lengthOf(second));
  if (at == 0) return fail(<i32>NO_ROOM);
  memory.copy(at, addressOf(first), lengthOf(first));
  memory.copy(at + lengthOf(first), addressOf(second), lengthOf(second));
  return commit(at + lengthOf(first) + lengthOf(second));
}

// @ts-ignore: decorator
@inline
function valueAt(entryAt: usize): usize {
  return entryAt + 4 + <usize>load<u32>(entryAt);
}

// @ts-ignore: decorator
@inline
function isNone(entryAt: usize): bool {
  return load<u32>(valueAt(entryAt)) == NONE;
}

function endOf(entryAt: usize): usize {
  const value = valueAt(entryAt);
  const length = load<u32>(value);
  return value + 4 + (length == NONE ? 0 : <usize>length);
}

function compareKeys(left: usize, right: usize): i32 {
  const a = <usize>load<u32>(left);
  const b = <usize>load<u32>(right);
  const order = memory.compare(left + 4, right + 4, min(a, b));
  return order != 0 ? order : a < b ? -1 : a > b ? 1 : 0;
}

// A table of entries lies on the heap: u32 how many, then their addresses, twice as many as there are for the sort.

/** Where the entries lie, in order if asked, and each key once if asked; 0 when there is no room. */
function table(entries: i64, inOrder: bool, distinct: bool): usize {
  const start = addressOf(entries);
  const end = start + lengthOf(entries);
  let count: u32 = 0;
  for (let at = start; at < end; at = endOf(at)) count++;
  const to = reserve(16 + ((<usize>count) << 3));
  if (to == 0) return 0;
  commit(to + 16 + ((<usize>count) << 3));
  let position = to + 8;
  for (let at = start; at < end; at = endOf(at)) {
    store<u32>(position, <u32>at);
    position += 4;
  }
  if (inOrder || distinct) mergeSort(to + 8, count);
  store<u32>(to, distinct ? dropRepeated(to + 8, count) : count);
  return to;
}

/** Leaves the order in the first half. */
function mergeSort(addresses: usize, count: u32): void {
  let source = addresses;
  let target = addresses + ((<usize>count) << 2);
  for (let width: u32 = 1; width < count; width *= 2) {
    for (let start: u32 = 0; start < count; start += 2 * width) mergeRuns(source, target, start, width, count);
    const swapped = source;
    source = target;
    target = swapped;
  }
  if (source != addresses) memory.copy(addresses, source, (<usize>count) << 2);
}

function mergeRuns(source: usize, target: usize, start: u32, width: u32, count: u32): void {
  const middle = min(start + width, count);
  const end = min(start + 2 * width, count);
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    let takesLeft = right >= end;
    if (!takesLeft && left < middle) {
      const a = <usize>load<u32>(source + ((<usize>left) << 2));
      const b = <usize>load<u32>(source + ((<usize>right) << 2));
      takesLeft = compareKeys(a, b) <= 0;
    }
    store<u32>(target + ((<usize>at) << 2), load<u32>(source + ((<usize>(takesLeft ? left++ : right++)) << 2)));
  }
}

function dropRepeated(addresses: usize, count: u32): u32 {
  let kept: u32 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const entryAt = load<u32>(addresses + ((<usize>at) << 2));
    if (kept != 0 && compareKeys(<usize>load<u32>(addresses + ((<usize>(kept - 1)) << 2)), <usize>entryAt) == 0) continue;
    store<u32>(addresses + ((<usize>kept) << 2), entryAt);
    kept++;
  }
  return kept;
}

// @ts-ignore: decorator
@inline
function entryIn(entries: usize, at: u32): usize {
  return <usize>load<u32>(entries + 8 + ((<usize>at) << 2));
}

/** The entries' values as a list. */
export function listOfEntries(entries: i64, code: i32, inOrder: i32, distinct: i32): i64 {
  const found = table(entries, inOrder != 0, distinct != 0);
  if (found == 0) return fail(<i32>NO_ROOM);
  const count = load<u32>(found);
  let nulls = false;
  let bytes: usize = 0;
  for (let at: u32 = 0; at < count; at++) {
    const entryAt = entryIn(found, at);
    if (isNone(entryAt)) nulls = true;
    else bytes += <usize>load<u32>(valueAt(entryAt));
  }
  const scratch = reserve(8);
  if (scratch == 0) return fail(<i32>NO_ROOM);
  commit(scratch + 8);
  const to = openValue(code, count, 1, 0, 0, nulls, bytes);
  if (to == 0) return fail(<i32>NO_ROOM);
  for (let at: u32 = 0; at < count; at++) {
    const value = valueAt(entryIn(found, at));
    const isNull = load<u32>(value) == NONE;
    if (isBytes(code)) {
      store<u64>(scratch, isNull ? 0 : ((<u64>load<u32>(value)) << 32) | <u64>(value + 4));
      putSlot(to, at, scratch, !isNull);
    } else {
      putSlot(to, at, value + 4, !isNull);
    }
  }
  return closeValue(to);
}

/** The entries' texts one behind the other, each but the first behind its own separator. */
export function textOfEntries(entries: i64, inOrder: i32, distinct: i32): i64 {
  const found = table(entries, inOrder != 0, distinct != 0);
  if (found == 0) return fail(<i32>NO_ROOM);
  const count = load<u32>(found);
  let bytes: usize = 0;
  for (let at: u32 = 0; at < count; at++) bytes += <usize>load<u32>(valueAt(entryIn(found, at)));
  const start = reserve(bytes);
  if (start == 0) return fail(<i32>NO_ROOM);
  let to = start;
  for (let at: u32 = 0; at < count; at++) {
    const value = valueAt(entryIn(found, at));
    const separator = at == 0 ? <usize>load<u32>(value, 4) : 0;
    const length = <usize>load<u32>(value) - 4 - separator;
    memory.copy(to, value + 8 + separator, length);
    to += length;
  }
  return commit(to);
}
