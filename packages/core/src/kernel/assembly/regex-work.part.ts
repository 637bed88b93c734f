// Memory and failure of compiling a regular expression: everything lies in one piece of the byte heap that grows upwards and
// is committed at the end. The first failure is kept; after one, what is made no longer matters, but every address stays
// inside what was reserved. Why apart: the parts of the compiler take memory and fail in the same way.
import { NO_ROOM, reserve } from "./bump.part";

/** By kernel/regex.ts REGEX_FAILURES. */
export const TOO_BIG: i32 = -2;
export const BAD_ESCAPE: i32 = -3;
export const BAD_BRACKET: i32 = -4;
export const BAD_PAREN: i32 = -5;
export const BAD_BRACE: i32 = -6;
export const BAD_COUNT: i32 = -7;
export const BAD_RANGE: i32 = -8;
export const BAD_REPEAT: i32 = -9;
export const BAD_CLASS: i32 = -10;
export const BAD_COLLATE: i32 = -11;
export const BAD_EMBEDDED: i32 = -12;
export const BAD_BACKREF: i32 = -13;
export const NO_OLD_SYNTAX: i32 = -15;

let problem: i32 = 0;
let base: usize = 0;
let cursor: usize = 0;

/** Begins at the heap's next byte, aligned. */
export function beginWork(): void {
  problem = 0;
  const at = reserve(64);
  if (at == 0) problem = <i32>NO_ROOM;
  base = at;
  cursor = (at + 15) & ~15;
}

/** Notes a failure. */
export function refuse(code: i32): void {
  if (problem == 0) problem = code;
}

// @ts-ignore: decorator
@inline
export function failed(): bool {
  return problem != 0;
}

export function problemCode(): i32 {
  return problem;
}

/** So many bytes, of multiples of 8; 0 and a failure when there is no room. */
export function take(bytes: usize): usize {
  const at = cursor;
  const all = (<u64>(at - base) + <u64>bytes + 7);
  if (problem != 0 || reserve(all) == 0) {
    refuse(<i32>NO_ROOM);
    return 0;
  }
  cursor = (at + bytes + 7) & ~7;
  return at;
}

/** As `take`, of zeros. */
export function takeZeroed(bytes: usize): usize {
  const at = take(bytes);
  if (at != 0) memory.fill(at, 0, bytes);
  return at;
}

/** Whether what follows may be written up to `end` without being taken; a failure when not. */
export function mayWrite(end: usize): bool {
  if (problem != 0) return false;
  if (reserve(end - base) != 0) return true;
  refuse(<i32>NO_ROOM);
  return false;
}

/** Gives back what was taken last. */
export function giveBack(at: usize): void {
  cursor = at;
}

/** The end of what was taken. */
export function workEnd(): usize {
  return cursor;
}
