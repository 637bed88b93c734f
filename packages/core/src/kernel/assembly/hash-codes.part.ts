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

/**
 * out[row] = the group of the row's code. Of each code without one the first row is listed; answers how many: then
 * `out` is not complete.
 */
export function codesToGroups(prefix: usize, index: usize, slots: u32, rows: u32, table: usize, out: usize, list: usize): u32 {
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
