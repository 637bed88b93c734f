// Ranges of code points in a buffer behind what the compiler has taken: the classes by name, both cases of letters,
// sorting and merging, complements. Why apart: sets are described by items and used as ranges.
import {
  C_ALNUM, C_ALPHA, C_ASCII, C_BLANK, C_CNTRL, C_DIGIT, C_GRAPH, C_LOWER, C_PRINT, C_PUNCT, C_SPACE, C_UPPER, C_WORD,
} from "./regex-lex.part";
import { failed, mayWrite, take } from "./regex-work.part";
import { TO_LOWER, TO_LOWER_RUNS, TO_UPPER, TO_UPPER_RUNS } from "./text-case-table.part";
import {
  ALPHA, ALPHA_RANGES, GRAPH, GRAPH_RANGES, LOWER, LOWER_RANGES, PUNCT, PUNCT_RANGES, SPACE, SPACE_RANGES, UPPER, UPPER_RANGES,
} from "./unicode-class-table.part";

/** The last code point. */
export const LAST: u32 = 0x10ffff;

let ranges: usize = 0;
let count: u32 = 0;

/** An empty buffer. It is not taken: the next thing taken overwrites it. */
export function beginRanges(): void {
  ranges = take(0);
  count = 0;
}

export function rangesAt(): usize {
  return ranges;
}

export function rangeCount(): u32 {
  return count;
}

export function addRange(first: u32, last: u32): void {
  if (!mayWrite(ranges + ((<usize>count + 1) << 3))) return;
  store<u32>(ranges + (<usize>count << 3), first);
  store<u32>(ranges + (<usize>count << 3), last, 4);
  count++;
}

/** Ranges from a table of distances. */
function addTable(table: usize, runs: i32): void {
  let code: u32 = 128;
  for (let run: i32 = 0; run < runs && !failed(); run++) {
    let first: u32 = 0;
    for (let side = 0; side < 2; side++) {
      let shift: u32 = 0;
      let distance: u32 = 0;
      let byte: u32 = 0;
      do {
        byte = load<u8>(table++);
        distance |= (byte & 127) << shift;
        shift += 7;
      } while (byte >= 128);
      code += distance;
      if (side == 0) first = code;
    }
    addRange(first, code - 1);
  }
}

function addLetters(upper: bool, lower: bool): void {
  if (upper) addRange(65, 90);
  if (lower) addRange(97, 122);
}

function addPlainClass(number: u32): void {
  switch (number) {
    case C_ALNUM:
    case C_WORD:
      if (number == C_WORD) addRange(95, 95);
      addRange(48, 57);
    // falls through: letters
    case C_ALPHA:
      addLetters(true, true);
      return addTable(ALPHA, ALPHA_RANGES);
    case C_ASCII:
      return addRange(0, 127);
    case C_BLANK:
      addRange(9, 9);
      return addBlanks();
    case C_CNTRL:
      addRange(0, 31);
      return addRange(127, 159);
    case C_DIGIT:
      return addRange(48, 57);
    case C_GRAPH:
      addRange(33, 126);
      return addTable(GRAPH, GRAPH_RANGES);
    case C_PRINT:
      addRange(33, 126);
      addBlanks();
      return addTable(GRAPH, GRAPH_RANGES);
    case C_LOWER:
      addLetters(false, true);
      return addTable(LOWER, LOWER_RANGES);
    case C_UPPER:
      addLetters(true, false);
      return addTable(UPPER, UPPER_RANGES);
    case C_PUNCT:
      addRange(33, 47);
      addRange(58, 64);
      addRange(91, 96);
      addRange(123, 126);
      return addTable(PUNCT, PUNCT_RANGES);
    case C_SPACE:
      addRange(9, 13);
      addRange(32, 32);
      return addTable(SPACE, SPACE_RANGES);
    default:
      addRange(48, 57);
      addRange(65, 70);
      addRange(97, 102);
  }
}

/** Unicode's category Zs. */
function addBlanks(): void {
  addRange(32, 32);
  addRange(0xa0, 0xa0);
  addRange(0x1680, 0x1680);
  addRange(0x2000, 0x200a);
  addRange(0x202f, 0x202f);
  addRange(0x205f, 0x205f);
  addRange(0x3000, 0x3000);
}

/** A class or its complement; where case does not count, capitals and small letters are letters. */
export function addClass(number: u32, complemented: bool, fold: bool): void {
  const meant = fold && (number == C_LOWER || number == C_UPPER) ? C_ALPHA : number;
  if (!complemented) return addPlainClass(meant);
  // The complement is made behind what is there, and joined with it.
  const before = count;
  const start = ranges;
  ranges += <usize>before << 3;
  count = 0;
  addPlainClass(meant);
  normalise();
  complement();
  ranges = start;
  count += before;
}

/** A range with the other case of each of its letters. */
export function addFolded(first: u32, last: u32): void {
  addRange(first, last);
  for (let code = max<u32>(first, 65); code <= min<u32>(last, 90); code++) addRange(code + 32, code + 32);
  for (let code = max<u32>(first, 97); code <= min<u32>(last, 122); code++) addRange(code - 32, code - 32);
  if (last < 128) return;
  addMapped(first, last, TO_UPPER, TO_UPPER_RUNS);
  addMapped(first, last, TO_LOWER, TO_LOWER_RUNS);
}

function addMapped(first: u32, last: u32, table: usize, runs: i32): void {
  for (let run: i32 = 0; run < runs; run++) {
    const entry = table + <usize>run * 12;
    const from = load<u32>(entry);
    const to = load<u32>(entry, 4) >> 1;
    if (from > last || to < first) continue;
    const step: u32 = (load<u32>(entry, 4) & 1) + 1;
    for (let code = from; code <= to; code += step) {
      if (code < first || code > last) continue;
      const other = code + load<u32>(entry, 8);
      addRange(other, other);
    }
  }
}

/** Whether two characters are the same but for their case. */
export function isSameLetter(one: u32, other: u32): bool {
  if (one == other) return true;
  if (one < 128 && other < 128) return (one | 32) == (other | 32) && (one | 32) - 97 < 26;
  return mapped(one, TO_UPPER, TO_UPPER_RUNS) == other || mapped(one, TO_LOWER, TO_LOWER_RUNS) == other;
}

function mapped(code: u32, table: usize, runs: i32): u32 {
  for (let run: i32 = 0; run < runs; run++) {
    const entry = table + <usize>run * 12;
    const from = load<u32>(entry);
    const step: u32 = (load<u32>(entry, 4) & 1) + 1;
    if (code >= from && code <= load<u32>(entry, 4) >> 1 && (code - from) % step == 0) return code + load<u32>(entry, 8);
  }
  return code;
}

/** Ascending, without overlaps. */
export function normalise(): void {
  for (let gap = count >> 1; gap > 0; gap >>= 1) {
    for (let i = gap; i < count; i++) {
      const pair = load<u64>(ranges + (<usize>i << 3));
      let j = i;
      for (; j >= gap && load<u32>(ranges + (<usize>(j - gap) << 3)) > <u32>pair; j -= gap) {
        store<u64>(ranges + (<usize>j << 3), load<u64>(ranges + (<usize>(j - gap) << 3)));
      }
      store<u64>(ranges + (<usize>j << 3), pair);
    }
  }
  let kept: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const from = load<u32>(ranges + (<usize>i << 3));
    const to = load<u32>(ranges + (<usize>i << 3), 4);
    const before = ranges + (<usize>(kept - 1) << 3);
    if (kept > 0 && from <= load<u32>(before, 4) + 1) {
      if (to > load<u32>(before, 4)) store<u32>(before, to, 4);
      continue;
    }
    store<u32>(ranges + (<usize>kept << 3), from);
    store<u32>(ranges + (<usize>kept << 3), to, 4);
    kept++;
  }
  count = kept;
}

/** What is between the ranges, which are normal. */
export function complement(): void {
  let from: u32 = 0;
  let kept: u32 = 0;
  const before = count;
  for (let i: u32 = 0; i < before; i++) {
    const first = load<u32>(ranges + (<usize>i << 3));
    const last = load<u32>(ranges + (<usize>i << 3), 4);
    if (first > from) {
      store<u32>(ranges + (<usize>kept << 3), from);
      store<u32>(ranges + (<usize>kept << 3), first - 1, 4);
      kept++;
    }
    from = last + 1;
  }
  count = kept;
  if (from <= LAST) addRange(from, LAST);
}
