// The pictures of to_char, to_date, to_timestamp and to_number cut into tokens (PostgreSQL manual, section 9.8): keywords
// with their prefixes and suffixes, quoted texts, other characters. A picture is read from the left, the longest keyword
// first, as PostgreSQL does. A constant picture is cut once a batch: its tokens lie on the heap, and are taken from there.
//
//   token  u32 kind, keyword, spelling | 4 filled | 8 translated | 16 spelled | ordinal << 8, bytes, character at, character bytes
import { NO_ROOM, TOO_LONG, addressOf, fail, keep, lengthOf, refOf, reserve } from "./bump.part";

export const D_A_D: u32 = 1;
export const D_A_M: u32 = 2;
export const D_AD: u32 = 3;
export const D_AM: u32 = 4;
export const D_CC: u32 = 5;
export const D_DAY: u32 = 6;
export const D_DDD: u32 = 7;
export const D_DD: u32 = 8;
export const D_DY: u32 = 9;
export const D_D: u32 = 10;
export const D_FF1: u32 = 11;
export const D_FF2: u32 = 12;
export const D_FF3: u32 = 13;
export const D_FF4: u32 = 14;
export const D_FF5: u32 = 15;
export const D_FF6: u32 = 16;
export const D_FX: u32 = 17;
export const D_HH24: u32 = 18;
export const D_HH: u32 = 19;
export const D_IDDD: u32 = 20;
export const D_ID: u32 = 21;
export const D_IW: u32 = 22;
export const D_IYYY: u32 = 23;
export const D_IYY: u32 = 24;
export const D_IY: u32 = 25;
export const D_I: u32 = 26;
export const D_J: u32 = 27;
export const D_MI: u32 = 28;
export const D_MM: u32 = 29;
export const D_MONTH: u32 = 30;
export const D_MON: u32 = 31;
export const D_MS: u32 = 32;
export const D_OF: u32 = 33;
export const D_Q: u32 = 34;
export const D_RM: u32 = 35;
export const D_SSSS: u32 = 36;
export const D_SS: u32 = 37;
export const D_TZH: u32 = 38;
export const D_TZM: u32 = 39;
export const D_TZ: u32 = 40;
export const D_US: u32 = 41;
export const D_WW: u32 = 42;
export const D_W: u32 = 43;
export const D_Y_YYY: u32 = 44;
export const D_YYYY: u32 = 45;
export const D_YYY: u32 = 46;
export const D_YY: u32 = 47;
export const D_Y: u32 = 48;

export const N_COMMA: u32 = 1;
export const N_POINT: u32 = 2;
export const N_ZERO: u32 = 3;
export const N_NINE: u32 = 4;
export const N_B: u32 = 5;
export const N_D: u32 = 6;
export const N_EEEE: u32 = 7;
export const N_FM: u32 = 8;
export const N_G: u32 = 9;
export const N_L: u32 = 10;
export const N_MI: u32 = 11;
export const N_PL: u32 = 12;
export const N_PR: u32 = 13;
export const N_RN: u32 = 14;
export const N_SG: u32 = 15;
export const N_SP: u32 = 16;
export const N_S: u32 = 17;
export const N_TH: u32 = 18;
export const N_V: u32 = 19;

/** How a keyword was written: MONTH, Month, month. */
export const UPPER: u32 = 0;
export const CAPITAL: u32 = 1;
export const LOWER: u32 = 2;

/** Of dates and times: bytes of the keyword, its number, how it is written, the keyword. */
const DATE_KEYWORDS: usize = memory.data<u8>([
  4, 1, 0, 65, 46, 68, 46, 4, 2, 0, 65, 46, 77, 46, 2, 3, 0, 65, 68, 2, 4, 0, 65, 77, 4, 1, 0, 66, 46, 67, 46, 2, 3, 0, 66, 67, 2, 5, 0,
  67, 67, 3, 6, 0, 68, 65, 89, 3, 7, 0, 68, 68, 68, 2, 8, 0, 68, 68, 2, 9, 0, 68, 89, 3, 6, 1, 68, 97, 121, 2, 9, 1, 68, 121, 1, 10, 0,
  68, 3, 11, 0, 70, 70, 49, 3, 12, 0, 70, 70, 50, 3, 13, 0, 70, 70, 51, 3, 14, 0, 70, 70, 52, 3, 15, 0, 70, 70, 53, 3, 16, 0, 70, 70, 54,
  2, 17, 0, 70, 88, 4, 18, 0, 72, 72, 50, 52, 4, 19, 0, 72, 72, 49, 50, 2, 19, 0, 72, 72, 4, 20, 0, 73, 68, 68, 68, 2, 21, 0, 73, 68, 2,
  22, 0, 73, 87, 4, 23, 0, 73, 89, 89, 89, 3, 24, 0, 73, 89, 89, 2, 25, 0, 73, 89, 1, 26, 0, 73, 1, 27, 0, 74, 2, 28, 0, 77, 73, 2, 29,
  0, 77, 77, 5, 30, 0, 77, 79, 78, 84, 72, 3, 31, 0, 77, 79, 78, 2, 32, 0, 77, 83, 5, 30, 1, 77, 111, 110, 116, 104, 3, 31, 1, 77, 111,
  110, 2, 33, 0, 79, 70, 4, 2, 0, 80, 46, 77, 46, 2, 4, 0, 80, 77, 1, 34, 0, 81, 2, 35, 0, 82, 77, 5, 36, 0, 83, 83, 83, 83, 83, 4, 36,
  0, 83, 83, 83, 83, 2, 37, 0, 83, 83, 3, 38, 0, 84, 90, 72, 3, 39, 0, 84, 90, 77, 2, 40, 0, 84, 90, 2, 41, 0, 85, 83, 2, 42, 0, 87, 87,
  1, 43, 0, 87, 5, 44, 0, 89, 44, 89, 89, 89, 4, 45, 0, 89, 89, 89, 89, 3, 46, 0, 89, 89, 89, 2, 47, 0, 89, 89, 1, 48, 0, 89, 4, 1, 2,
  97, 46, 100, 46, 4, 2, 2, 97, 46, 109, 46, 2, 3, 2, 97, 100, 2, 4, 2, 97, 109, 4, 1, 2, 98, 46, 99, 46, 2, 3, 2, 98, 99, 2, 5, 2, 99,
  99, 3, 6, 2, 100, 97, 121, 3, 7, 2, 100, 100, 100, 2, 8, 2, 100, 100, 2, 9, 2, 100, 121, 1, 10, 2, 100, 3, 11, 2, 102, 102, 49, 3, 12,
  2, 102, 102, 50, 3, 13, 2, 102, 102, 51, 3, 14, 2, 102, 102, 52, 3, 15, 2, 102, 102, 53, 3, 16, 2, 102, 102, 54, 2, 17, 2, 102, 120, 4,
  18, 2, 104, 104, 50, 52, 4, 19, 2, 104, 104, 49, 50, 2, 19, 2, 104, 104, 4, 20, 2, 105, 100, 100, 100, 2, 21, 2, 105, 100, 2, 22, 2,
  105, 119, 4, 23, 2, 105, 121, 121, 121, 3, 24, 2, 105, 121, 121, 2, 25, 2, 105, 121, 1, 26, 2, 105, 1, 27, 2, 106, 2, 28, 2, 109, 105,
  2, 29, 2, 109, 109, 5, 30, 2, 109, 111, 110, 116, 104, 3, 31, 2, 109, 111, 110, 2, 32, 2, 109, 115, 2, 33, 2, 111, 102, 4, 2, 2, 112,
  46, 109, 46, 2, 4, 2, 112, 109, 1, 34, 2, 113, 2, 35, 2, 114, 109, 5, 36, 2, 115, 115, 115, 115, 115, 4, 36, 2, 115, 115, 115, 115, 2,
  37, 2, 115, 115, 3, 38, 2, 116, 122, 104, 3, 39, 2, 116, 122, 109, 2, 40, 2, 116, 122, 2, 41, 2, 117, 115, 2, 42, 2, 119, 119, 1, 43,
  2, 119, 5, 44, 2, 121, 44, 121, 121, 121, 4, 45, 2, 121, 121, 121, 121, 3, 46, 2, 121, 121, 121, 2, 47, 2, 121, 121, 1, 48, 2, 121, 0,
]);
/** Of numbers. C (20) and SP (16) are known to PostgreSQL, and nothing is done for them. */
const NUMBER_KEYWORDS: usize = memory.data<u8>([
  1, 1, 0, 44, 1, 2, 0, 46, 1, 3, 0, 48, 1, 4, 0, 57, 1, 5, 0, 66, 1, 20, 0, 67, 1, 6, 0, 68, 4, 7, 0, 69, 69, 69, 69, 2, 8, 0, 70, 77, 1, 9, 0, 71,
  1, 10, 0, 76, 2, 11, 0, 77, 73, 2, 12, 0, 80, 76, 2, 13, 0, 80, 82, 2, 14, 0, 82, 78, 2, 15, 0, 83, 71, 2, 16, 0, 83, 80, 1, 17, 0, 83, 2,
  18, 0, 84, 72, 1, 19, 0, 86, 1, 5, 2, 98, 1, 20, 2, 99, 1, 6, 2, 100, 4, 7, 2, 101, 101, 101, 101, 2, 8, 2, 102, 109, 1, 9, 2, 103, 1, 10, 2, 108, 2,
  11, 2, 109, 105, 2, 12, 2, 112, 108, 2, 13, 2, 112, 114, 2, 14, 2, 114, 110, 2, 15, 2, 115, 103, 2, 16, 2, 115, 112, 1, 17, 2, 115, 2,
  18, 2, 116, 104, 1, 19, 2, 118, 0,
]);

/** A token: a keyword, a character to be copied, a separator (of dates), a blank, the end. */
export const T_END: u32 = 0;
export const T_KEYWORD: u32 = 1;
export const T_CHARACTER: u32 = 2;
export const T_SEPARATOR: u32 = 3;
export const T_SPACE: u32 = 4;

export let token: u32 = 0;
export let keyword: u32 = 0;
export let spelling: u32 = 0;
export let keywordBytes: i32 = 0;
/** FM. */
export let filled: bool = false;
/** 0, or 1 TH and 2 th. */
export let ordinal: u32 = 0;
/** TM. */
export let translated: bool = false;
/** SP. */
export let spelled: bool = false;
/** Where the character stands, and its bytes. */
export let characterAt: usize = 0;
export let characterBytes: usize = 0;

let now: usize = 0;
let stop: usize = 0;
let quoted: bool = false;
let dates: bool = false;

/** Whether a field is written as a number, so that digits behind it may be another field's. */
export function isNumber(field: u32): bool {
  switch (field) {
    case D_A_D:
    case D_A_M:
    case D_AD:
    case D_AM:
    case D_DAY:
    case D_DY:
    case D_FX:
    case D_MONTH:
    case D_MON:
    case D_OF:
    case D_RM:
    case D_TZH:
    case D_TZ:
      return false;
    default:
      return true;
  }
}

/** Whether what follows the token cannot begin with a digit. The token is lost. */
export function endsBeforeDigits(): bool {
  if (token == T_KEYWORD && ordinal != 0) return true;
  const at = cut;
  next();
  cut = at;
  if (token == T_KEYWORD) return !isNumber(keyword);
  return !(token == T_CHARACTER && characterBytes == 1 && <u32>load<u8>(characterAt) - 48 < 10);
}

function starts(first: u32, second: u32): bool {
  return now + 1 < stop && load<u8>(now) == first && load<u8>(now + 1) == second;
}

function keywordAt(): bool {
  let entry = dates ? DATE_KEYWORDS : NUMBER_KEYWORDS;
  for (let bytes = <usize>load<u8>(entry); bytes != 0; bytes = load<u8>(entry)) {
    if (now + bytes <= stop && memory.compare(now, entry + 3, bytes) == 0) {
      keyword = load<u8>(entry, 1);
      spelling = load<u8>(entry, 2);
      keywordBytes = <i32>bytes;
      now += bytes;
      return true;
    }
    entry += bytes + 3;
  }
  return false;
}

function bytesOf(lead: u32): usize {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function character(kind: u32): void {
  token = kind;
  characterAt = now;
  characterBytes = min<usize>(bytesOf(load<u8>(now)), stop - now);
  now += characterBytes;
}

/** Whether a byte may stand between fields of a date: ASCII, but no letter, digit, or control character. */
export function isSeparator(byte: u32): bool {
  return byte > 0x20 && byte < 0x7f && !((byte | 32) - 97 < 26) && !(byte - 48 < 10);
}

/** Cuts a picture: a ref to its tokens, of which the last is the end. */
export function cutPicture(picture: i64, ofDates: i32): i64 {
  const begun = reserve(16);
  const start = (begun + 7) & ~7;
  const most = 8 + (<u64>lengthOf(picture) + 1) * TOKEN_BYTES;
  if (most > 0x7fffffff) return fail(TOO_LONG);
  if (begun == 0 || reserve(most) == 0) return fail(<i32>NO_ROOM);
  now = addressOf(picture);
  stop = now + lengthOf(picture);
  quoted = false;
  dates = ofDates != 0;
  let at = start;
  do {
    read();
    store<u32>(at, token);
    store<u32>(at, keyword, 4);
    store<u32>(at, spelling | (filled ? 4 : 0) | (translated ? 8 : 0) | (spelled ? 16 : 0) | (ordinal << 8), 8);
    store<i32>(at, keywordBytes, 12);
    store<u32>(at, <u32>characterAt, 16);
    store<u32>(at, <u32>characterBytes, 20);
    at += TOKEN_BYTES;
  } while (token != T_END);
  keep(at);
  return refOf(start, at - start);
}

const TOKEN_BYTES: usize = 24;
let cut: usize = 0;

/** Begins to take the tokens of a picture that was cut. */
export function beginPicture(tokens: i64): void {
  cut = addressOf(tokens);
}

/** Whether a picture that was cut has no tokens. */
export function isEmptyPicture(tokens: i64): bool {
  return load<u32>(addressOf(tokens)) == T_END;
}

/** How many tokens a picture that was cut has, at least 1. */
export function pictureTokens(tokens: i64): usize {
  return lengthOf(tokens) / TOKEN_BYTES;
}

/** The next token. */
export function next(): void {
  token = load<u32>(cut);
  keyword = load<u32>(cut, 4);
  const flags = load<u32>(cut, 8);
  spelling = flags & 3;
  filled = (flags & 4) != 0;
  translated = (flags & 8) != 0;
  ordinal = flags >> 8;
  keywordBytes = load<i32>(cut, 12);
  characterAt = load<u32>(cut, 16);
  characterBytes = load<u32>(cut, 20);
  if (token != T_END) cut += TOKEN_BYTES;
}

/** Reads the next token of the picture's text. */
function read(): void {
  filled = false;
  translated = false;
  spelled = false;
  ordinal = 0;
  for (;;) {
    if (now >= stop) {
      token = T_END;
      return;
    }
    if (quoted) {
      if (load<u8>(now) == 34) {
        now++;
        quoted = false;
        continue;
      }
      if (load<u8>(now) == 92 && now + 1 < stop) now++;
      return character(T_CHARACTER);
    }
    if (dates && prefix()) continue;
    if (keywordAt()) {
      token = T_KEYWORD;
      if (dates) suffix();
      return;
    }
    filled = false;
    translated = false;
    if (load<u8>(now) == 34) {
      now++;
      quoted = true;
      continue;
    }
    if (starts(92, 34)) now++;
    const byte = <u32>load<u8>(now);
    if (dates && isSeparator(byte)) return character(T_SEPARATOR);
    return character(byte == 32 || byte - 9 < 5 ? T_SPACE : T_CHARACTER);
  }
}

/** One prefix. */
function prefix(): bool {
  if (filled || translated) return false;
  if (starts(70, 77) || starts(102, 109)) filled = true;
  else if (starts(84, 77) || starts(116, 109)) translated = true;
  else return false;
  now += 2;
  return now < stop;
}

function suffix(): void {
  if (starts(84, 72)) ordinal = 1;
  else if (starts(116, 104)) ordinal = 2;
  else if (starts(83, 80) || starts(115, 112)) spelled = true;
  else return;
  now += 2;
}
