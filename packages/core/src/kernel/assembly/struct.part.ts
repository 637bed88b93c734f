// Row functions over struct values: their fields. A struct of texts is written as PostgreSQL writes rows.
import { LARGEST, NO_ROOM, TOO_LONG, addressOf, commit, fail, isSpace, keep, lengthOf, reserve } from "./bump.part";
import { MOST_BYTES, codeOf, countOf, isBytes, isNullAt, refAt, slotAt } from "./list-layout.part";
import {
  endOfStruct,
  fieldAddress,
  fieldBytes,
  fieldRef,
  headBytes,
  isFieldNull,
  openStruct,
  putField as putValue,
} from "./struct-layout.part";

/** Where the element of a list of one lies as a slot; one that is bytes gets its slot at `scratch`. */
function onlySlot(part: usize, scratch: usize): usize {
  if (!isBytes(codeOf(part))) return slotAt(part, 0);
  store<i64>(scratch, isNullAt(part, 0) ? 0 : refAt(part, 0));
  return scratch;
}

/** A row of fields, each of them given as a list of one. */
export function rowOf(parts: i64): i64 {
  const from = addressOf(parts);
  const count = countOf(from);
  // The scratch slot stands before the value while the value's size is not known, and behind it afterwards.
  const scratch = reserve(8);
  if (scratch == 0) return fail(<i32>NO_ROOM);
  let bytes: u64 = headBytes(count);
  for (let at: u32 = 0; at < count; at++) {
    const part = addressOf(refAt(from, at));
    bytes += fieldBytes(codeOf(part), onlySlot(part, scratch), !isNullAt(part, 0));
  }
  if (bytes > MOST_BYTES) return fail(TOO_LONG);
  const to = reserve(bytes + 8);
  if (to == 0) return fail(<i32>NO_ROOM);
  openStruct(to, count);
  for (let at: u32 = 0; at < count; at++) {
    const part = addressOf(refAt(from, at));
    putValue(to, at, codeOf(part), onlySlot(part, to + <usize>bytes), !isNullAt(part, 0));
  }
  return keep(endOfStruct(to));
}

export function fieldIsNull(value: i64, field: i32): i32 {
  return <i32>isFieldNull(addressOf(value), <u32>field);
}

export function fieldBool(value: i64, field: i32): i32 {
  return <i32>load<u8>(fieldAddress(addressOf(value), <u32>field));
}

export function field32(value: i64, field: i32): i32 {
  return load<i32>(fieldAddress(addressOf(value), <u32>field));
}

export function field64(value: i64, field: i32): i64 {
  return load<i64>(fieldAddress(addressOf(value), <u32>field));
}

export function fieldF32(value: i64, field: i32): f32 {
  return load<f32>(fieldAddress(addressOf(value), <u32>field));
}

export function fieldF64(value: i64, field: i32): f64 {
  return load<f64>(fieldAddress(addressOf(value), <u32>field));
}

export function field128(value: i64, field: i32, out: usize): i32 {
  v128.store(out, v128.load(fieldAddress(addressOf(value), <u32>field)));
  return 0;
}

export function fieldText(value: i64, field: i32): i64 {
  return fieldRef(addressOf(value), <u32>field);
}

function needsQuotes(at: usize, length: usize): bool {
  if (length == 0) return true;
  for (let i: usize = 0; i < length; i++) {
    const byte = load<u8>(at + i);
    if (byte == 34 || byte == 92 || byte == 40 || byte == 41 || byte == 44 || isSpace(byte)) return true;
  }
  return false;
}

/** The fields' texts, in a list, as PostgreSQL writes a row: `(1,"a b",)`. */
export function rowText(texts: i64): i64 {
  const value = addressOf(texts);
  const count = countOf(value);
  let fields: u64 = 0;
  for (let at: u32 = 0; at < count; at++) fields += isNullAt(value, at) ? 0 : <u64>lengthOf(refAt(value, at));
  if (fields + <u64>count + 1 > LARGEST) return fail(TOO_LONG);
  const start = reserve(2 + 3 * <u64>count + 2 * fields);
  if (start == 0) return fail(<i32>NO_ROOM);
  let to = start;
  store<u8>(to++, 40);
  for (let at: u32 = 0; at < count; at++) {
    if (at != 0) store<u8>(to++, 44);
    if (!isNullAt(value, at)) to = putField(to, refAt(value, at));
  }
  store<u8>(to++, 41);
  return commit(to);
}

/** Quotes and backslashes are doubled. */
function putField(to: usize, ref: i64): usize {
  const from = addressOf(ref);
  const length = lengthOf(ref);
  if (!needsQuotes(from, length)) {
    memory.copy(to, from, length);
    return to + length;
  }
  store<u8>(to++, 34);
  for (let i: usize = 0; i < length; i++) {
    const byte = load<u8>(from + i);
    if (byte == 34 || byte == 92) store<u8>(to++, byte);
    store<u8>(to++, byte);
  }
  store<u8>(to, 34);
  return to + 1;
}
