// pg_size_bytes(): a size cut into its number, which is then read as a numeric, and its unit.
import { addressOf, fail, isDigit, isSpace, lengthOf, lower, refOf } from "./bump.part";

const NO_SIZE: i32 = -38;

function skipSpaces(at: usize, end: usize): usize {
  while (at < end && isSpace(load<u8>(at))) at++;
  return at;
}

function skipSign(at: usize, end: usize): usize {
  return at < end && (load<u8>(at) == 43 || load<u8>(at) == 45) ? at + 1 : at;
}

function skipDigits(at: usize, end: usize): usize {
  while (at < end && isDigit(load<u8>(at))) at++;
  return at;
}

/** Where the number that begins at `start` ends, or 0 where there is none. An E that no exponent follows is the unit's. */
function numberEnd(start: usize, end: usize): usize {
  const first = skipSign(start, end);
  let at = skipDigits(first, end);
  let digits = at - first;
  if (at < end && load<u8>(at) == 46) {
    const point = at + 1;
    at = skipDigits(point, end);
    digits += at - point;
  }
  if (digits == 0) return 0;
  if (at < end && lower(load<u8>(at)) == 101) {
    // C's strtol, which reads it, passes over blanks: what reads the number refuses them.
    const exponent = skipSign(skipSpaces(at + 1, end), end);
    const behind = skipDigits(exponent, end);
    if (behind > exponent) at = behind;
  }
  return at;
}

/** The number as it is written. */
export function sizeNumber(text: i64): i64 {
  const end = addressOf(text) + lengthOf(text);
  const start = skipSpaces(addressOf(text), end);
  const stop = numberEnd(start, end);
  return stop == 0 ? fail(NO_SIZE) : refOf(start, stop - start);
}

/** How many bytes the unit is. */
export function sizeUnit(text: i64): i64 {
  let end = addressOf(text) + lengthOf(text);
  const stop = numberEnd(skipSpaces(addressOf(text), end), end);
  if (stop == 0) return fail(NO_SIZE);
  const at = skipSpaces(stop, end);
  if (at == end) return 1;
  while (isSpace(load<u8>(end - 1))) end--;
  const first = lower(load<u8>(at));
  if (end - at == 1) return first == 98 ? 1 : fail(NO_SIZE);
  if (end - at == 5) return isBytes(at) ? 1 : fail(NO_SIZE);
  if (end - at != 2 || lower(load<u8>(at + 1)) != 98) return fail(NO_SIZE);
  switch (first) {
    case 107:
      return 1 << 10;
    case 109:
      return 1 << 20;
    case 103:
      return 1 << 30;
    case 116:
      return (<i64>1) << 40;
    case 112:
      return (<i64>1) << 50;
    default:
      return fail(NO_SIZE);
  }
}

/** Whether the five bytes are the word bytes. */
function isBytes(at: usize): bool {
  return (
    lower(load<u8>(at)) == 98 && lower(load<u8>(at + 1)) == 121 && lower(load<u8>(at + 2)) == 116 && lower(load<u8>(at + 3)) == 101 &&
    lower(load<u8>(at + 4)) == 115
  );
}
