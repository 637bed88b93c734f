// Row functions over texts: refs (byteLength << 32 | address) to UTF-8. Results point into the input where they
// can; new bytes go to the byte heap (bump.part.ts). A negative result is a status; results that are not
// refs report through `takeStatus`. The door, kernel/text.ts, names the codes.
import { LARGEST, addressOf, commit, fail, keep, lengthOf, noRoom, refOf, reserve, reserveValue } from "./bump.part";
import { copyBytes } from "./copy.part";
import { find } from "./text-like.part";
import { advance, isStart, length } from "./text-character.part";
import { compareBytes, equals } from "./text-compare.part";

export { getHeapNext, setHeap, takeStatus } from "./bump.part";
export { initcap, isAssigned, toFolded, toLower, toUpper } from "./text-case.part";
export {
  boolFromText, boolToText, charToText, i16FromText, i32FromText, i32ToText, i64FromText, i64ToText, toChar, toVarchar,
} from "./text-cast.part";
export { ascii, chr, length } from "./text-character.part";
export { compare, compareChar, equals } from "./text-compare.part";
export { format } from "./text-format.part";
export { parseIdentifier } from "./text-ident.part";
export { likeCompiled, likeEscape, likePattern, likeText } from "./text-like.part";
export { quoteIdentifier, quoteLiteral, toRadix, unescape } from "./text-quote.part";
export { sizeNumber, sizeUnit } from "./text-size.part";
export { translate } from "./text-translate.part";

const NEGATIVE_LENGTH: i32 = -13;
const TOO_LARGE: i32 = -14;
const FIELD_ZERO: i32 = -15;

export function octetLength(text: i64): i32 {
  return <i32>lengthOf(text);
}

/** substring(text from `from`): places before the first are empty. */
export function substringFrom(text: i64, from: i32): i64 {
  const start = addressOf(text);
  const end = start + lengthOf(text);
  const at = advance(start, end, <i64>from - 1);
  return refOf(at, end - at);
}

/** substring(text from `from` for `count`). */
export function substring(text: i64, from: i32, count: i32): i64 {
  if (count < 0) return fail(NEGATIVE_LENGTH);
  const start = addressOf(text);
  const end = start + lengthOf(text);
  const at = advance(start, end, <i64>from - 1);
  const stop = advance(at, end, <i64>from + <i64>count - max<i64>(<i64>from, 1));
  return refOf(at, stop - at);
}

/** The first `count` code points, or all but the last -count. */
export function left(text: i64, count: i32): i64 {
  const start = addressOf(text);
  const end = start + lengthOf(text);
  const wanted = count >= 0 ? <i64>count : <i64>length(text) + <i64>count;
  return refOf(start, advance(start, end, wanted) - start);
}

/** The last `count` code points, or all but the first -count. */
export function right(text: i64, count: i32): i64 {
  const start = addressOf(text);
  const end = start + lengthOf(text);
  // PostgreSQL negates in 32 bits: the least integer drops nothing.
  if (count == i32.MIN_VALUE) return text;
  const dropped = count >= 0 ? <i64>length(text) - <i64>count : -(<i64>count);
  const at = advance(start, end, dropped);
  return refOf(at, end - at);
}

/** Where the first text is the last value that was made, as in a chain of these, the second one is written behind it. */
export function concat(first: i64, second: i64): i64 {
  const a = lengthOf(first);
  const b = lengthOf(second);
  const bytes = <u64>a + <u64>b;
  const start = addressOf(first);
  if (a != 0 && bytes <= LARGEST && start + a == reserve(b)) {
    copyBytes(start + a, addressOf(second), b);
    keep(start + a + b);
    return refOf(start, a + b);
  }
  const at = reserveValue(bytes);
  if (at == 0) return noRoom();
  copyBytes(at, start, a);
  copyBytes(at + a, addressOf(second), b);
  return commit(at + a + b);
}

/** Whether the code point of [at, next) is one of the set's. */
function inSet(at: usize, next: usize, set: i64): bool {
  let member = addressOf(set);
  const end = member + lengthOf(set);
  while (member < end) {
    const after = advance(member, end, 1);
    if (compareBytes(at, next - at, member, after - member) == 0) return true;
    member = after;
  }
  return false;
}

/** `sides`: 1 leading, 2 trailing, 3 both. */
export function trim(text: i64, set: i64, sides: i32): i64 {
  let at = addressOf(text);
  let end = at + lengthOf(text);
  if ((sides & 1) != 0) {
    while (at < end) {
      const next = advance(at, end, 1);
      if (!inSet(at, next, set)) break;
      at = next;
    }
  }
  if ((sides & 2) != 0) {
    while (end > at) {
      let before = end - 1;
      while (before > at && !isStart(before)) before--;
      if (!inSet(before, end, set)) break;
      end = before;
    }
  }
  return refOf(at, end - at);
}

/** lpad and rpad: to `count` code points with repetitions of `fill`; longer texts are cut at the right. */
export function pad(text: i64, count: i32, fill: i64, atLeft: i32): i64 {
  const start = addressOf(text);
  const bytes = lengthOf(text);
  const missing = <i64>max(count, 0) - <i64>length(text);
  if (missing <= 0) return refOf(start, advance(start, start + bytes, <i64>max(count, 0)) - start);
  const fillLength = <i64>length(fill);
  if (fillLength == 0) return text;
  // As PostgreSQL, which takes each character for one of four bytes.
  if (<u64>count * 4 > LARGEST) return fail(TOO_LARGE);
  const fillBytes = lengthOf(fill);
  const fillAt = addressOf(fill);
  const whole = missing / fillLength;
  const part = advance(fillAt, fillAt + fillBytes, missing % fillLength) - fillAt;
  const added = whole * <i64>fillBytes + <i64>part;
  if (<u64>added + <u64>bytes > LARGEST) return fail(TOO_LARGE);
  const at = reserve(<u64>added + <u64>bytes);
  if (at == 0) return noRoom();
  let to = atLeft != 0 ? at : at + bytes;
  memory.copy(atLeft != 0 ? at + <usize>added : at, start, bytes);
  for (let i: i64 = 0; i < whole; i++) {
    memory.copy(to, fillAt, fillBytes);
    to += fillBytes;
  }
  memory.copy(to, fillAt, part);
  return commit(at + <usize>added + bytes);
}

export function replace(text: i64, from: i64, to: i64): i64 {
  const fromBytes = lengthOf(from);
  if (fromBytes == 0) return text;
  let at = addressOf(text);
  const end = at + lengthOf(text);
  let place = find(at, end, addressOf(from), fromBytes);
  if (place == 0) return text;
  const toBytes = lengthOf(to);
  let count: i64 = 0;
  for (let next = place; next != 0; next = find(next + fromBytes, end, addressOf(from), fromBytes)) count++;
  const bytes = <i64>lengthOf(text) + count * (<i64>toBytes - <i64>fromBytes);
  const start = reserveValue(<u64>bytes);
  if (start == 0) return noRoom();
  let out = start;
  while (place != 0) {
    memory.copy(out, at, place - at);
    out += place - at;
    memory.copy(out, addressOf(to), toBytes);
    out += toBytes;
    at = place + fromBytes;
    place = find(at, end, addressOf(from), fromBytes);
  }
  memory.copy(out, at, end - at);
  return commit(out + (end - at));
}

/** The code point at which `part` begins, from 1; 0 if it does not. */
export function position(text: i64, part: i64): i32 {
  const at = addressOf(text);
  const place = find(at, at + lengthOf(text), addressOf(part), lengthOf(part));
  if (lengthOf(part) == 0) return 1;
  return place == 0 ? 0 : length(refOf(at, place - at)) + 1;
}

export function startsWith(text: i64, prefix: i64): i32 {
  const bytes = lengthOf(prefix);
  return bytes > lengthOf(text) ? 0 : equals(refOf(addressOf(text), bytes), prefix);
}

export function reverse(text: i64): i64 {
  let from = addressOf(text);
  const end = from + lengthOf(text);
  const at = reserve(lengthOf(text));
  if (at == 0) return noRoom();
  let to = at + lengthOf(text);
  while (from < end) {
    if (end - from >= 16) {
      const block = v128.load(from);
      if (i8x16.bitmask(block) == 0) {
        to -= 16;
        v128.store(to, i8x16.shuffle(block, block, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
        from += 16;
        continue;
      }
    }
    const next = advance(from, end, 1);
    to -= next - from;
    for (let place = to; from < next; from++) store<u8>(place++, load<u8>(from));
  }
  return commit(at + lengthOf(text));
}

export function repeat(text: i64, count: i32): i64 {
  const bytes = lengthOf(text);
  if (count <= 0 || bytes == 0) return refOf(addressOf(text), 0);
  const all = <i64>bytes * <i64>count;
  if (<u64>all > LARGEST) return fail(TOO_LARGE);
  const at = reserve(<u64>all);
  if (at == 0) return noRoom();
  for (let i: i32 = 0; i < count; i++) memory.copy(at + <usize>i * bytes, addressOf(text), bytes);
  return commit(at + <usize>all);
}

/** Field `field` of the text cut at `delimiter`, from 1, or from the end if negative. */
export function splitPart(text: i64, delimiter: i64, field: i32): i64 {
  if (field == 0) return fail(FIELD_ZERO);
  let at = addressOf(text);
  const end = at + lengthOf(text);
  const bytes = lengthOf(delimiter);
  if (bytes == 0) return field == 1 || field == -1 ? text : refOf(at, 0);
  let wanted = <i64>field;
  if (field < 0) {
    let fields: i64 = 1;
    for (let next = find(at, end, addressOf(delimiter), bytes); next != 0; next = find(next + bytes, end, addressOf(delimiter), bytes)) fields++;
    wanted = fields + <i64>field + 1;
    if (wanted < 1) return refOf(at, 0);
  }
  let place = find(at, end, addressOf(delimiter), bytes);
  for (; wanted > 1; wanted--) {
    if (place == 0) return refOf(end, 0);
    at = place + bytes;
    place = find(at, end, addressOf(delimiter), bytes);
  }
  return refOf(at, (place == 0 ? end : place) - at);
}
