// Values of lists and structs that come from elsewhere, looked at before anything trusts them: every length and offset
// within the value's bytes, codes as the column's type has them, numerics well formed. The type is given as bytes: the
// code of a scalar; LIST and then the element's type; STRUCT, the number of fields (u16) and then their types.
import {
  BYTES,
  HAS_NULLS,
  HAS_SHAPE,
  LIST,
  MOST_DIMENSIONS,
  NUMERIC,
  STRUCT,
  isBytes,
  roundUp,
  slotWidth,
} from "./list-layout.part";

/** Where the type that begins at a place ends. */
function typeEnd(type: usize): usize {
  const code = load<u8>(type);
  if (code == LIST) return typeEnd(type + 1);
  if (code != STRUCT) return type + 1;
  let at = type + 3;
  for (let field: u32 = load<u16>(type, 1); field != 0; field--) at = typeEnd(at);
  return at;
}

function isNumeric(at: usize, length: usize): bool {
  if (length < 12) return false;
  const kind = load<u32>(at);
  const digits = <usize>load<u16>(at, 10);
  if ((kind > 3 && kind != 7) || length < 12 + (digits << 1)) return false;
  for (let digit: usize = 0; digit < digits; digit++) if (load<u16>(at + 12 + (digit << 1)) > 9999) return false;
  return true;
}

/** Bytes of a value of a type that is bytes. */
function isSound(type: usize, at: usize, length: usize): bool {
  const code = load<u8>(type);
  if (code == LIST) return isList(type + 1, at, length);
  if (code == STRUCT) return isStruct(type, at, length);
  return code == NUMERIC ? isNumeric(at, length) : true;
}

function isList(element: usize, at: usize, length: usize): bool {
  if (length < 8) return false;
  const count = load<u32>(at);
  const dimensions = load<u8>(at, 4);
  const flags = load<u8>(at, 5);
  const code = load<u8>(at, 6);
  if (code != load<u8>(element) || dimensions > MOST_DIMENSIONS || flags > 3 || (count == 0) != (dimensions == 0)) return false;
  if (<u64>count > <u64>length) return false;
  let head: usize = 8;
  if ((flags & HAS_SHAPE) != 0) {
    head += (<usize>dimensions) << 3;
    if (head > length || !isShape(at, dimensions, count)) return false;
  } else if (dimensions > 1) return false;
  const validity = at + head;
  if ((flags & HAS_NULLS) != 0) head += roundUp(<usize>count);
  if (!isBytes(code)) return <u64>head + <u64>count * <u64>slotWidth(code) == <u64>length;
  const ends = head + ((<usize>count + 1) << 2);
  if (ends > length || load<u32>(at + head) != 0) return false;
  let before: usize = 0;
  for (let position: u32 = 0; position < count; position++) {
    const end = <usize>load<u32>(at + head + ((<usize>position) << 2), 4);
    if (end < before || end > length - ends) return false;
    const isThere = (flags & HAS_NULLS) == 0 || load<u8>(validity + <usize>position) != 0;
    if (isThere && !isSound(element, at + ends + before, end - before)) return false;
    before = end;
  }
  return ends + before == length;
}

function isShape(at: usize, dimensions: u32, count: u32): bool {
  let total: u64 = 1;
  for (let dimension: u32 = 0; dimension < dimensions; dimension++) {
    total *= <u64>load<u32>(at + 8 + ((<usize>dimension) << 2));
    if (total > <u64>count) return false;
  }
  return total == <u64>count;
}

function isStruct(type: usize, at: usize, length: usize): bool {
  const fields = <u32>load<u16>(type, 1);
  const marks = 8 + ((<usize>fields + 1) << 2);
  const head = roundUp(marks + ((<usize>fields) << 1));
  if (length < head || load<u32>(at) != fields || load<u32>(at, 8) != <u32>head) return false;
  let field = type + 3;
  let from = head;
  for (let position: u32 = 0; position < fields; position++) {
    const end = <usize>load<u32>(at + 12 + ((<usize>position) << 2));
    const code = load<u8>(at + marks + <usize>position);
    if (end < from || end > length || code != load<u8>(field)) return false;
    if (load<u8>(at + marks + <usize>(fields + position)) != 0 && !isField(field, at + from, end - from)) return false;
    from = end;
    field = typeEnd(field);
  }
  return from == length;
}

function isField(type: usize, at: usize, bytes: usize): bool {
  const code = load<u8>(type);
  if (code < BYTES) return bytes == roundUp(slotWidth(code));
  return bytes >= 8 && <usize>load<u32>(at) <= bytes - 8 && isSound(type, at + 8, <usize>load<u32>(at));
}

/** The first row whose bytes are no value of the type; -1 when there is none. Refs lie in memory that may be read. */
export function malformed(refs: usize, validity: usize, rows: u32, type: usize): i32 {
  for (let row: u32 = 0; row < rows; row++) {
    if (validity != 0 && load<u8>(validity + <usize>row) == 0) continue;
    const ref = load<u64>(refs + ((<usize>row) << 3));
    if (!isSound(type, <usize>(<u32>ref), <usize>(ref >> 32))) return <i32>row;
  }
  return -1;
}
