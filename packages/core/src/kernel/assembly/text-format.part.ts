// format(): a template with %s, %I, %L and %% (PostgreSQL manual, section 9.4.1), over its arguments' texts as a list.
import { LARGEST, NO_ROOM, TOO_LONG, addressOf, commit, fail, isDigit, lengthOf, reserve } from "./bump.part";
import { countOf, isNullAt, refAt, valueOf } from "./list-layout.part";
import { OUT_OF_RANGE, WELL_READ, integerFault, readInteger } from "./text-integer.part";
import { putIdentifier, putLiteral } from "./text-quote.part";

const UNTERMINATED: i32 = -28;
const UNKNOWN_SPECIFIER: i32 = -29;
const TOO_FEW: i32 = -30;
const ARGUMENT_ZERO: i32 = -31;
const WIDTH_DOLLAR: i32 = -32;
const NULL_IDENTIFIER: i32 = -33;
const NUMBER_RANGE: i32 = -34;
const NO_WIDTH: i32 = -36;
const WIDTH_RANGE: i32 = -37;

let at: usize = 0;
let end: usize = 0;
let problem: i32 = 0;
let out: usize = 0;
let begun: usize = 0;

/** Room for so many bytes more, at least `certain` of which will be written. */
function ensure(bytes: u64, certain: u64): bool {
  const written = <u64>(out - begun);
  if (written + certain > LARGEST) problem = TOO_LONG;
  else if (reserve(written + bytes) == 0) problem = <i32>NO_ROOM;
  else return true;
  return false;
}

function write(from: usize, bytes: usize): void {
  if (!ensure(bytes, bytes)) return;
  memory.copy(out, from, bytes);
  out += bytes;
}

function fill(count: i64): void {
  if (count <= 0 || !ensure(count, count)) return;
  memory.fill(out, 32, <usize>count);
  out += <usize>count;
}

function atEnd(): bool {
  if (at < end) return false;
  if (problem == 0) problem = UNTERMINATED;
  return true;
}

/** Digits at the place, which moves behind them; -1 when there are none. */
function number(): i64 {
  if (!isDigit(load<u8>(at))) return -1;
  let sum: i64 = 0;
  while (at < end && isDigit(load<u8>(at))) {
    sum = sum * 10 + <i64>(load<u8>(at) - 48);
    if (sum > 2147483647) {
      problem = NUMBER_RANGE;
      return -1;
    }
    at++;
  }
  atEnd();
  return sum;
}

/** An argument's text as an int4; NULL is 0. */
function widthOf(list: usize, argument: i64): i64 {
  if (isNullAt(list, <u32>argument)) return 0;
  const value = readInteger(refAt(list, <u32>argument), i32.MIN_VALUE, i32.MAX_VALUE);
  if (integerFault != WELL_READ) problem = integerFault == OUT_OF_RANGE ? WIDTH_RANGE : NO_WIDTH;
  return value;
}

function characters(from: usize, to: usize): i64 {
  let sum: i64 = 0;
  for (let place = from; place < to; place++) sum += (load<u8>(place) & 0xc0) != 0x80 ? 1 : 0;
  return sum;
}

/** One argument in its form, filled up to a width: to the right of it where that is negative. */
function convert(kind: u32, list: usize, argument: u32, width: i64): void {
  const isNull = isNullAt(list, argument);
  if (isNull && kind == 73) {
    problem = NULL_IDENTIFIER;
    return;
  }
  // Its negative is no int4.
  if (width == i32.MIN_VALUE) {
    problem = NUMBER_RANGE;
    return;
  }
  const text = isNull ? 0 : refAt(list, argument);
  const bytes = isNull ? 0 : lengthOf(text);
  if (!ensure(<u64>bytes * 2 + 8, bytes)) return;
  const start = out;
  if (kind == 73) out = putIdentifier(addressOf(text), bytes, out);
  else if (kind == 76 && !isNull) out = putLiteral(addressOf(text), bytes, out);
  else if (kind == 76) {
    store<u32>(out, 0x4c4c554e);
    out += 4;
  } else write(addressOf(text), bytes);
  const length = characters(start, out);
  if (width < 0) return fill(-width - length);
  if (width <= length || !ensure(width - length, width - length)) return;
  memory.copy(start + <usize>(width - length), start, out - start);
  memory.fill(start, 32, <usize>(width - length));
  out += <usize>(width - length);
}

let specified: i64 = 0;
let width: i64 = 0;
let widthAt: i64 = 0;

/** What stands between % and the letter: a position, -, a width. */
function specifier(): void {
  specified = -1;
  width = 0;
  widthAt = -2;
  const first = number();
  if (problem != 0) return;
  if (first >= 0) {
    if (load<u8>(at) != 36) {
      width = first;
      return;
    }
    at++;
    if (first == 0) problem = ARGUMENT_ZERO;
    specified = first;
    if (atEnd()) return;
  }
  let left = false;
  while (load<u8>(at) == 45) {
    left = true;
    at++;
    if (atEnd()) return;
  }
  if (load<u8>(at) == 42) {
    at++;
    if (atEnd()) return;
    const from = number();
    if (problem != 0) return;
    widthAt = from;
    if (from >= 0) {
      if (load<u8>(at) != 36) problem = WIDTH_DOLLAR;
      else if (from == 0) problem = ARGUMENT_ZERO;
      at++;
      if (problem != 0 || atEnd()) return;
    }
  } else {
    const given = number();
    if (given >= 0) width = given;
  }
  if (left) width = width == 0 ? i64.MIN_VALUE : -width;
}

export function format(template: i64, given: i64): i64 {
  at = addressOf(template);
  end = at + lengthOf(template);
  problem = 0;
  begun = reserve(0);
  out = begun;
  const list = valueOf(given);
  const count = <i64>countOf(list);
  let next: i64 = 0;
  while (at < end && problem == 0) {
    let stop = at;
    while (stop < end && load<u8>(stop) != 37) stop++;
    write(at, stop - at);
    at = stop;
    if (at >= end) break;
    at++;
    if (atEnd()) break;
    if (load<u8>(at) == 37) {
      write(at++, 1);
      continue;
    }
    specifier();
    if (problem != 0) break;
    const kind = <u32>load<u8>(at);
    if (kind != 115 && kind != 73 && kind != 76) {
      problem = UNKNOWN_SPECIFIER;
      break;
    }
    at++;
    if (widthAt != -2) {
      const left = width != 0;
      if (widthAt < 0) widthAt = next + 1;
      next = widthAt;
      if (widthAt > count) {
        problem = TOO_FEW;
        break;
      }
      width = widthOf(list, widthAt - 1);
      if (problem != 0) break;
      if (left && width > 0) width = -width;
    } else if (width == i64.MIN_VALUE) width = 0;
    if (specified < 0) specified = next + 1;
    next = specified;
    if (specified > count) {
      problem = TOO_FEW;
      break;
    }
    convert(kind, list, <u32>(specified - 1), width);
  }
  return problem != 0 ? fail(problem) : commit(out);
}
