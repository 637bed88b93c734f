// Lists and structs of whole batches: made of flat columns, as files and aggregates have them, and taken apart into
// flat columns. Rows of lists are seen through an index where there is one; what is made is flat.
import { addressOf, lengthOf } from "./bump.part";
import { countOf, dataOf, isBytes, isNullAt, refAt, slotWidth } from "./list-layout.part";
import {
  endOfStruct,
  fieldAddress,
  fieldBytes,
  fieldRef,
  headBytes,
  isFieldNull,
  openStruct,
  putField,
} from "./struct-layout.part";

// @ts-ignore: decorator
@inline
function rowSlot(index: usize, row: u32): usize {
  return index ? <usize>load<u32>(index + ((<usize>row) << 2)) : <usize>row;
}

// @ts-ignore: decorator
@inline
function isValid(validity: usize, slot: usize): bool {
  return validity == 0 || load<u8>(validity + slot) != 0;
}

/** Bytes that makeLists writes at most: list r has the elements [ends[r], ends[r + 1]) of the flat column. */
export function makeListsBytes(ends: usize, rows: u32, code: u32, data: usize, validity: usize): u64 {
  const first = load<u32>(ends);
  const last = load<u32>(ends + ((<usize>rows) << 2));
  const elements = <u64>(last - first);
  let bytes: u64 = <u64>rows * 24 + 64 + elements * (isBytes(code) ? 5 : 1 + <u64>slotWidth(code));
  if (!isBytes(code)) return bytes;
  for (let at = first; at < last; at++) {
    if (isValid(validity, <usize>at)) bytes += <u64>lengthOf(load<i64>(data + ((<usize>at) << 3)));
  }
  return bytes;
}

/**
 * out[r] = ref of list r, written to `heap`; 0 where `present` (a byte per row, or 0) says NULL. Answers where the
 * bytes end. Lists have one dimension from 1.
 */
export function makeLists(
  ends: usize,
  present: usize,
  rows: u32,
  code: u32,
  data: usize,
  validity: usize,
  out: usize,
  heap: usize,
): usize {
  let top = heap;
  for (let row: u32 = 0; row < rows; row++) {
    let ref: u64 = 0;
    if (isValid(present, <usize>row)) {
      const from = load<u32>(ends + ((<usize>row) << 2));
      const end = makeList(top, code, from, load<u32>(ends + ((<usize>row) << 2), 4) - from, data, validity);
      ref = ((<u64>(end - top)) << 32) | <u64>top;
      top = (end + 7) & ~(<usize>7);
    }
    store<u64>(out + ((<usize>row) << 3), ref);
  }
  return top;
}

function makeList(at: usize, code: u32, from: u32, count: u32, data: usize, validity: usize): usize {
  let nulls = false;
  if (validity != 0) {
    for (let i: u32 = 0; i < count; i++) if (load<u8>(validity + <usize>(from + i)) == 0) nulls = true;
  }
  store<u32>(at, count);
  store<u32>(at, <u32>(count != 0) | ((<u32>nulls) << 8) | (code << 16), 4);
  if (nulls) {
    const rounded = (<usize>count + 7) & ~(<usize>7);
    memory.fill(at + 8 + <usize>count, 0, rounded - <usize>count);
    memory.copy(at + 8, validity + <usize>from, <usize>count);
  }
  const to = dataOf(at);
  if (isBytes(code)) return putBytes(to, from, count, data, nulls ? validity : 0);
  const width = slotWidth(code);
  memory.copy(to, data + <usize>from * width, <usize>count * width);
  if (nulls) {
    for (let i: u32 = 0; i < count; i++) {
      if (load<u8>(validity + <usize>(from + i)) == 0) memory.fill(to + <usize>i * width, 0, width);
    }
  }
  return to + <usize>count * width;
}

function putBytes(ends: usize, from: u32, count: u32, data: usize, validity: usize): usize {
  const bytes = ends + ((<usize>count + 1) << 2);
  let used: u32 = 0;
  store<u32>(ends, 0);
  for (let at: u32 = 0; at < count; at++) {
    if (isValid(validity, <usize>(from + at))) {
      const ref = load<i64>(data + ((<usize>(from + at)) << 3));
      memory.copy(bytes + <usize>used, addressOf(ref), lengthOf(ref));
      used += <u32>lengthOf(ref);
    }
    store<u32>(ends + ((<usize>at) << 2), used, 4);
  }
  return bytes + <usize>used;
}

/** out[r] (i64) = elements of row r, 0 of NULL; answers how many there are together. */
export function countElements(data: usize, index: usize, validity: usize, rows: u32, out: usize): u64 {
  let total: u64 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const slot = rowSlot(index, row);
    let count: u64 = 0;
    if (isValid(validity, slot)) count = <u64>countOf(<usize>(<u32>load<u64>(data + (slot << 3))));
    store<u64>(out + ((<usize>row) << 3), count);
    total += count;
  }
  return total;
}

/** out[r] (i64) = the larger of both. */
export function greater(counts: usize, rows: u32, out: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const at = (<usize>row) << 3;
    store<i64>(out + at, max<i64>(load<i64>(out + at), load<i64>(counts + at)));
  }
}

/**
 * ordinals[i] (i64) = how often row numbers[i] came before, from 1: numbers ascend; the first one came `before` times
 * in an earlier batch.
 */
export function numberRepeats(numbers: usize, count: u32, before: i64, ordinals: usize): void {
  let last: u32 = 0xffffffff;
  let ordinal: i64 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const number = load<u32>(numbers + ((<usize>at) << 2));
    ordinal = number == last ? ordinal + 1 : at == 0 ? before + 1 : 1;
    last = number;
    store<i64>(ordinals + ((<usize>at) << 3), ordinal);
  }
}

/** valid[i] = 1 where row numbers[i] has an element with that ordinal in some list; counts: i64 per row. */
export function withinCounts(counts: usize, numbers: usize, ordinals: usize, count: u32, valid: usize): void {
  for (let at: u32 = 0; at < count; at++) {
    const most = load<i64>(counts + ((<usize>load<u32>(numbers + ((<usize>at) << 2))) << 3));
    store<u8>(valid + <usize>at, <u8>(load<i64>(ordinals + ((<usize>at) << 3)) <= most));
  }
}

/**
 * The elements of lists: for output i the one with the ordinal from 1 of row numbers[i], in row-major order; NULL
 * behind the last. valid: a byte each. Refs point into the lists. Answers how many are NULL.
 */
export function elementsAt(
  data: usize,
  index: usize,
  validity: usize,
  numbers: usize,
  ordinals: usize,
  count: u32,
  width: u32,
  isRef: u32,
  out: usize,
  valid: usize,
): u32 {
  let nulls: u32 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const slot = rowSlot(index, load<u32>(numbers + ((<usize>at) << 2)));
    const position = load<i64>(ordinals + ((<usize>at) << 3)) - 1;
    const to = out + <usize>at * <usize>width;
    let isThere = false;
    if (isValid(validity, slot)) {
      const value = <usize>(<u32>load<u64>(data + (slot << 3)));
      isThere = position < <i64>countOf(value) && !isNullAt(value, <u32>position);
      if (isThere) {
        if (isRef != 0) store<i64>(to, refAt(value, <u32>position));
        else copySlot(to, dataOf(value) + <usize>position * <usize>width, width);
      }
    }
    if (!isThere) {
      memory.fill(to, 0, <usize>width);
      nulls++;
    }
    store<u8>(valid + <usize>at, <u8>isThere);
  }
  return nulls;
}

// @ts-ignore: decorator
@inline
function copySlot(to: usize, from: usize, width: u32): void {
  if (width == 8) store<u64>(to, load<u64>(from));
  else if (width == 4) store<u32>(to, load<u32>(from));
  else if (width == 1) store<u8>(to, load<u8>(from));
  else v128.store(to, v128.load(from));
}

// Structs are made column by column: first their sizes are summed, then each is opened, then its fields are put.

/** sizes[r] (u32) += bytes of field r; `code` of the field, whose column is flat. */
export function addFieldBytes(code: u32, data: usize, validity: usize, rows: u32, sizes: usize): void {
  const width = slotWidth(code);
  for (let row: u32 = 0; row < rows; row++) {
    const at = sizes + ((<usize>row) << 2);
    const bytes = <u64>load<u32>(at) + fieldBytes(code, data + <usize>row * width, isValid(validity, <usize>row));
    // What no memory holds stays so much.
    store<u32>(at, <u32>min<u64>(bytes, 0xffffffff));
  }
}

/** out[r] = ref of an opened struct of `fields` fields at `heap`, 0 where `present` says NULL; sizes as summed. Answers where they end. */
export function openStructs(fields: u32, present: usize, sizes: usize, rows: u32, out: usize, heap: usize): usize {
  let top = heap;
  const head = headBytes(fields);
  for (let row: u32 = 0; row < rows; row++) {
    let ref: u64 = 0;
    if (isValid(present, <usize>row)) {
      const bytes = head + <usize>load<u32>(sizes + ((<usize>row) << 2));
      openStruct(top, fields);
      ref = ((<u64>bytes) << 32) | <u64>top;
      top += bytes;
    }
    store<u64>(out + ((<usize>row) << 3), ref);
  }
  return top;
}

export function structHead(fields: u32): u32 {
  return <u32>headBytes(fields);
}

/** Puts the next field of every opened struct. */
export function putFields(field: u32, code: u32, data: usize, validity: usize, rows: u32, refs: usize): void {
  const width = slotWidth(code);
  for (let row: u32 = 0; row < rows; row++) {
    const ref = load<i64>(refs + ((<usize>row) << 3));
    if (ref == 0) continue;
    putField(addressOf(ref), field, code, data + <usize>row * width, isValid(validity, <usize>row));
  }
}

/** A field of every row's struct as a flat column; valid: a byte each. Answers how many are NULL. */
export function takeFields(
  data: usize,
  index: usize,
  validity: usize,
  rows: u32,
  field: u32,
  code: u32,
  out: usize,
  valid: usize,
): u32 {
  const width = slotWidth(code);
  let nulls: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const slot = rowSlot(index, row);
    const to = out + <usize>row * width;
    let isThere = isValid(validity, slot);
    if (isThere) {
      const value = <usize>(<u32>load<u64>(data + (slot << 3)));
      isThere = !isFieldNull(value, field);
      if (isThere) {
        if (isBytes(code)) store<i64>(to, fieldRef(value, field));
        else copySlot(to, fieldAddress(value, field), <u32>width);
      }
    }
    if (!isThere) {
      memory.fill(to, 0, width);
      nulls++;
    }
    store<u8>(valid + <usize>row, <u8>isThere);
  }
  return nulls;
}
