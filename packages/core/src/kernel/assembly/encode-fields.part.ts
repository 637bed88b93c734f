// Lines of text taken apart: PostgreSQL's CSV and TEXT forms. First the rows that are plain to see are cut into fields;
// what is rare or wrong (lone carriage returns, octal escapes, a field too many) ends the cut at its row, which whoever
// asked reads byte by byte. Then the fields of a column are put one behind the other.

import { ESCAPED, FIELD, IS_NULL, joinEscaped, LENGTH } from "./field-text.part";

// The format, in words: whether it is CSV, the delimiter, the quote (CSV), the NULL text's bytes and where they are.
const IS_CSV: usize = 0;
const DELIMITER: usize = 4;
const QUOTE: usize = 8;
const NULL_BYTES: usize = 12;
const NULL_TEXT: usize = 16;

const LINE_FEED: u8 = 10;
const RETURN: u8 = 13;
const BACKSLASH: u8 = 92;

/** What a cut says of itself: rows, where the next row begins, line feeds that were passed. */
const ROWS: usize = 0;
const NEXT: usize = 4;
const LINES: usize = 8;

let isCsv = false;
let delimiter: u8 = 0;
/** Of CSV the quote; of TEXT the backslash. */
let special: u8 = 0;
/** Line feeds inside the quotes of the row at hand. */
let quotedLines: u32 = 0;
/** Marks and raw length of the field that was cut last; where it begins is known. */
let cutLength: u32 = 0;
let cutStart: usize = 0;

/** The first of four bytes from `from` on; `end` where there is none. */
// @ts-ignore: decorator
@inline
function seek(from: usize, end: usize): usize {
  const delimiters = i8x16.splat(<i8>delimiter);
  const specials = i8x16.splat(<i8>special);
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const found = v128.or(
      v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, specials)),
      v128.or(i8x16.eq(bytes, i8x16.splat(<i8>LINE_FEED)), i8x16.eq(bytes, i8x16.splat(<i8>RETURN))),
    );
    const mask = i8x16.bitmask(found);
    if (mask != 0) return min(end, at + <usize>ctz(mask));
  }
  return end;
}

/** Behind a quoted field that begins at `from` with its quote; 0 where it does not end before `end`. */
function cutQuoted(from: usize, end: usize): usize {
  const quotes = i8x16.splat(<i8>special);
  let marks: u32 = 0;
  let at = from + 1;
  while (at < end) {
    const bytes = v128.load(at);
    const feeds = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(<i8>LINE_FEED)));
    const mask = i8x16.bitmask(i8x16.eq(bytes, quotes));
    if (mask == 0) {
      const left = end - at;
      quotedLines += popcnt(left >= 16 ? feeds : feeds & ((1 << <i32>left) - 1));
      at += 16;
      continue;
    }
    quotedLines += popcnt(feeds & (mask - 1) & ~mask);
    at += <usize>ctz(mask);
    if (at + 1 >= end) return 0;
    if (load<u8>(at, 1) != special) {
      cutStart = from + 1;
      cutLength = <u32>(at - cutStart) | marks;
      return at + 1;
    }
    marks = ESCAPED;
    at += 2;
  }
  return 0;
}

/** Whether a backslash before this byte is simply left out, or names a control character. */
// @ts-ignore: decorator
@inline
function isSimpleEscape(byte: u8): bool {
  return byte != 46 && byte != 120 && byte != LINE_FEED && byte != RETURN && (byte < 48 || byte > 55);
}

/** Behind a field without quotes; 0 where it does not end before `end`, or is to be read byte by byte. */
function cutPlain(from: usize, end: usize): usize {
  let marks: u32 = 0;
  let at = seek(from, end);
  while (at < end && load<u8>(at) == special) {
    if (isCsv || at + 1 >= end || !isSimpleEscape(load<u8>(at, 1))) return 0;
    marks = ESCAPED;
    at = seek(at + 2, end);
  }
  if (at >= end) return 0;
  cutStart = from;
  cutLength = <u32>(at - from) | marks;
  return at;
}

/**
 * Cuts the rows from `from` on, each of `columns` fields, into `fields`, at most `most` rows. `cut`: what came of it.
 */
export function cutRows(from: usize, end: usize, columns: u32, most: u32, format: usize, fields: usize, cut: usize): void {
  isCsv = load<u32>(format, IS_CSV) != 0;
  delimiter = <u8>load<u32>(format, DELIMITER);
  special = isCsv ? <u8>load<u32>(format, QUOTE) : BACKSLASH;
  const nullBytes = load<u32>(format, NULL_BYTES);
  const nullText = <usize>load<u32>(format, NULL_TEXT);
  let rows: u32 = 0;
  let lines: u32 = 0;
  let next = from;
  let field = fields;
  while (rows < most) {
    let at = next;
    quotedLines = 0;
    let column: u32 = 0;
    let isWhole = false;
    while (at < end) {
      const isQuoted = isCsv && load<u8>(at) == special;
      at = isQuoted ? cutQuoted(at, end) : cutPlain(at, end);
      if (at == 0 || column == columns) break;
      if (!isQuoted && (cutLength & LENGTH) == nullBytes && isEqual(cutStart, nullText, nullBytes)) cutLength = IS_NULL;
      store<u32>(field, cutStart);
      store<u32>(field, cutLength, 4);
      field += FIELD;
      column++;
      const byte = load<u8>(at++);
      if (byte == delimiter) continue;
      if (byte == RETURN && at < end && load<u8>(at) == LINE_FEED) at++;
      else if (byte != LINE_FEED) break;
      isWhole = column == columns;
      break;
    }
    if (!isWhole) break;
    rows++;
    lines += quotedLines + 1;
    next = at;
  }
  store<u32>(cut, rows, ROWS);
  store<u32>(cut, <u32>next, NEXT);
  store<u32>(cut, lines, LINES);
}

function isEqual(left: usize, right: usize, length: u32): bool {
  for (let at: usize = 0; at < <usize>length; at++) {
    if (load<u8>(left + at) != load<u8>(right + at)) return false;
  }
  return true;
}

/** At least the bytes that a column's fields come to. */
export function countFields(fields: usize, rows: u32, columns: u32, column: u32): u32 {
  let bytes: u32 = 0;
  let field = fields + <usize>column * FIELD;
  for (let row: u32 = 0; row < rows; row++) {
    bytes += load<u32>(field, 4) & LENGTH;
    field += <usize>columns * FIELD;
  }
  return bytes;
}

/** A column's fields one behind the other, `ends` where they end and `valid` whether they are no NULL; answers the bytes. */
export function joinFields(
  fields: usize,
  rows: u32,
  columns: u32,
  column: u32,
  target: usize,
  ends: usize,
  valid: usize,
): u32 {
  let to = target;
  let field = fields + <usize>column * FIELD;
  for (let row: u32 = 0; row < rows; row++) {
    const from = <usize>load<u32>(field);
    const length = load<u32>(field, 4);
    to = length & ESCAPED ? joinEscaped(from, length & LENGTH, to, isCsv, special) : joinPlain(from, length & LENGTH, to);
    store<u8>(valid + <usize>row, length & IS_NULL ? 0 : 1);
    store<u32>(ends + (<usize>row << 2), <u32>(to - target));
    field += <usize>columns * FIELD;
  }
  return <u32>(to - target);
}

// @ts-ignore: decorator
@inline
function joinPlain(from: usize, length: u32, to: usize): usize {
  // Whole words, past the end of the value: the next one overwrites them.
  if (length <= 64) for (let at: usize = 0; at < <usize>length; at += 16) v128.store(to + at, v128.load(from + at));
  else memory.copy(to, from, <usize>length);
  return to + <usize>length;
}
