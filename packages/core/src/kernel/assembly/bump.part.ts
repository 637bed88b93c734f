// What the row-function modules (text, temporal, float) share: the byte heap that functions making new text
// write to, and the sticky status. Both are globals of an instance, so of a thread: nothing is written to the
// modules' static data, which all threads' instances share.

/** The byte heap is full: the caller gives a larger one and runs the batch again. */
export const NO_ROOM: i64 = -1;

/** A result would be larger than a value may be. Codes below all others: kernel/library.ts has their messages, for all modules. */
export const TOO_LONG: i32 = -90;
export const LIST_TOO_LARGE: i32 = -91;
export const TOO_MANY_ELEMENTS: i32 = -92;
export const ENCODED_TOO_LARGE: i32 = -93;

/**
 * PostgreSQL's limit on one value. Far below 2^31: a ref whose length had its highest bit would be read as a status.
 */
export const LARGEST: u64 = 1073741819;

let heapNext: usize = 0;
let heapEnd: usize = 0;
let status: i32 = 0;

/** New bytes go to [next, end). */
export function setHeap(next: usize, end: usize): void {
  heapNext = next;
  heapEnd = end;
}

/** Where the next byte would go: what lies before it since `setHeap` is in use. */
export function getHeapNext(): usize {
  return heapNext;
}

/** The first failure since the last call, or 0. Functions whose results have no room for a code report here. */
export function takeStatus(): i32 {
  const taken = status;
  status = 0;
  return taken;
}

/** Whether something failed since the status was last taken: results may then be codes. */
export function hasFailed(): bool {
  return status != 0;
}

/**
 * Notes a failure (the first one is kept) and returns its code as a result; NO_ROOM is what was noted instead by who
 * found that the value is too large for any heap.
 */
// @ts-ignore: decorator
@inline
export function fail(code: i32): i64 {
  if (status == 0) status = code;
  return <i64>(code == <i32>NO_ROOM && status <= TOO_LONG ? status : code);
}

/** What a function answers for whose result there is no room. */
export function noRoom(): i64 {
  return fail(<i32>NO_ROOM);
}

// The rule for sizes: a sum or product of lengths or counts is computed in 64 bits, every factor of it, and comes here as
// it is. In 32 bits it would wrap, and what is then written lies outside the heap.

/**
 * Where `bytes` bytes may be written, or 0: of scratch memory, and of values of which only a bound is known (`commit`
 * looks at what they became). `commit` or `keep` says how many were.
 */
// @ts-ignore: decorator
@inline
export function reserve(bytes: u64): usize {
  return <u64>(heapEnd - heapNext) >= bytes && heapEnd >= heapNext ? heapNext : 0;
}

/** As `reserve`, for a value of so many bytes (or of more): none is given for one that may not be, which is noted. */
// @ts-ignore: decorator
@inline
export function reserveValue(bytes: u64): usize {
  return bytes > LARGEST ? refused(TOO_LONG) : reserve(bytes);
}

/** Notes a failure where an address is wanted. */
export function refused(code: i32): usize {
  fail(code);
  return 0;
}

/** Ends a text that was begun at heapNext (by `reserve`): the ref, or TOO_LONG. */
// @ts-ignore: decorator
@inline
export function commit(end: usize): i64 {
  return <u64>(end - heapNext) > LARGEST ? fail(TOO_LONG) : keep(end);
}

/** As `commit`, for what is no text: scratch memory, which has no ref that counts, and values whose size was looked at. */
// @ts-ignore: decorator
@inline
export function keep(end: usize): i64 {
  const start = heapNext;
  heapNext = end;
  return ((<i64>(end - start)) << 32) | <i64>start;
}

// @ts-ignore: decorator
@inline
export function refOf(address: usize, length: usize): i64 {
  return ((<i64>length) << 32) | <i64>address;
}

// @ts-ignore: decorator
@inline
export function addressOf(ref: i64): usize {
  return <usize>(<u32>ref);
}

/** Any place will do for a text of no bytes. */
const NO_BYTES: usize = 16;

/** Where a text begins, never 0: an empty one may have no address, and searches say 0 where they find nothing. */
// @ts-ignore: decorator
@inline
export function textStart(ref: i64): usize {
  const at = addressOf(ref);
  return at == 0 ? NO_BYTES : at;
}

// @ts-ignore: decorator
@inline
export function lengthOf(ref: i64): usize {
  return <usize>(<u32>(ref >> 32));
}

/** Spaces as C's isspace has them. */
// @ts-ignore: decorator
@inline
export function isSpace(byte: u32): bool {
  return byte == 32 || byte - 9 < 5;
}

// @ts-ignore: decorator
@inline
export function isDigit(byte: u32): bool {
  return byte - 48 < 10;
}

/** An ASCII letter in lower case; other bytes as they are. */
// @ts-ignore: decorator
@inline
export function lower(byte: u32): u32 {
  return byte - 65 < 26 ? byte | 32 : byte;
}

// @ts-ignore: decorator
@inline
export function isLetter(byte: u32): bool {
  return (byte | 32) - 97 < 26;
}

/** Writes an unsigned number in decimal, at least `width` digits, and returns the end. */
export function putDigits(at: usize, value: u64, width: i32): usize {
  let digits: i32 = 1;
  let bound: u64 = 10;
  while (digits < 20 && value >= bound) {
    digits++;
    if (digits == 20) break;
    bound *= 10;
  }
  if (digits < width) digits = width;
  let position = at + <usize>digits;
  for (let i: i32 = 0; i < digits; i++) {
    position--;
    const tenth = value / 10;
    store<u8>(position, <u8>(48 + <u32>(value - tenth * 10)));
    value = tenth;
  }
  return at + <usize>digits;
}
