// Which of some values are the smallest and the largest: integers signed, texts by unsigned bytes. `marks`: a byte
// per value, 0 for one that does not count; 0 for no marks. The answer is two positions, the largest one's in the
// upper half; -1 when no value counts.

// @ts-ignore: decorator
@inline
function counts(marks: usize, at: u32): bool {
  return marks == 0 || load<u8>(marks + <usize>at) != 0;
}

/** The answer when some value is no number: nothing can be said of the others then. */
const NOT_A_NUMBER: u64 = -2;

function firstOf(from: u32, to: u32, marks: usize): u32 {
  let at = from;
  while (at < to && !counts(marks, at)) at++;
  return at;
}

// @ts-ignore: decorator
@inline
function pair(least: u32, most: u32): u64 {
  return <u64>least | (<u64>most << 32);
}

// @ts-ignore: decorator
@inline
function boundsOf<T>(values: usize, from: u32, to: u32, marks: usize): u64 {
  let least = firstOf(from, to, marks);
  if (least == to) return -1;
  let most = least;
  let low = load<T>(values + (<usize>least << alignof<T>()));
  let high = low;
  if (isFloat<T>() && low != low) return NOT_A_NUMBER;
  for (let i = least + 1; i < to; i++) {
    const value = load<T>(values + (<usize>i << alignof<T>()));
    if (value < low && counts(marks, i)) {
      low = value;
      least = i;
    } else if (value > high && counts(marks, i)) {
      high = value;
      most = i;
    } else if (isFloat<T>() && value != value && counts(marks, i)) return NOT_A_NUMBER;
  }
  return pair(least, most);
}

export function bounds4(values: usize, from: u32, to: u32, marks: usize): u64 {
  return boundsOf<i32>(values, from, to, marks);
}

export function bounds8(values: usize, from: u32, to: u32, marks: usize): u64 {
  return boundsOf<i64>(values, from, to, marks);
}

export function boundsFloat4(values: usize, from: u32, to: u32, marks: usize): u64 {
  return boundsOf<f32>(values, from, to, marks);
}

export function boundsFloat8(values: usize, from: u32, to: u32, marks: usize): u64 {
  return boundsOf<f64>(values, from, to, marks);
}

/** 128 bits, the low half first. */
export function bounds16(values: usize, from: u32, to: u32, marks: usize): u64 {
  let least = firstOf(from, to, marks);
  if (least == to) return -1;
  let most = least;
  for (let i = least + 1; i < to; i++) {
    if (!counts(marks, i)) continue;
    if (isLess16(values, i, least)) least = i;
    else if (isLess16(values, most, i)) most = i;
  }
  return pair(least, most);
}

function isLess16(values: usize, left: u32, right: u32): bool {
  const a = load<i64>(values + (<usize>left << 4), 8);
  const b = load<i64>(values + (<usize>right << 4), 8);
  return a < b || (a == b && load<u64>(values + (<usize>left << 4)) < load<u64>(values + (<usize>right << 4)));
}

/** The first eight bytes of a text as a number that is ordered as they are; shorter ones are filled with zeros. */
// @ts-ignore: decorator
@inline
function headOf(at: usize, length: u32): u64 {
  const word = load<u64>(at);
  const known = length >= 8 ? word : length == 0 ? 0 : word & (<u64>-1 >> (64 - (<u64>length << 3)));
  return bswap<u64>(known);
}

export function boundsTexts(offsets: usize, bytes: usize, from: u32, to: u32, marks: usize): u64 {
  let least = firstOf(from, to, marks);
  if (least == to) return -1;
  let most = least;
  let low = headAt(offsets, bytes, least);
  let high = low;
  for (let i = least + 1; i < to; i++) {
    const head = headAt(offsets, bytes, i);
    if (head <= low) {
      if (counts(marks, i) && (head < low || compare(offsets, bytes, i, least) < 0)) {
        low = head;
        least = i;
        continue;
      }
    }
    if (head >= high && counts(marks, i) && (head > high || compare(offsets, bytes, i, most) > 0)) {
      high = head;
      most = i;
    }
  }
  return pair(least, most);
}

// @ts-ignore: decorator
@inline
function headAt(offsets: usize, bytes: usize, value: u32): u64 {
  const start = load<u32>(offsets + (<usize>value << 2));
  return headOf(bytes + <usize>start, load<u32>(offsets + (<usize>value << 2), 4) - start);
}

function compare(offsets: usize, bytes: usize, left: u32, right: u32): i32 {
  const a = load<u32>(offsets + (<usize>left << 2));
  const b = load<u32>(offsets + (<usize>right << 2));
  const lengthA = load<u32>(offsets + (<usize>left << 2), 4) - a;
  const lengthB = load<u32>(offsets + (<usize>right << 2), 4) - b;
  const common = min(lengthA, lengthB);
  const first = bytes + <usize>a;
  const second = bytes + <usize>b;
  for (let at: u32 = 0; at < common; at++) {
    const difference = <i32>load<u8>(first + <usize>at) - <i32>load<u8>(second + <usize>at);
    if (difference != 0) return difference;
  }
  return <i32>lengthA - <i32>lengthB;
}
