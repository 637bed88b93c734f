// Distinct values of a column and a code per value, in the order of their first appearance. Gives up (a negative
// answer) as soon as a dictionary would not pay: too many entries, too many bytes, or nearly every one of the first
// values different.

const GIVEN_UP: i32 = -1;

/** After this many values a look decides whether to go on. */
const PROBE_VALUES: u32 = 4096;
/** More distinct values than this among the first ones, and the limit would be passed anyway. */
const PROBE_DISTINCT: u32 = 3850;

// @ts-ignore: decorator
@inline
function isHopeless(distinct: u32, seen: u32, limit: u32): bool {
  return seen == PROBE_VALUES && distinct > PROBE_DISTINCT && limit < PROBE_VALUES * 16;
}

// @ts-ignore: decorator
@inline
function mix(value: u64): u64 {
  const product = value * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

/** Values of 4 or 8 bytes. */
// @ts-ignore: decorator
@inline
function dictionaryOf<T>(
  values: usize,
  count: u32,
  limit: u32,
  entries: usize,
  codes: usize,
  table: usize,
  bits: u32,
): i32 {
  const mask = ((<u32>1) << bits) - 1;
  let distinct: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const value = load<T>(values + (<usize>i << alignof<T>()));
    let slot = <u32>(mix(<u64>value) >> 20) & mask;
    let code: u32;
    for (;;) {
      const found = load<u32>(table + (<usize>slot << 2));
      if (found == 0) {
        if (distinct == limit || isHopeless(distinct, i, limit)) return GIVEN_UP;
        code = distinct++;
        store<T>(entries + (<usize>code << alignof<T>()), value);
        store<u32>(table + (<usize>slot << 2), distinct);
        break;
      }
      code = found - 1;
      if (load<T>(entries + (<usize>code << alignof<T>())) == value) break;
      slot = (slot + 1) & mask;
    }
    store<u32>(codes + (<usize>i << 2), code);
  }
  return distinct;
}

/** Values of 4 bytes. `table`: 4 << bits bytes, zero, twice as many as entries at least. Answers the entries' number. */
export function dictionary4(values: usize, count: u32, limit: u32, entries: usize, codes: usize, table: usize, bits: u32): i32 {
  return dictionaryOf<u32>(values, count, limit, entries, codes, table, bits);
}

/** Values of 8 bytes. */
export function dictionary8(values: usize, count: u32, limit: u32, entries: usize, codes: usize, table: usize, bits: u32): i32 {
  return dictionaryOf<u64>(values, count, limit, entries, codes, table, bits);
}

/** Values of 16 bytes. */
export function dictionary16(
  values: usize,
  count: u32,
  limit: u32,
  entries: usize,
  codes: usize,
  table: usize,
  bits: u32,
): i32 {
  const mask = ((<u32>1) << bits) - 1;
  let distinct: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const low = load<u64>(values + (<usize>i << 4));
    const high = load<u64>(values + (<usize>i << 4), 8);
    let slot = <u32>(mix(low ^ mix(high)) >> 20) & mask;
    let code: u32;
    for (;;) {
      const found = load<u32>(table + (<usize>slot << 2));
      if (found == 0) {
        if (distinct == limit || isHopeless(distinct, i, limit)) return GIVEN_UP;
        code = distinct++;
        store<u64>(entries + (<usize>code << 4), low);
        store<u64>(entries + (<usize>code << 4), high, 8);
        store<u32>(table + (<usize>slot << 2), distinct);
        break;
      }
      code = found - 1;
      const entry = entries + (<usize>code << 4);
      if (load<u64>(entry) == low && load<u64>(entry, 8) == high) break;
      slot = (slot + 1) & mask;
    }
    store<u32>(codes + (<usize>i << 2), code);
  }
  return distinct;
}

/** As much of `word` as a text of `length` bytes has there. */
// @ts-ignore: decorator
@inline
function masked(word: u64, length: u32): u64 {
  return length >= 8 ? word : length == 0 ? 0 : word & (<u64>-1 >> (64 - (<u64>length << 3)));
}

/** An entry: its first 16 bytes (or a hash and 0, when it is longer), where it first stands, its length. */
const ENTRY: u32 = 24;

/**
 * Texts: value i is bytes[offsets[i] .. offsets[i + 1]]. `entries`: 24 bytes each. Answers how many there are.
 * `limitBytes`: of the entries with four bytes of length each.
 */
export function dictionaryTexts(
  offsets: usize,
  bytes: usize,
  count: u32,
  limit: u32,
  limitBytes: u32,
  entries: usize,
  codes: usize,
  table: usize,
  bits: u32,
): i32 {
  const mask = ((<u32>1) << bits) - 1;
  let distinct: u32 = 0;
  let size: u64 = 0;
  let start = load<u32>(offsets);
  for (let i: u32 = 0; i < count; i++) {
    const end = load<u32>(offsets + (<usize>i << 2), 4);
    const length = end - start;
    const at = bytes + <usize>start;
    let low: u64;
    let high: u64 = 0;
    if (length <= 16) {
      low = masked(load<u64>(at), length);
      if (length > 8) high = masked(load<u64>(at, 8), length - 8);
    } else low = hashLong(at, length);
    let slot = <u32>(mix(low ^ (mix(high) + <u64>length)) >> 20) & mask;
    let code: u32;
    for (;;) {
      const found = load<u32>(table + (<usize>slot << 2));
      if (found == 0) {
        size += <u64>length + 4;
        if (distinct == limit || size > <u64>limitBytes || isHopeless(distinct, i, limit)) return GIVEN_UP;
        code = distinct++;
        const entry = entries + <usize>(code * ENTRY);
        store<u64>(entry, low);
        store<u64>(entry, high, 8);
        store<u32>(entry, start, 16);
        store<u32>(entry, length, 20);
        store<u32>(table + (<usize>slot << 2), distinct);
        break;
      }
      code = found - 1;
      const entry = entries + <usize>(code * ENTRY);
      if (
        load<u64>(entry) == low &&
        load<u64>(entry, 8) == high &&
        load<u32>(entry, 20) == length &&
        (length <= 16 || areEqual(bytes + <usize>load<u32>(entry, 16), at, length))
      ) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    store<u32>(codes + (<usize>i << 2), code);
    start = end;
  }
  return distinct;
}

function hashLong(at: usize, length: u32): u64 {
  let hash: u64 = length;
  let from = at;
  let rest = length;
  for (; rest >= 8; rest -= 8) {
    hash = mix(hash ^ load<u64>(from));
    from += 8;
  }
  return mix(hash ^ masked(load<u64>(from), rest));
}

function areEqual(left: usize, right: usize, length: u32): bool {
  let at: usize = 0;
  let rest = length;
  for (; rest >= 8; rest -= 8) {
    if (load<u64>(left + at) != load<u64>(right + at)) return false;
    at += 8;
  }
  return masked(load<u64>(left + at), rest) == masked(load<u64>(right + at), rest);
}

/** Lays the entries' texts one behind the other, with their ends in `offsets` from its second word on. */
export function joinEntries(entries: usize, count: u32, bytes: usize, offsets: usize, target: usize): void {
  let at: u32 = 0;
  store<u32>(offsets, 0);
  for (let code: u32 = 0; code < count; code++) {
    const entry = entries + <usize>(code * ENTRY);
    const length = load<u32>(entry, 20);
    memory.copy(target + <usize>at, bytes + <usize>load<u32>(entry, 16), <usize>length);
    at += length;
    store<u32>(offsets + (<usize>code << 2), at, 4);
  }
}
