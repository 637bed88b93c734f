// to_number (PostgreSQL manual, section 9.8.4): a text read along a number's picture. The digits, the point and the sign
// that it finds become a decimal text; what the picture does not expect is passed over as PostgreSQL passes it over.
import { NO_ROOM, addressOf, commit, fail, isDigit, isSpace, lengthOf, reserve } from "./bump.part";
import { ROMAN_LETTERS } from "./format-number.part";
import {
  BRACKET, DECIMAL, EXPONENT, FILL, MULTI, MINUS, PLUS, ROMAN, SIGN, SIGN_BEFORE, flags, multi, post, pre, readPicture, signPlace,
} from "./format-picture.part";
import {
  N_COMMA, N_D, N_G, N_L, N_MI, N_NINE, N_PL, N_POINT, N_RN, N_SG, N_TH, N_ZERO, T_END, T_KEYWORD, beginPicture,
  isEmptyPicture, keyword, next, token,
} from "./format-token.part";

const NO_EXPONENT: i32 = -24;
const NO_ROMAN: i32 = -25;
/** Roman numerals that are read at most. */
const LONGEST_ROMAN: usize = 15;
const TOO_MANY_DIGITS: i32 = -29;

/** The number: a blank or sign, then digits. */
let number: usize = 0;
let to: usize = 0;
let input: usize = 0;
let end: usize = 0;
let before: i32 = 0;
let behind: i32 = 0;
let pointRead: bool = false;
let isNoRoman: bool = false;

function has(flag: u32): bool {
  return (flags & flag) != 0;
}

// @ts-ignore: decorator
@inline
function here(): u32 {
  return input < end ? <u32>load<u8>(input) : 0;
}

function bytesHere(): usize {
  const lead = here();
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** Passes over characters that are no part of a number. */
function passOver(count: i32): void {
  for (; count > 0 && input < end; count--) {
    const byte = here();
    if (isDigit(byte) || byte == 46 || byte == 44 || byte == 43 || byte == 45) return;
    input += bytesHere();
  }
}

function isSign(byte: u32): bool {
  return byte == 45 || byte == 43;
}

/** A place for a digit or the point. It leaves the input on the last byte that it read. */
function readPlace(id: u32): void {
  if (input >= end) return;
  if (here() == 32) input++;
  if (input >= end) return;
  if (load<u8>(number) == 32 && (id == N_ZERO || id == N_NINE) && before + behind == 0) {
    const byte = here();
    if (has(SIGN) && signPlace == SIGN_BEFORE) {
      if (isSign(byte)) {
        store<u8>(number, <u8>byte);
        input++;
      }
    } else if (byte == 45 || (has(BRACKET) && byte == 60)) {
      store<u8>(number, 45);
      input++;
    } else if (byte == 43) {
      store<u8>(number, 43);
      input++;
    }
  }
  if (input >= end) return;
  let isRead = false;
  if (isDigit(here())) {
    if (pointRead && behind == post) return;
    store<u8>(to++, <u8>here());
    if (pointRead) behind++;
    else before++;
    isRead = true;
  } else if (has(DECIMAL) && !pointRead && here() == 46) {
    store<u8>(to++, 46);
    pointRead = true;
    isRead = true;
  }
  if (load<u8>(number) != 32 || before + behind == 0) return;
  if (has(SIGN) && isRead && input + 1 < end && !isDigit(load<u8>(input + 1))) {
    const byte = <u32>load<u8>(input + 1);
    if (isSign(byte)) {
      store<u8>(number, <u8>byte);
      input++;
    }
  } else if (!isRead && !has(SIGN) && has(MINUS | PLUS) && isSign(here())) store<u8>(number, <u8>here());
}

/** Of a letter its capital; of no other byte a letter. */
function upper(byte: u32): u32 {
  return byte & 0xdf;
}

function isRomanLetter(at: usize): bool {
  for (let letter: usize = 0; letter < 10; letter++) if (upper(load<u8>(at)) == <u32>load<u8>(ROMAN_LETTERS + letter)) return true;
  return false;
}

/** The letters that follow each other here, of one kind. */
function romanRun(letter: u32, most: i32): i32 {
  let count = 0;
  while (count < most && upper(here()) == letter) {
    input++;
    count++;
  }
  return count;
}

/** The digit of a place whose one, five and ten are written with those letters. */
function romanDigit(letters: usize): i32 {
  const one = <u32>load<u8>(letters);
  if (upper(here()) == one && input + 1 < end) {
    const behind = upper(load<u8>(input + 1));
    const digit = behind == <u32>load<u8>(letters + 1) ? 4 : behind == <u32>load<u8>(letters + 2) ? 9 : 0;
    if (digit != 0) {
      input += 2;
      return digit;
    }
  }
  return romanRun(load<u8>(letters + 1), 1) * 5 + romanRun(one, 3);
}

/** A Roman number as its decimal digits: of 1 to 3999 in the one form that it has. */
function readRoman(): void {
  while (input < end && isSpace(here())) input++;
  let stop = input;
  while (stop < end && stop - input < LONGEST_ROMAN && isRomanLetter(stop)) stop++;
  const whole = end;
  end = stop;
  let value = romanRun(77, 3);
  for (let place: usize = 1; place < 10; place += 3) value = value * 10 + romanDigit(ROMAN_LETTERS + place);
  isNoRoman = value == 0 || input != stop;
  end = whole;
  for (let unit = 1000; unit > 0; unit /= 10) store<u8>(to++, <u8>(48 + (value / unit) % 10));
}

/** A keyword; false when the input stays where it is. */
function readKeyword(): bool {
  switch (keyword) {
    case N_NINE:
    case N_ZERO:
    case N_POINT:
    case N_D:
      readPlace(keyword);
      return true;
    case N_COMMA:
    case N_G:
      if (before + behind == 0 && has(FILL)) return false;
      return here() == 44;
    case N_RN:
      readRoman();
      return false;
    case N_L:
      passOver(1);
      return false;
    case N_TH:
      if (!has(ROMAN | DECIMAL) && load<u8>(number) != 45) passOver(2);
      return false;
    case N_MI:
    case N_PL:
    case N_SG: {
      const byte = here();
      const wanted = keyword == N_MI ? byte == 45 : keyword == N_PL ? byte == 43 : isSign(byte);
      if (!wanted) {
        passOver(1);
        return false;
      }
      store<u8>(number, <u8>byte);
      return true;
    }
    default:
      return false;
  }
}

/** A text read by a picture, as a decimal text; 0 for an empty picture. */
export function numberOfPicture(text: i64, picture: i64): i64 {
  if (isEmptyPicture(picture)) return 0;
  const problem = readPicture(picture);
  if (problem != 0) return fail(problem);
  if (has(EXPONENT)) return fail(NO_EXPONENT);
  const start = reserve(<u64>lengthOf(text) + <u64>multi + 64);
  if (start == 0) return fail(<i32>NO_ROOM);
  number = start;
  store<u8>(number, 32);
  to = number + 1;
  input = addressOf(text);
  end = input + lengthOf(text);
  before = 0;
  behind = 0;
  pointRead = false;
  isNoRoman = false;
  beginPicture(picture);
  for (next(); token != T_END && input < end; next()) {
    if (token != T_KEYWORD) input += bytesHere();
    else if (readKeyword()) input++;
  }
  if (isNoRoman) return fail(NO_ROMAN);
  if (wholeDigits() > pre + multi) return fail(TOO_MANY_DIGITS);
  if (load<u8>(to - 1) == 46) to--;
  if (has(MULTI) && !pointRead && to > number + 1) {
    if (multi > 0) shiftPoint();
    else store<u8>(to++, 46);
    memory.fill(to, 48, POWER_SCALE);
    to += POWER_SCALE;
  }
  return commit(to);
}

/** V multiplies by a power of ten, which has so many digits behind its own (numeric_power). */
const POWER_SCALE: usize = 16;

/** Digits before the point, without zeros in front: a place for the point takes one more than the picture has. */
function wholeDigits(): i32 {
  let zeros = 0;
  while (zeros < before && load<u8>(number + 1 + zeros) == 48) zeros++;
  return before - zeros;
}

/** V: the point moves to the left, as a division by a power of ten does. */
function shiftPoint(): void {
  const digits = to - number - 1;
  const shift = <usize>multi;
  let out = to;
  if (digits <= shift) {
    const zeros = shift - digits + 1;
    memory.copy(number + 1 + zeros, number + 1, digits);
    memory.fill(number + 1, 48, zeros);
    out += zeros;
  }
  memory.copy(out - shift + 1, out - shift, shift);
  store<u8>(out - shift, 46);
  to = out + 1;
}
