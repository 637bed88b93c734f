// A text cut into the list of its parts: string_to_array and string_to_table.
import { NO_ROOM, addressOf, fail, lengthOf, refOf, reserve } from "./bump.part";
import { BYTES, closeValue, dataOf, openValue, putSlot } from "./list-layout.part";
import { emptyList } from "./list-make.part";
import { find } from "./text-like.part";

/**
 * string_to_array. `mode`: 0 with the delimiter, 1 each character by itself (the delimiter is NULL); `nulls` stands
 * for NULL where `hasNulls` is not 0. An empty delimiter gives the whole text.
 */
export function split(text: i64, delimiter: i64, mode: i32, nulls: i64, hasNulls: i32): i64 {
  const start = addressOf(text);
  const end = start + lengthOf(text);
  if (start == end) return emptyList(BYTES);
  let elements: u32 = 0;
  let nullCount: u32 = 0;
  let bytes: u64 = 0;
  for (let at = start; at != 0; ) {
    const stop = partEnd(at, end, delimiter, mode);
    elements++;
    if (hasNulls != 0 && isText(at, stop, nulls)) nullCount++;
    else bytes += <u64>(stop - at);
    at = nextPart(stop, end, delimiter, mode);
  }
  const to = openValue(BYTES, elements, 1, 0, 0, nullCount != 0, bytes);
  if (to == 0) return fail(<i32>NO_ROOM);
  const slot = reserveSlot(to, bytes, elements);
  if (slot == 0) return fail(<i32>NO_ROOM);
  let position: u32 = 0;
  for (let at = start; at != 0; ) {
    const stop = partEnd(at, end, delimiter, mode);
    store<i64>(slot, refOf(at, stop - at));
    putSlot(to, position++, slot, hasNulls == 0 || !isText(at, stop, nulls));
    at = nextPart(stop, end, delimiter, mode);
  }
  return closeValue(to);
}

/** Eight bytes of scratch behind a value that is not closed yet; 0 when there is no room. */
function reserveSlot(to: usize, bytes: u64, elements: u32): usize {
  const size = <u64>(dataOf(to) - to) + ((<u64>elements + 1) << 2) + bytes;
  return reserve(size + 16) == 0 ? 0 : to + <usize>size + 8;
}

function isText(at: usize, end: usize, text: i64): bool {
  return end - at == lengthOf(text) && memory.compare(at, addressOf(text), end - at) == 0;
}

/** Where the part that begins at a place ends. */
function partEnd(at: usize, end: usize, delimiter: i64, mode: i32): usize {
  if (mode != 0) {
    at++;
    while (at < end && (load<u8>(at) & 0xc0) == 0x80) at++;
    return at;
  }
  const length = lengthOf(delimiter);
  if (length == 0) return end;
  const found = find(at, end, addressOf(delimiter), length);
  return found == 0 ? end : found;
}

/** Where the next part begins; 0 when there is none. */
function nextPart(stop: usize, end: usize, delimiter: i64, mode: i32): usize {
  if (stop >= end) return 0;
  return mode != 0 ? stop : stop + lengthOf(delimiter);
}
