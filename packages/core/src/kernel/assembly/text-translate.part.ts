// translate(): characters by others, one by one.
import { LARGEST, addressOf, commit, fail, lengthOf, noRoom, reserve } from "./bump.part";
import { advance } from "./text-character.part";
import { compareBytes } from "./text-compare.part";

const TOO_LARGE: i32 = -14;

/** ASCII without the byte that marks what goes. */
function isPlain(text: i64): bool {
  const at = addressOf(text);
  for (let i: usize = 0; i < lengthOf(text); i++) if (load<u8>(at + i) >= 0x80 || load<u8>(at + i) < 2) return false;
  return true;
}

/** By a table of images behind the result: 0 for what stays, 1 for what goes. */
function translateAscii(text: i64, from: i64, to: i64): i64 {
  const bytes = lengthOf(text);
  const start = reserve(<u64>bytes + 128);
  if (start == 0) return noRoom();
  const table = start + bytes;
  memory.fill(table, 0, 128);
  for (let i = lengthOf(from); i > 0; i--) {
    // The first of equal characters counts: it is written last.
    const image: u8 = i <= lengthOf(to) ? load<u8>(addressOf(to) + i - 1) : 1;
    store<u8>(table + <usize>load<u8>(addressOf(from) + i - 1), image);
  }
  let out = start;
  const at = addressOf(text);
  for (let i: usize = 0; i < bytes; i++) {
    const byte = load<u8>(at + i);
    const image: u8 = byte < 0x80 ? load<u8>(table + <usize>byte) : 0;
    if (image == 1) continue;
    store<u8>(out++, image == 0 ? byte : image);
  }
  return commit(out);
}

/** Code points of `from` become those at the same place in `to`, or go if there are none. */
export function translate(text: i64, from: i64, to: i64): i64 {
  if (isPlain(from) && isPlain(to)) return translateAscii(text, from, to);
  const bytes = lengthOf(text);
  // As PostgreSQL: what every character might come to is looked at.
  if (<u64>bytes * 4 > LARGEST) return fail(TOO_LARGE);
  const start = reserve(<u64>bytes * 4);
  if (start == 0) return noRoom();
  let out = start;
  let at = addressOf(text);
  const end = at + bytes;
  const fromEnd = addressOf(from) + lengthOf(from);
  const toEnd = addressOf(to) + lengthOf(to);
  while (at < end) {
    const next = advance(at, end, 1);
    let member = addressOf(from);
    let image = addressOf(to);
    let found = false;
    while (member < fromEnd) {
      const after = advance(member, fromEnd, 1);
      const imageAfter = advance(image, toEnd, 1);
      if (compareBytes(at, next - at, member, after - member) == 0) {
        memory.copy(out, image, imageAfter - image);
        out += imageAfter - image;
        found = true;
        break;
      }
      member = after;
      image = imageAfter;
    }
    if (!found) {
      memory.copy(out, at, next - at);
      out += next - at;
    }
    at = next;
  }
  return commit(out);
}
