// Entries: what array_agg and its like keep of each row, one behind the other in a group's bytes, until the group is
// complete. An entry is u32 length of its key, the key, u32 length of its value (NONE: NULL), the value: a slot, or the
// bytes of what has no slot. Keys are bytes in whose order the entries sort (list-order.part.ts).
import { copyBytes } from "./copy.part";
import { NO_ROOM, addressOf, commit, fail, keep, lengthOf, reserve, reserveValue } from "./bump.part";
import { BOOL, F32, F64, I32, I64, closeValue, isBytes, openValue, putSlot } from "./list-layout.part";
import { putRefOrder, putSlotOrder, refBytes } from "./list-order.part";

const NONE: u32 = 0xffffffff;
const DESCENDING: i32 = 1;
const NULLS_FIRST: i32 = 2;

/** An entry whose value has so many bytes; answers where they go, or 0 when there is no room. */
// @ts-ignore: decorator
@inline
function open(key: i64, bytes: usize): usize {
  const at = reserveValue(8 + <u64>lengthOf(key) + <u64>bytes);
  if (at == 0) return 0;
  const to = putKey(at, key);
  store<u32>(to, <u32>bytes);
  return to + 4;
}

/** An entry of NULL. */
export function entryNull(key: i64): i64 {
  const to = open(key, 0);
  if (to == 0) return fail(<i32>NO_ROOM);
  store<u32>(to - 4, NONE);
  return commit(to);
}

// @ts-ignore: decorator
@inline
function entryOf<T>(key: i64, value: T): i64 {
  const to = open(key, sizeof<T>());
  if (to == 0) return fail(<i32>NO_ROOM);
  store<T>(to, value);
  return commit(to + sizeof<T>());
}

export function entryBool(key: i64, value: i32): i64 {
  return entryOf<u8>(key, <u8>value);
}

export function entry32(key: i64, value: i32): i64 {
  return entryOf<i32>(key, value);
}

export function entry64(key: i64, value: i64): i64 {
  return entryOf<i64>(key, value);
}

export function entryF32(key: i64, value: f32): i64 {
  return entryOf<f32>(key, value);
}

export function entryF64(key: i64, value: f64): i64 {
  return entryOf<f64>(key, value);
}

export function entry128(key: i64, value: usize): i64 {
  const to = open(key, 16);
  if (to == 0) return fail(<i32>NO_ROOM);
  v128.store(to, v128.load(value));
  return commit(to + 16);
}

/** Of what has no slot. */
export function entryRef(key: i64, value: i64): i64 {
  const to = open(key, lengthOf(value));
  if (to == 0) return fail(<i32>NO_ROOM);
  copyBytes(to, addressOf(value), lengthOf(value));
  return commit(to + lengthOf(value));
}

/** An entry of two texts: what stands before the second, and that. */
export function textEntry(key: i64, separator: i64, text: i64): i64 {
  const size = 4 + <u64>lengthOf(separator) + <u64>lengthOf(text);
  const at = reserveValue(8 + <u64>lengthOf(key) + size);
  if (at == 0) return fail(<i32>NO_ROOM);
  const bytes = <usize>size;
  const to = putKey(at, key);
  store<u32>(to, <u32>bytes);
  store<u32>(to, <u32>lengthOf(separator), 4);
  copyBytes(to + 8, addressOf(separator), lengthOf(separator));
  copyBytes(to + 8 + lengthOf(separator), addressOf(text), lengthOf(text));
  return commit(to + 4 + bytes);
}

function putKey(at: usize, key: i64): usize {
  store<u32>(at, <u32>lengthOf(key));
  copyBytes(at + 4, addressOf(key), lengthOf(key));
  return at + 4 + lengthOf(key);
}

/** The key of NULL. */
export function orderKeyNull(flags: i32): i64 {
  const at = reserve(8);
  if (at == 0) return fail(<i32>NO_ROOM);
  store<u8>(at, (flags & NULLS_FIRST) != 0 ? 0 : 2);
  return commit(at + 1);
}

/** Ends a key whose bytes lie behind its mark. */
function closeKey(at: usize, end: usize, flags: i32): i64 {
  store<u8>(at, 1);
  if ((flags & DESCENDING) != 0) for (let byte = at + 1; byte < end; byte++) store<u8>(byte, ~load<u8>(byte));
  return commit(end);
}

/** The bytes by which a value sorts among others of its code; behind them another key's may follow. The slot lies at `slot`. */
function slotKey(code: u32, slot: usize, at: usize, flags: i32): i64 {
  return closeKey(at, putSlotOrder(code, slot, at + 1), flags);
}

// @ts-ignore: decorator
@inline
function keyOf<T>(code: u32, value: T, flags: i32): i64 {
  // The slot stands where the key's bytes end at most.
  const at = reserve(32);
  if (at == 0) return fail(<i32>NO_ROOM);
  store<T>(at + 24, value);
  return slotKey(code, at + 24, at, flags);
}

export function orderKeyBool(value: i32, flags: i32): i64 {
  return keyOf<u8>(BOOL, <u8>value, flags);
}

export function orderKey32(value: i32, flags: i32): i64 {
  return keyOf<i32>(I32, value, flags);
}

export function orderKey64(value: i64, flags: i32): i64 {
  return keyOf<i64>(I64, value, flags);
}

export function orderKeyF32(value: f32, flags: i32): i64 {
  return keyOf<f32>(F32, value, flags);
}

export function orderKeyF64(value: f64, flags: i32): i64 {
  return keyOf<f64>(F64, value, flags);
}

export function orderKey128(value: usize, flags: i32, code: i32): i64 {
  const at = reserve(32);
  return at == 0 ? fail(<i32>NO_ROOM) : slotKey(code, value, at, flags);
}

/** Of what has no slot. */
export function orderKeyRef(value: i64, flags: i32, code: i32): i64 {
  const at = reserve(refBytes(code, value) + 8);
  return at == 0 ? fail(<i32>NO_ROOM) : closeKey(at, putRefOrder(code, value, at + 1), flags);
}

/** Keys one behind the other. */
export function joinKeys(first: i64, second: i64): i64 {
  const at = reserveValue(<u64>lengthOf(first) + <u64>lengthOf(second));
  if (at == 0) return fail(<i32>NO_ROOM);
  copyBytes(at, addressOf(first), lengthOf(first));
  copyBytes(at + lengthOf(first), addressOf(second), lengthOf(second));
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
  const to = reserve(16 + ((<u64>count) << 3));
  if (to == 0) return 0;
  keep(to + 16 + ((<usize>count) << 3));
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
  return found == 0 ? fail(<i32>NO_ROOM) : listOf(found, code);
}

/** The value with the most frequent key, of several the first in order, as a list of one. */
export function mostFrequent(entries: i64, code: i32): i64 {
  const found = table(entries, true, false);
  if (found == 0) return fail(<i32>NO_ROOM);
  const count = load<u32>(found);
  let most: u32 = 0;
  let longest: u32 = 0;
  let start: u32 = 0;
  for (let at: u32 = 1; at <= count; at++) {
    if (at < count && compareKeys(entryIn(found, at), entryIn(found, start)) == 0) continue;
    if (at - start > longest) {
      longest = at - start;
      most = start;
    }
    start = at;
  }
  store<u32>(found + 8, <u32>entryIn(found, most));
  store<u32>(found, 1);
  return listOf(found, code);
}

function listOf(found: usize, code: i32): i64 {
  const count = load<u32>(found);
  let nulls = false;
  let bytes: u64 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const entryAt = entryIn(found, at);
    if (isNone(entryAt)) nulls = true;
    else bytes += <u64>load<u32>(valueAt(entryAt));
  }
  const scratch = reserve(8);
  if (scratch == 0) return fail(<i32>NO_ROOM);
  keep(scratch + 8);
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
  let bytes: u64 = 0;
  for (let at: u32 = 0; at < count; at++) bytes += <u64>load<u32>(valueAt(entryIn(found, at)));
  const start = reserve(bytes);
  if (start == 0) return fail(<i32>NO_ROOM);
  let to = start;
  for (let at: u32 = 0; at < count; at++) {
    const value = valueAt(entryIn(found, at));
    const separator = at == 0 ? <usize>load<u32>(value, 4) : 0;
    const length = <usize>load<u32>(value) - 4 - separator;
    copyBytes(to, value + 8 + separator, length);
    to += length;
  }
  return commit(to);
}
