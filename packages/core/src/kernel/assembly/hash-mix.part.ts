// The hash functions of keys. The upper 32 bits index and tag table slots; the lower 32 bits choose
// partitions, so that a partition's table still sees well-spread slots. Every node must compute the same.

const FIRST: u64 = 0x9e3779b97f4a7c15;
const SECOND: u64 = 0xd6e8feb86659fd93;

// @ts-ignore: decorator
@inline
export function mixWord(hash: u64, word: u64): u64 {
  const mixed = (hash ^ word) * FIRST;
  return mixed ^ (mixed >> 32);
}

// @ts-ignore: decorator
@inline
export function finish(hash: u64): u64 {
  const mixed = hash * SECOND;
  return mixed ^ (mixed >> 32);
}

/** The hash of one record; a literal `words` makes a straight line of it. */
// @ts-ignore: decorator
@inline
export function hashRecord(record: usize, words: i32): u64 {
  if (words == 1) return finish(mixWord(0, load<u64>(record)));
  if (words == 2) return finish(mixWord(mixWord(0, load<u64>(record)), load<u64>(record, 8)));
  let hash: u64 = 0;
  for (let word: i32 = 0; word < words; word++) hash = mixWord(hash, load<u64>(record + ((<usize>word) << 3)));
  return finish(hash);
}

// @ts-ignore: decorator
@inline
export function equalRecords(left: usize, right: usize, words: i32): bool {
  if (words == 1) return load<u64>(left) == load<u64>(right);
  if (words == 2) return ((load<u64>(left) ^ load<u64>(right)) | (load<u64>(left, 8) ^ load<u64>(right, 8))) == 0;
  for (let word: i32 = 0; word < words; word++) {
    const at = (<usize>word) << 3;
    if (load<u64>(left + at) != load<u64>(right + at)) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
export function copyRecord(from: usize, to: usize, words: i32): void {
  store<u64>(to, load<u64>(from));
  if (words == 2) store<u64>(to, load<u64>(from, 8), 8);
  if (words > 2) {
    for (let word: i32 = 1; word < words; word++) {
      const at = (<usize>word) << 3;
      store<u64>(to + at, load<u64>(from + at));
    }
  }
}

/** out[r] = hash of record r. */
export function hashKeys(keys: usize, words: i32, rows: i32, out: usize): void {
  if (words == 1) {
    for (let row: i32 = 0; row < rows; row++) {
      store<u64>(out + ((<usize>row) << 3), hashRecord(keys + ((<usize>row) << 3), 1));
    }
    return;
  }
  const width = (<usize>words) << 3;
  for (let row: i32 = 0; row < rows; row++) {
    store<u64>(out + ((<usize>row) << 3), hashRecord(keys + <usize>row * width, words));
  }
}

/** Bytes are read eight at a time; the last read may touch up to 7 bytes behind them (buffers are padded). */
export function hashBytes(address: usize, length: u32): u64 {
  let hash: u64 = <u64>length * SECOND;
  let at = address;
  let left = length;
  while (left >= 8) {
    hash = mixWord(hash, load<u64>(at));
    at += 8;
    left -= 8;
  }
  if (left != 0) hash = mixWord(hash, load<u64>(at) & (~(<u64>0) >> (64 - (<u64>left << 3))));
  return finish(hash);
}

export function equalBytes(left: usize, right: usize, length: u32): bool {
  let at: usize = 0;
  let rest = length;
  while (rest >= 8) {
    if (load<u64>(left + at) != load<u64>(right + at)) return false;
    at += 8;
    rest -= 8;
  }
  if (rest == 0) return true;
  return ((load<u64>(left + at) ^ load<u64>(right + at)) << (64 - (<u64>rest << 3))) == 0;
}

/** memcmp order, a prefix before what it begins: negative, 0, positive. */
export function compareBytes(left: u64, right: u64): i32 {
  const leftAt = <usize>(left & 0xffffffff);
  const rightAt = <usize>(right & 0xffffffff);
  const leftLength = <u32>(left >> 32);
  const rightLength = <u32>(right >> 32);
  const shorter = min(leftLength, rightLength);
  let at: u32 = 0;
  while (at + 8 <= shorter) {
    const a = load<u64>(leftAt + at);
    const b = load<u64>(rightAt + at);
    if (a != b) return bswap(a) < bswap(b) ? -1 : 1;
    at += 8;
  }
  while (at < shorter) {
    const difference = <i32>load<u8>(leftAt + at) - <i32>load<u8>(rightAt + at);
    if (difference != 0) return difference;
    at++;
  }
  return leftLength < rightLength ? -1 : leftLength > rightLength ? 1 : 0;
}
