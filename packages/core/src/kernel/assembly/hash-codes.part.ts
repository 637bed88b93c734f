// Groups of rows whose keys are all dictionaries' codes: a row's code over all keys, (first * slots + second) and so
// on, is a place in a table of groups. A code that was not met before is learned once, through the group table.

const UNKNOWN: u32 = 0xffffffff;
const ASKED: u32 = 0xfffffffe;

// @ts-ignore: decorator
@inline
function codeOf(prefix: usize, index: usize, slots: u32, row: usize): usize {
  const at = row << 2;
  const code = load<u32>(index + at);
  return <usize>(prefix ? load<u32>(prefix + at) * slots + code : code);
}

/** The codes of one key more. */
export function codesCombine(prefix: usize, index: usize, slots: u32, rows: u32, out: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) store<u32>(out + (row << 2), <u32>codeOf(prefix, index, slots, row));
}

/** So many codes that their groups are the bytes of one vector. */
const FEW: u32 = 16;

/** Stands for a code whose group is no byte, or that has none. */
const NO_BYTE: u32 = 0xff;

/** The groups of codes as bytes. */
function groupBytes(table: usize, codes: u32): v128 {
  let low: u64 = -1;
  let high: u64 = -1;
  for (let code: u32 = 0; code < codes; code++) {
    const byte = <u64>min(load<u32>(table + (<usize>code << 2)), NO_BYTE) ^ NO_BYTE;
    const bits = byte << (<u64>(code & 7) << 3);
    if (code < 8) low ^= bits;
    else high ^= bits;
  }
  return i64x2.replace_lane(i64x2.splat(low), 1, high);
}

/** codesToGroups for few codes, four rows at a time; false: some row's group is not among the bytes. */
function fewCodesToGroups(prefix: usize, index: usize, slots: u32, rows: u32, groups: v128, out: usize): bool {
  const factors = i32x4.splat(slots);
  // Bytes beyond a code's own are none of the vector, and so 0.
  const others = i32x4.splat(0xffffff00);
  let missing = i32x4.splat(0);
  let row: usize = 0;
  for (; row + 4 <= <usize>rows; row += 4) {
    const at = row << 2;
    let codes = v128.load(index + at);
    if (prefix) codes = i32x4.add(i32x4.mul(v128.load(prefix + at), factors), codes);
    const found = i8x16.swizzle(groups, v128.or(codes, others));
    v128.store(out + at, found);
    missing = v128.or(missing, i32x4.eq(found, i32x4.splat(NO_BYTE)));
  }
  for (; row < <usize>rows; row++) {
    const codes = i32x4.splat(<u32>codeOf(prefix, index, slots, row));
    const found = i8x16.swizzle(groups, v128.or(codes, others));
    store<u32>(out + (row << 2), i32x4.extract_lane(found, 0));
    missing = v128.or(missing, i32x4.eq(found, i32x4.splat(NO_BYTE)));
  }
  return !v128.any_true(missing);
}

/**
 * out[row] = the group of the row's code, which is below `codes`. Of each code without one the first row is listed;
 * answers how many: then `out` is not complete.
 */
export function codesToGroups(prefix: usize, index: usize, slots: u32, rows: u32, codes: u32, table: usize, out: usize, list: usize): u32 {
  if (codes <= FEW && fewCodesToGroups(prefix, index, slots, rows, groupBytes(table, codes), out)) return 0;
  let count: usize = 0;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const entry = table + (codeOf(prefix, index, slots, row) << 2);
    const group = load<u32>(entry);
    store<u32>(out + (row << 2), group);
    if (group < ASKED) continue;
    if (group == UNKNOWN) {
      store<u32>(entry, ASKED);
      store<u32>(list + (count << 2), <u32>row);
      count++;
    }
  }
  return <u32>count;
}

/** Learns the groups of the listed rows' codes. */
export function codesLearn(prefix: usize, index: usize, slots: u32, list: usize, count: u32, groups: usize, table: usize): void {
  for (let at: usize = 0; at < <usize>count; at++) {
    const row = <usize>load<u32>(list + (at << 2));
    store<u32>(table + (codeOf(prefix, index, slots, row) << 2), load<u32>(groups + (at << 2)));
  }
}
