// Rows of texts and booleans as lines: PostgreSQL's CSV and TEXT forms. Values are looked at and copied sixteen bytes
// at a time; only one that has a special byte is written again, byte by byte.

// A column: 16 bytes.
const COLUMN: usize = 16;
const DATA: usize = 0;
/** Of the values' ends in data, one more than rows; 0: a column of booleans, as bits. */
const OFFSETS: usize = 4;
/** Bits; 0: no row is NULL. */
const VALIDITY: usize = 8;
const IS_QUOTED: usize = 12;

// The format: for each byte what stands behind its backslash (TEXT), 0 where it stands for itself; then these.
const IS_CSV: usize = 256;
const DELIMITER: usize = 260;
const QUOTE: usize = 264;
const ESCAPE: usize = 268;
const NULL_BYTES: usize = 272;
const NULL_TEXT: usize = 276;

const LINE_FEED: u32 = 10;
const RETURN: u32 = 13;
const BACKSLASH: u32 = 92;
const DOT: u32 = 46;
const TRUE: u32 = 116;
const FALSE: u32 = 102;

/** Where the letter of a boolean stands while it is written like a text. */
const letter = memory.data(32, 16);

/**
 * Writes the rows' lines; answers how many bytes. `target` has room for twice the values' bytes, and for each value
 * for the NULL text and eight bytes more.
 */
export function writeLines(columns: usize, count: u32, rows: u32, format: usize, target: usize): u32 {
  const isCsv = load<u32>(format, IS_CSV) != 0;
  const delimiter = load<u32>(format, DELIMITER);
  let to = target;
  for (let row: u32 = 0; row < rows; row++) {
    for (let position: u32 = 0; position < count; position++) {
      if (position > 0) {
        store<u8>(to, delimiter);
        to++;
      }
      const column = columns + <usize>position * COLUMN;
      const validity = <usize>load<u32>(column, VALIDITY);
      if (validity != 0 && !isSet(validity, row)) {
        const bytes = load<u32>(format, NULL_BYTES);
        memory.copy(to, load<u32>(format, NULL_TEXT), bytes);
        to += bytes;
        continue;
      }
      const data = <usize>load<u32>(column, DATA);
      const offsets = <usize>load<u32>(column, OFFSETS);
      let from = letter;
      let length: usize = 1;
      if (offsets == 0) store<u8>(letter, isSet(data, row) ? TRUE : FALSE);
      else {
        const start = <usize>load<u32>(offsets + (<usize>row << 2));
        from = data + start;
        length = <usize>load<u32>(offsets + (<usize>row << 2), 4) - start;
      }
      to = isCsv
        ? writeCsv(from, length, load<u32>(column, IS_QUOTED) != 0, count == 1, format, to)
        : writeText(from, length, format, to);
    }
    store<u8>(to, LINE_FEED);
    to++;
  }
  return <u32>(to - target);
}

// @ts-ignore: decorator
@inline
function isSet(bits: usize, row: u32): bool {
  return ((<u32>load<u8>(bits + <usize>(row >> 3)) >> (row & 7)) & 1) != 0;
}

/** Whether one of sixteen bytes was found, of which those from `left` on lie behind the value. */
// @ts-ignore: decorator
@inline
function isAnyOf(found: v128, left: usize): bool {
  const mask = i8x16.bitmask(found);
  return (left >= 16 ? mask : mask & ((1 << <i32>left) - 1)) != 0;
}

function writeCsv(from: usize, length: usize, isQuoted: bool, isAlone: bool, format: usize, target: usize): usize {
  if (isQuoted) return writeQuoted(from, length, format, target);
  const delimiters = i8x16.splat(<i8>load<u32>(format, DELIMITER));
  const quotes = i8x16.splat(<i8>load<u32>(format, QUOTE));
  for (let at: usize = 0; at < length; at += 16) {
    const bytes = v128.load(from + at);
    const found = v128.or(
      v128.or(i8x16.eq(bytes, delimiters), i8x16.eq(bytes, quotes)),
      v128.or(i8x16.eq(bytes, i8x16.splat(<i8>LINE_FEED)), i8x16.eq(bytes, i8x16.splat(<i8>RETURN))),
    );
    if (isAnyOf(found, length - at)) return writeQuoted(from, length, format, target);
    v128.store(target + at, bytes);
  }
  // What looks like NULL, and the old mark of a file's end alone in its line.
  if (<u32>length == load<u32>(format, NULL_BYTES) && isNullText(from, length, format)) {
    return writeQuoted(from, length, format, target);
  }
  if (isAlone && length == 2 && load<u8>(from) == BACKSLASH && load<u8>(from, 1) == DOT) {
    return writeQuoted(from, length, format, target);
  }
  return target + length;
}

function isNullText(from: usize, length: usize, format: usize): bool {
  const text = <usize>load<u32>(format, NULL_TEXT);
  for (let at: usize = 0; at < length; at++) {
    if (load<u8>(from + at) != load<u8>(text + at)) return false;
  }
  return true;
}

function writeQuoted(from: usize, length: usize, format: usize, target: usize): usize {
  const quote = load<u32>(format, QUOTE);
  const escape = load<u32>(format, ESCAPE);
  let to = target;
  store<u8>(to++, quote);
  for (let at: usize = 0; at < length; at++) {
    const byte = <u32>load<u8>(from + at);
    if (byte == quote || byte == escape) store<u8>(to++, escape);
    store<u8>(to++, byte);
  }
  store<u8>(to++, quote);
  return to;
}

function writeText(from: usize, length: usize, format: usize, target: usize): usize {
  const delimiters = i8x16.splat(<i8>load<u32>(format, DELIMITER));
  for (let at: usize = 0; at < length; at += 16) {
    const bytes = v128.load(from + at);
    // Control characters from backspace to carriage return, backslashes, delimiters.
    const found = v128.or(
      i8x16.le_u(i8x16.sub(bytes, i8x16.splat(8)), i8x16.splat(5)),
      v128.or(i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH)), i8x16.eq(bytes, delimiters)),
    );
    if (isAnyOf(found, length - at)) return writeEscaped(from, length, format, target);
    v128.store(target + at, bytes);
  }
  return target + length;
}

function writeEscaped(from: usize, length: usize, format: usize, target: usize): usize {
  let to = target;
  for (let at: usize = 0; at < length; at++) {
    const byte = load<u8>(from + at);
    const behind = load<u8>(format + <usize>byte);
    if (behind != 0) store<u8>(to++, BACKSLASH);
    store<u8>(to++, behind == 0 ? byte : behind);
  }
  return to;
}
