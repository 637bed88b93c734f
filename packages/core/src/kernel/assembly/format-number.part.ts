// to_char of numbers (PostgreSQL manual, section 9.8.4): a number's decimal digits are rounded to the picture's and put into
// it. Exact decimals come as text; doubles are written out in binary arithmetic (format-float.part.ts) first.
import { NO_ROOM, addressOf, commit, fail, lengthOf, refOf, reserve } from "./bump.part";
import { putExponent, putFloat } from "./format-float.part";
import {
  BRACKET, DECIMAL, EXPONENT, FILL, MINUS, MULTI, PLUS, ROMAN, SIGN, SIGN_BEFORE, SIGN_BEHIND, ZEROES, flags, multi, post, pre,
  readPicture, setFlags, setPost, setPre, setSignPlace, signPlace, signPre, zeroEnd, zeroStart,
} from "./format-picture.part";
import {
  LOWER, N_COMMA, N_D, N_G, N_L, N_MI, N_NINE, N_PL, N_POINT, N_RN, N_SG, N_TH, N_ZERO, T_END, T_KEYWORD, beginPicture,
  characterAt, characterBytes, isEmptyPicture, keyword, next, pictureTokens, spelling, token,
} from "./format-token.part";

const NO_NUMBER: i32 = -28;
const BIGINT_RANGE: i32 = -30;

/** What a decimal text stands for, where it matters to a picture (`kind`). */
const INT4: i32 = 1;
const INT8: i32 = 2;

/** The number's text, ended by a zero byte: digits, perhaps a point and more digits. */
let number: usize = 0;
let numberAt: usize = 0;
/** The last digit that matters where FM leaves out zeros; 0: all do. */
let relevant: usize = 0;
let sign: u32 = 0;
let signWritten: bool = false;
let spaces: i32 = 0;
let count: i32 = 0;
let current: i32 = 0;
let numberBegun: bool = false;
let firstZero: i32 = 0;
let out: usize = 0;
/** Where the result ends although the picture goes on; 0: nowhere. */
let ended: usize = 0;
let problem: i32 = 0;

function put(byte: u32): void {
  store<u8>(out++, <u8>byte);
}

function has(flag: u32): bool {
  return (flags & flag) != 0;
}

/** Room for the result and, behind it, for the number's text. */
function begin(picture: i64, digits: usize): usize {
  const most = pictureTokens(picture) * 16 + 64;
  const start = reserve(<u64>pictureTokens(picture) * 16 + 64 + <u64>digits + <u64>(pre + post + multi) * 2 + 512);
  if (start == 0) return 0;
  number = start + most;
  out = start;
  return start;
}

/** Copies a decimal text, shifted by `multi` places and rounded to `post` digits, halves away from zero. Its sign is kept apart. */
function takeDecimal(text: i64): void {
  let at = addressOf(text);
  const end = at + lengthOf(text);
  sign = 43;
  if (at < end && load<u8>(at) == 45) {
    sign = 45;
    at++;
  }
  let to = number;
  if (at < end && !(<u32>load<u8>(at) - 48 < 10)) {
    memory.copy(to, at, end - at);
    store<u8>(to + (end - at), 0);
    return;
  }
  while (at < end && load<u8>(at) != 46) store<u8>(to++, load<u8>(at++));
  if (at < end) at++;
  for (let i = multi; i > 0; i--) store<u8>(to++, at < end ? load<u8>(at++) : 48);
  for (let i = post; i > 0; i--) store<u8>(to++, at < end ? load<u8>(at++) : 48);
  if (at < end && load<u8>(at) >= 53) to += roundUp(to);
  // What rounds to zero has no sign.
  let zero = true;
  for (let place = number; place < to; place++) if (load<u8>(place) != 48) zero = false;
  if (zero) sign = 43;
  finishDecimal(to);
}

/**
 * An integer times ten to the power of `multi`, in its own type as PostgreSQL multiplies: int4 wraps around, and the power
 * itself is the least int4 where it is none. False where int8 overflows, as the power alone does.
 */
function takeMultiple(text: i64, kind: i32): bool {
  let at = addressOf(text);
  const end = at + lengthOf(text);
  const negative = at < end && load<u8>(at) == 45;
  if (negative) at++;
  // The least integer has no positive one.
  let value: i64 = 0;
  for (; at < end; at++) value = value * 10 - <i64>(load<u8>(at) - 48);
  if (!negative) value = -value;
  let power: i64 = 1;
  if (multi > 18) {
    if (kind == INT8) return false;
  } else for (let i = multi; i > 0; i--) power *= 10;
  if (kind == INT4) value = <i64>(<i32>value * (multi > 9 ? i32.MIN_VALUE : <i32>power));
  else {
    const product = value * power;
    if (product / power != value) return false;
    value = product;
  }
  sign = value < 0 ? 45 : 43;
  let rest = <u64>(value < 0 ? -value : value);
  let first = number + 20;
  store<u8>(first, 0);
  do {
    store<u8>(--first, <u8>(48 + rest % 10));
    rest /= 10;
  } while (rest != 0);
  memory.copy(number, first, number + 21 - first);
  return true;
}

/** Adds one to the digits that end at `to`: 1 when they have become one more. */
function roundUp(to: usize): usize {
  let at = to;
  while (at > number) {
    at--;
    if (load<u8>(at) != 57) {
      store<u8>(at, load<u8>(at) + 1);
      return 0;
    }
    store<u8>(at, 48);
  }
  memory.copy(number + 1, number, to - number);
  store<u8>(number, 49);
  return 1;
}

/** Drops leading zeros, puts the point in, ends the text. */
function finishDecimal(to: usize): void {
  const whole = to - number - <usize>post;
  let skipped: usize = 0;
  while (skipped + 1 < whole && load<u8>(number + skipped) == 48) skipped++;
  memory.copy(number, number + skipped, to - number - skipped);
  let end = to - skipped;
  if (post > 0) {
    const point = end - <usize>post;
    memory.copy(point + 1, point, <usize>post);
    store<u8>(point, 46);
    end++;
  }
  store<u8>(end, 0);
}

function textLength(at: usize): i32 {
  let length = 0;
  while (load<u8>(at + <usize>length) != 0) length++;
  return length;
}

/** Digits before the point are fewer than the picture has, or too many: then all are #. */
function fit(): void {
  let digits = 0;
  while (load<u8>(number + <usize>digits) != 0 && load<u8>(number + <usize>digits) != 46) digits++;
  spaces = 0;
  if (digits < pre) spaces = pre - digits;
  else if (digits > pre) {
    memory.fill(number, 35, <usize>(pre + post + 1));
    store<u8>(number + <usize>pre, 46);
    store<u8>(number + <usize>(pre + post + 1), 0);
  }
}

/**
 * A decimal's text by a picture. `kind` 1: of int4, which PostgreSQL writes with an exponent as a double (what it writes of
 * other numbers may have two digits before the point when it is rounded up); 2: of int8; 0: of numeric.
 */
export function numberByPicture(text: i64, kind: i32, picture: i64): i64 {
  if (isEmptyPicture(picture)) return refOf(addressOf(picture), 0);
  const refused = readPicture(picture);
  if (refused != 0) return fail(refused);
  const start = begin(picture, lengthOf(text));
  if (start == 0) return fail(<i32>NO_ROOM);
  if (has(EXPONENT)) return scientific(text, kind == INT4);
  if (has(ROMAN)) {
    setPost(0);
    takeDecimal(text);
    roman();
  } else {
    if (!has(MULTI) || kind == 0) takeDecimal(text);
    else if (!takeMultiple(text, kind)) return fail(BIGINT_RANGE);
    if (has(MULTI)) setPre(pre + multi);
    fit();
  }
  return process(picture);
}

const REAL_DIGITS: i32 = 6;

/** A double or real times ten to the power of `multi`: one product, rounded to its type. Powers up to 10^44 are rounded once. */
function multiple(value: f64, real: bool): f64 {
  let power: f64 = 1;
  for (let i = min(multi, 22); i > 0; i--) power *= 10;
  let further: f64 = 1;
  for (let i = multi; i > 22; i--) further *= 10;
  power *= further;
  return real ? <f64>(<f32>value * <f32>power) : value * power;
}

/** A double by a picture: at most `digits` significant digits (15, or 6 of real). */
export function floatByPicture(value: f64, digits: i32, picture: i64): i64 {
  if (isEmptyPicture(picture)) return refOf(addressOf(picture), 0);
  const refused = readPicture(picture);
  if (refused != 0) return fail(refused);
  const start = begin(picture, 1600);
  if (start == 0) return fail(<i32>NO_ROOM);
  const negative = value < 0 || (value == 0 && reinterpret<i64>(value) < 0);
  sign = negative ? 45 : 43;
  if (has(EXPONENT)) {
    if (value != value || value - value != 0) return hashes();
    put(negative ? 45 : 32);
    out = putFloat(abs(value), post, true, out);
    return commit(out);
  }
  if (has(ROMAN)) {
    store<u8>(putFloat(abs(value), 0, false, number), 0);
    if (value != value || value - value != 0) store<u16>(number, 35);
    roman();
    return process(picture);
  }
  let scaled = abs(value);
  if (has(MULTI)) {
    scaled = multiple(scaled, digits == REAL_DIGITS);
    setPre(pre + multi);
  }
  if (scaled != scaled || scaled - scaled != 0) {
    const isNan = scaled != scaled;
    memory.copy(number, isNan ? NAN_TEXT : INFINITY_TEXT, isNan ? 4 : 9);
    if (isNan) sign = 43;
    setPost(isNan ? min(post, digits - 3) : digits > 8 ? min(post, digits - 8) : 0);
    fit();
    return process(picture);
  }
  const whole = <i32>(putFloat(scaled, 0, false, number) - number);
  if (whole >= digits) setPost(0);
  else if (whole + post > digits) setPost(digits - whole);
  store<u8>(putFloat(scaled, post, false, number), 0);
  fit();
  return process(picture);
}

const NAN_TEXT: usize = memory.data<u8>([78, 97, 78, 0]);
const INFINITY_TEXT: usize = memory.data<u8>([73, 110, 102, 105, 110, 105, 116, 121, 0]);

/** What stands for a number that has no exponent. */
function hashes(): i64 {
  const length = <usize>(pre + post + 6);
  memory.fill(out, 35, length);
  store<u8>(out, 32);
  store<u8>(out + <usize>(pre + 1), 46);
  return commit(out + length);
}

/** d.ddde+xx, rounded half away from zero. */
function scientific(text: i64, machine: bool): i64 {
  let at = addressOf(text);
  const end = at + lengthOf(text);
  const negative = at < end && load<u8>(at) == 45;
  if (negative) at++;
  if (at < end && !(<u32>load<u8>(at) - 48 < 10)) return hashes();
  // The digits without the point, and where it stands.
  let to = number;
  let exponent = -1;
  let seen = false;
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == 46) {
      seen = true;
      continue;
    }
    if (!seen) exponent++;
    store<u8>(to++, <u8>byte);
  }
  let first = number;
  while (first < to && load<u8>(first) == 48) {
    first++;
    exponent--;
  }
  if (first == to) {
    first = number;
    exponent = 0;
  }
  memory.copy(number, first, to - first);
  to = number + (to - first);
  const wanted = number + <usize>post + 1;
  while (to < wanted) store<u8>(to++, 48);
  const longer = to > wanted && load<u8>(wanted) >= 53 && roundUp(wanted) == 1;
  if (longer && machine) exponent++;
  const whole: usize = longer && !machine ? 2 : 1;
  put(negative ? 45 : 32);
  for (let i: usize = 0; i < whole; i++) put(load<u8>(number + i));
  if (post > 0) {
    put(46);
    memory.copy(out, number + whole, <usize>post);
    out += <usize>post;
  }
  out = putExponent(out, exponent);
  return commit(out);
}

/** I, IV, V, ... of 1000, 100, 10 and 1: two letters of one, five and ten. */
export const ROMAN_LETTERS: usize = memory.data<u8>([77, 67, 68, 77, 88, 76, 67, 73, 86, 88]);

/** Turns the number's text into a Roman number: of 1 to 3999, # for others. */
function roman(): void {
  let value = 0;
  const length = textLength(number);
  for (let i = 0; i < length; i++) {
    const digit = <i32>load<u8>(number + <usize>i) - 48;
    value = digit < 0 || digit > 9 || length > 4 ? 4000 : value * 10 + digit;
    if (value >= 4000) break;
  }
  if (sign == 45 || value < 1 || value > 3999) {
    memory.fill(number, 35, 15);
    store<u8>(number + 15, 0);
    return;
  }
  let to = number;
  for (let i = value / 1000; i > 0; i--) store<u8>(to++, 77);
  for (let place: usize = 0; place < 3; place++) {
    const digit = place == 0 ? (value / 100) % 10 : place == 1 ? (value / 10) % 10 : value % 10;
    const letters = ROMAN_LETTERS + 1 + place * 3;
    if (digit == 9 || digit == 4) {
      store<u8>(to++, load<u8>(letters));
      store<u8>(to++, load<u8>(letters + (digit == 9 ? 2 : 1)));
      continue;
    }
    if (digit >= 5) store<u8>(to++, load<u8>(letters + 1));
    for (let i = digit % 5; i > 0; i--) store<u8>(to++, load<u8>(letters));
  }
  store<u8>(to, 0);
  sign = 43;
}

/** The last digit behind the point that is not 0, or the point; 0 where there is none. */
function lastRelevant(): usize {
  let at = number;
  while (load<u8>(at) != 0 && load<u8>(at) != 46) at++;
  if (load<u8>(at) == 0) return 0;
  let last = at;
  for (at++; load<u8>(at) != 0; at++) if (load<u8>(at) != 48) last = at;
  return last;
}

function prepare(): void {
  firstZero = zeroStart > 0 ? zeroStart - 1 : 0;
  if (has(PLUS | MINUS)) signWritten = !(has(PLUS) && !has(MINUS));
  else {
    if (sign != 45 && has(BRACKET) && has(FILL)) setFlags(flags & ~BRACKET);
    signWritten = sign == 43 && has(FILL) && !has(SIGN);
    if (signPlace == SIGN_BEFORE && pre == signPre) setSignPlace(SIGN_BEHIND);
  }
  count = post + pre - 1;
  relevant = 0;
  if (has(FILL) && has(DECIMAL)) {
    relevant = lastRelevant();
    if (relevant != 0 && zeroEnd > spaces) {
      const place = min(textLength(number) - 1, zeroEnd - spaces);
      relevant = max<usize>(relevant, number + <usize>place);
    }
  }
  if (!signWritten && spaces == 0) count++;
}

/** A leading 0 before the point that the picture does not ask for. */
function isBareZero(): bool {
  return !has(ZEROES) && numberAt == number && load<u8>(number) == 48 && post != 0;
}

function relevantIsPoint(): bool {
  return relevant != 0 && load<u8>(relevant) == 46;
}

function putSignBefore(): void {
  if (signWritten || !(current >= spaces || (has(ZEROES) && firstZero == current))) return;
  if (isBareZero() && !relevantIsPoint()) return;
  if (has(SIGN)) {
    if (signPlace != SIGN_BEFORE) return;
    put(sign);
  } else if (has(BRACKET)) put(sign == 43 ? 32 : 60);
  else if (sign == 45) put(45);
  else if (!has(FILL)) put(32);
  signWritten = true;
}

function putDigit(id: u32): void {
  if (load<u8>(numberAt) == 46) {
    put(46);
    numberBegun = false;
  } else if (relevant != 0 && numberAt > relevant && id != N_ZERO) {
    // A zero that FM leaves out; a separator behind it is left out as well.
    numberBegun = false;
  } else if (isBareZero()) {
    if (!has(FILL)) put(32);
    else if (relevantIsPoint()) put(48);
  } else {
    // Past its end PostgreSQL writes a zero byte, which ends the result.
    if (load<u8>(numberAt) != 0) put(load<u8>(numberAt));
    else if (ended == 0) ended = out;
    numberBegun = true;
  }
  if (load<u8>(numberAt) != 0) numberAt++;
}

/** One place of the picture that takes a digit or the point. */
function putPlace(id: u32): void {
  if (has(ROMAN)) return;
  putSignBefore();
  if (current < spaces && (firstZero > current || !has(ZEROES))) {
    if (!has(FILL)) put(32);
  } else if (has(ZEROES) && current < spaces && firstZero <= current) {
    put(48);
    numberBegun = true;
  } else putDigit(id);
  let end = count + (spaces != 0 ? 1 : 0) + (has(DECIMAL) ? 1 : 0);
  if (relevant != 0 && relevant == numberAt) end = current;
  if (current + 1 == end) {
    if (signWritten && has(BRACKET)) put(sign == 43 ? 32 : 62);
    else if (has(SIGN) && signPlace == SIGN_BEHIND) put(sign);
  }
  current++;
}

/** A separator of thousands. */
function putGroup(): void {
  if (numberBegun) put(44);
  else if (!has(FILL)) put(32);
}

function putOrdinal(): void {
  if (has(ROMAN | DECIMAL) || load<u8>(number) == 35 || sign == 45) return;
  const length = <usize>textLength(number);
  const last = <u32>load<u8>(number + length - 1);
  if (!(last - 48 < 10)) problem = NO_NUMBER;
  const teens = length > 1 && load<u8>(number + length - 2) == 49;
  let suffix: u32 = 0x6874;
  if (!teens && last == 49) suffix = 0x7473;
  else if (!teens && last == 50) suffix = 0x646e;
  else if (!teens && last == 51) suffix = 0x6472;
  store<u16>(out, <u16>(spelling == LOWER ? suffix : suffix & 0xdfdf));
  out += 2;
}

function putRoman(): void {
  const length = textLength(number);
  if (!has(FILL)) for (let i = length; i < 15; i++) put(32);
  for (let i = 0; i < length; i++) {
    const byte = <u32>load<u8>(number + <usize>i);
    put(spelling == LOWER && byte >= 65 ? byte | 32 : byte);
  }
}

function putKeyword(): void {
  switch (keyword) {
    case N_NINE:
    case N_ZERO:
    case N_POINT:
    case N_D:
      return putPlace(keyword);
    case N_COMMA:
    case N_G:
      return putGroup();
    case N_L:
      return put(32);
    case N_RN:
      return putRoman();
    case N_TH:
      return putOrdinal();
    case N_MI:
      if (sign == 45) put(45);
      else if (!has(FILL)) put(32);
      return;
    case N_PL:
      if (sign == 43) put(43);
      else if (!has(FILL)) put(32);
      return;
    case N_SG:
      return put(sign);
    default:
      break;
  }
}

function process(picture: i64): i64 {
  prepare();
  numberAt = number;
  current = 0;
  ended = 0;
  problem = 0;
  numberBegun = false;
  beginPicture(picture);
  for (next(); token != T_END; next()) {
    if (token == T_KEYWORD) putKeyword();
    else {
      memory.copy(out, characterAt, characterBytes);
      out += characterBytes;
    }
  }
  return problem != 0 ? fail(problem) : commit(ended != 0 ? ended : out);
}
