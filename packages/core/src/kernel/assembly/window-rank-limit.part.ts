// Which rows can have a rank within a limit, while rows still come: for each group the limit's least words so far, as a
// heap with the greatest first. A row's word is a number in whose order rows sort, as far as a number can say it: rows
// of different words are in the order of their words, rows of the same word in any. Unused places hold LAST.

/** The word of a place without a row, and of what sorts behind everything. */
const LAST: u64 = 0xffffffffffffffff;

/** Where `order` is asked for: row_number(), of whose equal rows any may go; rank(); dense_rank(). */
const ROW_NUMBER: i32 = 0;
const DENSE_RANK: i32 = 2;

// @ts-ignore: decorator
@inline
function at64(heap: usize, place: u32): u64 {
  return load<u64>(heap + ((<usize>place) << 3));
}

/** Puts a word in the place of the greatest. */
function replaceFirst(heap: usize, most: u32, word: u64): void {
  let place: u32 = 0;
  for (;;) {
    let child: u32 = 2 * place + 1;
    if (child >= most) break;
    if (child + 1 < most && at64(heap, child + 1) > at64(heap, child)) child++;
    const greater = at64(heap, child);
    if (greater <= word) break;
    store<u64>(heap + ((<usize>place) << 3), greater);
    place = child;
  }
  store<u64>(heap + ((<usize>place) << 3), word);
}

function holds(heap: usize, most: u32, word: u64): bool {
  for (let place: u32 = 0; place < most; place++) if (at64(heap, place) == word) return true;
  return false;
}

/**
 * Rows that may be within the limit, to `out` (u32); answers how many. `words`: u64 per row; `groups`: u32 per row | 0;
 * `heaps`: `most` words a group. `exact`: rows of one word, but 0 and LAST, are equal.
 */
export function rowsWithin(words: usize, groups: usize, rows: u32, heaps: usize, most: u32, ranking: i32, exact: i32, out: usize): u32 {
  let count: usize = 0;
  const bytes = (<usize>most) << 3;
  for (let row: u32 = 0; row < rows; row++) {
    const word = at64(words, row);
    const group = groups ? <usize>load<u32>(groups + ((<usize>row) << 2)) : 0;
    const heap = heaps + group * bytes;
    const greatest = load<u64>(heap);
    if (word > greatest) continue;
    if (word < greatest) {
      if (ranking != DENSE_RANK || !holds(heap, most, word)) replaceFirst(heap, most, word);
    } else if (exact && ranking == ROW_NUMBER && word != LAST && word != 0) {
      continue;
    }
    store<u32>(out + (count << 2), row);
    count++;
  }
  return <u32>count;
}

/** As rowsWithin, of rows that it has let through: nothing is remembered. */
export function rowsStillWithin(words: usize, groups: usize, rows: u32, heaps: usize, most: u32, out: usize): u32 {
  let count: usize = 0;
  const bytes = (<usize>most) << 3;
  for (let row: u32 = 0; row < rows; row++) {
    const group = groups ? <usize>load<u32>(groups + ((<usize>row) << 2)) : 0;
    store<u32>(out + (count << 2), row);
    count += <usize>(at64(words, row) <= load<u64>(heaps + group * bytes));
  }
  return <u32>count;
}

/** Words of rows that are NULL: those sort before or behind all others. */
export function wordsOfNull(index: usize, validity: usize, rows: u32, first: i32, words: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const slot = index ? <usize>load<u32>(index + ((<usize>row) << 2)) : <usize>row;
    if (load<u8>(validity + slot) == 0) store<u64>(words + ((<usize>row) << 3), first ? 0 : LAST);
  }
}

/** Words of 128-bit integers: those of 64 bits as they sort, all others before or behind them. */
export function wordsOfWide(data: usize, index: usize, rows: u32, descending: i32, words: usize): void {
  const flip: u64 = descending ? LAST : 0;
  for (let row: u32 = 0; row < rows; row++) {
    const slot = index ? <usize>load<u32>(index + ((<usize>row) << 2)) : <usize>row;
    const low = load<u64>(data + (slot << 4));
    const high = load<i64>(data + (slot << 4), 8);
    const fits = high == <i64>low >> 63;
    const word = fits ? low ^ 0x8000000000000000 : high < 0 ? 0 : LAST;
    store<u64>(words + ((<usize>row) << 3), word ^ flip);
  }
}

/** The first word of each record. */
export function firstWords(records: usize, width: u32, rows: u32, words: usize): void {
  for (let row: u32 = 0; row < rows; row++) store<u64>(words + ((<usize>row) << 3), at64(records, row * width));
}
