// Row functions over struct values: their fields. A struct of texts is written as PostgreSQL writes rows.
import { NO_ROOM, addressOf, commit, fail, isSpace, lengthOf, reserve } from "./bump.part";
import { countOf, isNullAt, refAt } from "./list-layout.part";
import { fieldAddress, fieldRef, isFieldNull } from "./struct-layout.part";

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
  let bytes: usize = 2;
  for (let at: u32 = 0; at < count; at++) bytes += 3 + (isNullAt(value, at) ? 0 : 2 * lengthOf(refAt(value, at)));
  const start = reserve(bytes);
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
