// How a struct value lies in memory: one run of bytes, the same bytes for the same value, as lists (list-layout.part.ts).
//
//   0  u32 number of fields, 4 u32 zero
//   8  u32 where each field begins, from the value's start, and where the last one ends
//   .. u8 code of each field (those of lists' elements), then u8 validity of each, 1 = valid; zeros up to a multiple of 8
//   .. each field: a slot, or bytes; nothing where NULL. A field begins at a multiple of 8
import { lengthOf } from "./bump.part";
import { isBytes, roundUp, slotWidth } from "./list-layout.part";

// @ts-ignore: decorator
@inline
export function fieldCount(value: usize): u32 {
  return load<u32>(value);
}

// @ts-ignore: decorator
@inline
function marks(value: usize): usize {
  return value + 8 + ((<usize>fieldCount(value) + 1) << 2);
}

export function fieldCode(value: usize, field: u32): u32 {
  return load<u8>(marks(value) + <usize>field);
}

export function isFieldNull(value: usize, field: u32): bool {
  return load<u8>(marks(value) + <usize>(fieldCount(value) + field)) == 0;
}

/** Where a field's slot or bytes lie. */
export function fieldAddress(value: usize, field: u32): usize {
  return value + <usize>load<u32>(value + 8 + ((<usize>field) << 2));
}

/** Ref of a field that is bytes. Fields begin at multiples of 8: the length is kept in front of the bytes. */
export function fieldRef(value: usize, field: u32): i64 {
  const at = fieldAddress(value, field);
  return ((<i64>load<u32>(at)) << 32) | <i64>(at + 8);
}

/** Bytes that a field takes. */
export function fieldBytes(code: u32, slot: usize, valid: bool): u64 {
  if (!valid) return 0;
  return isBytes(code) ? 8 + <u64>roundUp(lengthOf(load<i64>(slot))) : roundUp(slotWidth(code));
}

/** Bytes before the first field. */
export function headBytes(fields: u32): usize {
  return roundUp(8 + ((<usize>fields + 1) << 2) + ((<usize>fields) << 1));
}

/** Writes the head of a value whose fields are then put in order. */
export function openStruct(at: usize, fields: u32): void {
  const head = headBytes(fields);
  memory.fill(at, 0, head);
  store<u32>(at, fields);
  store<u32>(at, <u32>head, 8);
}

/** Puts the next field. */
export function putField(at: usize, field: u32, code: u32, slot: usize, valid: bool): void {
  const begin = at + 8 + ((<usize>field) << 2);
  const from = load<u32>(begin);
  const bytes = <usize>fieldBytes(code, slot, valid);
  store<u32>(begin, from + <u32>bytes, 4);
  store<u8>(marks(at) + <usize>field, <u8>code);
  store<u8>(marks(at) + <usize>(fieldCount(at) + field), <u8>valid);
  if (!valid) return;
  const to = at + <usize>from;
  memory.fill(to, 0, bytes);
  if (!isBytes(code)) {
    memory.copy(to, slot, slotWidth(code));
    return;
  }
  const ref = load<u64>(slot);
  store<u32>(to, <u32>(ref >> 32));
  memory.copy(to + 8, <usize>(<u32>ref), <usize>(ref >> 32));
}

/** Where a value ends whose fields are all put. */
export function endOfStruct(at: usize): usize {
  return at + <usize>load<u32>(at + 8 + ((<usize>fieldCount(at)) << 2));
}
