// parse_ident(): a qualified name cut into its parts. Plain parts come in lower case, quoted ones as they are written.
import { NO_ROOM, addressOf, fail, isDigit, isLetter, isSpace, keep, lengthOf, lower, refOf, reserve } from "./bump.part";
import { BYTES, closeValue, openValue, putSlot } from "./list-layout.part";

const NO_IDENTIFIER: i32 = -35;

let at: usize = 0;
let end: usize = 0;

function skipSpaces(): void {
  while (at < end && isSpace(load<u8>(at))) at++;
}

function begins(byte: u32): bool {
  return isLetter(byte) || byte == 95 || byte >= 128;
}

/** A part, written to `to`: where it ends, or 0 where there is none. */
function readPart(to: usize): usize {
  const start = to;
  if (at < end && load<u8>(at) == 34) {
    at++;
    while (at < end) {
      const byte = load<u8>(at++);
      if (byte != 34) store<u8>(to++, byte);
      else if (at < end && load<u8>(at) == 34) {
        store<u8>(to++, 34);
        at++;
      } else return to > start ? to : 0;
    }
    return 0;
  }
  if (at >= end || !begins(load<u8>(at))) return 0;
  while (at < end) {
    const byte = <u32>load<u8>(at);
    if (!begins(byte) && !isDigit(byte) && byte != 36) break;
    store<u8>(to++, <u8>lower(byte));
    at++;
  }
  return to;
}

/** The parts as an array; what stands behind the name is refused if `strict`. */
export function parseIdentifier(text: i64, strict: i32): i64 {
  at = addressOf(text);
  end = at + lengthOf(text);
  // Refs of the parts, then their bytes: a part has at least two bytes with its point.
  const notes = (reserve(16) + 7) & ~7;
  const bytes = notes + ((lengthOf(text) + 2) << 3);
  if (reserve(16 + ((<u64>lengthOf(text) + 2) << 3) + <u64>lengthOf(text)) == 0) return fail(<i32>NO_ROOM);
  let count: u32 = 0;
  let to = bytes;
  skipSpaces();
  for (;;) {
    const stop = readPart(to);
    if (stop == 0) return fail(NO_IDENTIFIER);
    store<i64>(notes + (<usize>(count++) << 3), refOf(to, stop - to));
    to = stop;
    skipSpaces();
    if (at >= end || load<u8>(at) != 46) break;
    at++;
    skipSpaces();
  }
  if (at < end && strict != 0) return fail(NO_IDENTIFIER);
  keep(to);
  const list = openValue(BYTES, count, 1, 0, 0, false, to - bytes);
  if (list == 0) return fail(<i32>NO_ROOM);
  for (let i: u32 = 0; i < count; i++) putSlot(list, i, notes + (<usize>i << 3), true);
  return closeValue(list);
}
