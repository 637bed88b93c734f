// List and struct values as bytes in whose order they sort (list-compare.part.ts says which): what sorting, grouping
// and joining go by, since values that are equal need not lie alike (-0, 1.0 and 1.00, 1 day and 24 hours). Equal bytes
// mean equal values. Before each element stands a mark, ELEMENT or NULL; END is below both, so that the shorter of two
// lists comes first.
import { addressOf, lengthOf } from "./bump.part";
import { intervalDays, intervalRest, withoutBlanks } from "./list-compare.part";
import {
  BOOL,
  BYTES,
  CHAR,
  F32,
  F64,
  I128,
  I32,
  I64,
  LIST,
  NUMERIC,
  STRUCT,
  codeOf,
  countOf,
  dimensionsOf,
  isBytes,
  isNullAt,
  lengthOfDimension,
  lowerBound,
  refAt,
  slotAt,
  slotWidth,
} from "./list-layout.part";
import { writeOrder } from "./numeric-order.part";
import { fieldAddress, fieldCode, fieldCount, fieldRef, isFieldNull } from "./struct-layout.part";

const END: u8 = 0;
const ELEMENT: u8 = 1;
const NULL: u8 = 2;
const TOP: u64 = 0x8000000000000000;
const MICROS_PER_DAY: i64 = 86400000000;

/** Bytes that orderOf writes at most. */
export function orderBytes(code: u32, value: usize): u64 {
  if (code == STRUCT) return structBytes(value);
  const count = countOf(value);
  const element = codeOf(value);
  let bytes: u64 = 2 + ((<u64>dimensionsOf(value)) << 3);
  if (!isBytes(element)) return bytes + <u64>count * (1 + <u64>slotWidth(element));
  for (let at: u32 = 0; at < count; at++) {
    bytes += 1;
    if (!isNullAt(value, at)) bytes += refBytes(element, refAt(value, at));
  }
  return bytes;
}

export function refBytes(code: u32, ref: i64): u64 {
  if (code == LIST || code == STRUCT) return orderBytes(code, addressOf(ref));
  return code == NUMERIC ? <u64>lengthOf(ref) : 2 * <u64>lengthOf(ref) + 2;
}

function structBytes(value: usize): u64 {
  const fields = fieldCount(value);
  let bytes: u64 = 0;
  for (let at: u32 = 0; at < fields; at++) {
    const code = fieldCode(value, at);
    bytes += 1;
    if (isFieldNull(value, at)) continue;
    bytes += isBytes(code) ? refBytes(code, fieldRef(value, at)) : slotWidth(code);
  }
  return bytes;
}

// @ts-ignore: decorator
@inline
function put64(out: usize, value: u64): usize {
  store<u64>(out, bswap<u64>(value));
  return out + 8;
}

// @ts-ignore: decorator
@inline
function put32(out: usize, value: u32): usize {
  store<u32>(out, bswap<u32>(value));
  return out + 4;
}

function orderF64(value: f64): u64 {
  if (value != value) return 0xffffffffffffffff;
  const bits = reinterpret<u64>(value + 0.0);
  return <i64>bits < 0 ? ~bits : bits | TOP;
}

function orderF32(value: f32): u32 {
  if (value != value) return 0xffffffff;
  const bits = reinterpret<u32>(value + <f32>0.0);
  return <i32>bits < 0 ? ~bits : bits | 0x80000000;
}

function putInterval(at: usize, out: usize): usize {
  const rest = intervalRest(at);
  const days = intervalDays(at) - <i64>(rest < 0);
  out = put64(out, <u64>days ^ TOP);
  return put64(out, <u64>(rest < 0 ? rest + MICROS_PER_DAY : rest));
}

export function putSlotOrder(code: u32, at: usize, out: usize): usize {
  if (code == BOOL) {
    store<u8>(out, load<u8>(at));
    return out + 1;
  }
  if (code == I32) return put32(out, load<u32>(at) ^ 0x80000000);
  if (code == I64) return put64(out, load<u64>(at) ^ TOP);
  if (code == F32) return put32(out, orderF32(load<f32>(at)));
  if (code == F64) return put64(out, orderF64(load<f64>(at)));
  if (code == I128) return put64(put64(out, load<u64>(at, 8) ^ TOP), load<u64>(at));
  return putInterval(at, out);
}

/** A zero byte becomes 0 1, and 0 0 ends the text. */
function putText(ref: i64, out: usize): usize {
  const from = addressOf(ref);
  const length = lengthOf(ref);
  for (let at: usize = 0; at < length; at++) {
    const byte = load<u8>(from + at);
    store<u8>(out++, byte);
    if (byte == 0) store<u8>(out++, 1);
  }
  store<u16>(out, 0);
  return out + 2;
}

/** Only the digits of a positive value have no mark behind them: 0, which is below every digit. */
function putNumeric(value: usize, out: usize): usize {
  const end = writeOrder(value, out);
  if (load<u32>(value) != 0 || load<u16>(value, 10) == 0) return end;
  store<u16>(end, 0);
  return end + 2;
}

export function putRefOrder(code: u32, ref: i64, out: usize): usize {
  if (code == BYTES) return putText(ref, out);
  if (code == CHAR) return putText(withoutBlanks(ref), out);
  if (code == NUMERIC) return putNumeric(addressOf(ref), out);
  return putOrder(code, addressOf(ref), out);
}

/** Writes the bytes of one element that is not NULL: no value's are the beginning of another's. */
export function putElementOrder(value: usize, at: u32, out: usize): usize {
  const element = codeOf(value);
  return isBytes(element) ? putRefOrder(element, refAt(value, at), out) : putSlotOrder(element, slotAt(value, at), out);
}

/** Writes the bytes of a list (code LIST) or struct, and answers where they end. */
export function putOrder(code: u32, value: usize, out: usize): usize {
  if (code == STRUCT) return putStruct(value, out);
  const count = countOf(value);
  const element = codeOf(value);
  for (let at: u32 = 0; at < count; at++) {
    if (isNullAt(value, at)) {
      store<u8>(out++, NULL);
      continue;
    }
    store<u8>(out++, ELEMENT);
    out = putElementOrder(value, at, out);
  }
  store<u8>(out++, END);
  const dimensions = dimensionsOf(value);
  store<u8>(out++, <u8>dimensions);
  for (let at: u32 = 0; at < dimensions; at++) out = put32(out, <u32>lengthOfDimension(value, at) ^ 0x80000000);
  for (let at: u32 = 0; at < dimensions; at++) out = put32(out, <u32>lowerBound(value, at) ^ 0x80000000);
  return out;
}

function putStruct(value: usize, out: usize): usize {
  const fields = fieldCount(value);
  for (let at: u32 = 0; at < fields; at++) {
    if (isFieldNull(value, at)) {
      store<u8>(out++, NULL);
      continue;
    }
    store<u8>(out++, ELEMENT);
    const code = fieldCode(value, at);
    out = isBytes(code)
      ? putRefOrder(code, fieldRef(value, at), out)
      : putSlotOrder(code, fieldAddress(value, at), out);
  }
  return out;
}

// @ts-ignore: decorator
@inline
function rowSlot(index: usize, row: u32): usize {
  return index ? <usize>load<u32>(index + ((<usize>row) << 2)) : <usize>row;
}

/** Bytes that listKeys writes at most: as a float, for rows may show the same value many times, and come to more than 4 GiB. `code`: LIST or STRUCT. */
export function listKeyBytes(data: usize, index: usize, validity: usize, rows: u32, code: u32): f64 {
  let bytes: u64 = 16;
  for (let row: u32 = 0; row < rows; row++) {
    const slot = rowSlot(index, row);
    if (validity != 0 && load<u8>(validity + slot) == 0) continue;
    bytes += orderBytes(code, <usize>(<u32>load<u64>(data + (slot << 3))));
  }
  return <f64>bytes;
}

/** out[r] = ref of row r's bytes in order, written to `heap`; empty for NULL. */
export function listKeys(data: usize, index: usize, validity: usize, rows: u32, code: u32, out: usize, heap: usize): void {
  let top = heap;
  for (let row: u32 = 0; row < rows; row++) {
    const slot = rowSlot(index, row);
    let ref: u64 = 0;
    if (validity == 0 || load<u8>(validity + slot) != 0) {
      const end = putOrder(code, <usize>(<u32>load<u64>(data + (slot << 3))), top);
      ref = ((<u64>(end - top)) << 32) | <u64>top;
      top = end;
    }
    store<u64>(out + ((<usize>row) << 3), ref);
  }
}
