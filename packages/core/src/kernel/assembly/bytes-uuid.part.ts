// Uuids: 16 bytes in memory such that a signed number of 128 bits orders as their bytes do: the last byte first, and
// the highest bit turned over.
import { NO_ROOM, addressOf, commit, fail, lengthOf, reserve } from "./bump.part";
import { hexValue } from "./bytes-hex.part";

const INVALID_UUID: i32 = -7;
const HIGHEST: u64 = 0x8000000000000000;

function invalid(): i32 {
  return <i32>fail(INVALID_UUID);
}

/** 32 digits in any case, in braces or not, with a hyphen or not after each fourth. */
export function uuidFromText(ref: i64, out: usize): i32 {
  let at = addressOf(ref);
  let end = at + lengthOf(ref);
  if (at < end && load<u8>(at) == 123) {
    if (load<u8>(end - 1) != 125) return invalid();
    at++;
    end--;
  }
  let high: u64 = 0;
  let low: u64 = 0;
  for (let digit = 0; digit < 32; digit++) {
    if (at >= end) return invalid();
    const value = hexValue(<u32>load<u8>(at++));
    if (value < 0) return invalid();
    high = (high << 4) | (low >> 60);
    low = (low << 4) | <u64>value;
    if ((digit & 3) == 3 && digit < 31 && at < end && load<u8>(at) == 45) at++;
  }
  if (at != end) return invalid();
  store<u64>(out, low);
  store<u64>(out + 8, high ^ HIGHEST);
  return 0;
}

export function uuidToText(uuid: usize): i64 {
  const start = reserve(36);
  if (start == 0) return fail(<i32>NO_ROOM);
  let at = start;
  for (let digit = 0; digit < 32; digit++) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) store<u8>(at++, 45);
    const word = digit < 16 ? load<u64>(uuid + 8) ^ HIGHEST : load<u64>(uuid);
    const value = <u32>((word >> <u64>(60 - 4 * (digit & 15))) & 15);
    store<u8>(at++, <u8>(value < 10 ? 48 + value : 87 + value));
  }
  return commit(at);
}

/** The version that an RFC 9562 uuid says it has; -1 for any other. */
export function uuidVersion(uuid: usize): i32 {
  if (load<u64>(uuid) >> 62 != 2) return -1;
  return <i32>((load<u64>(uuid + 8) >> 12) & 15);
}

/** When a uuid of version 1 or 7 was made, in microseconds since 1970-01-01 UTC; the least number for any other. */
export function uuidMicros(uuid: usize): i64 {
  const version = uuidVersion(uuid);
  const high = load<u64>(uuid + 8) ^ HIGHEST;
  if (version == 7) return <i64>(high >> 16) * 1000;
  if (version != 1) return i64.MIN_VALUE;
  const ticks = (high >> 32) | ((high >> 16 & 0xffff) << 32) | ((high & 0xfff) << 48);
  return (<i64>ticks - 0x01b21dd213814000) / 10;
}

/** A generator of this instance (xoroshiro128+), which its host seeds (kernel/bytes.ts). */
let state0: u64 = 1;
let state1: u64 = 2;

export function seedUuids(first: i64, second: i64): void {
  state0 = <u64>first;
  state1 = <u64>second | 1;
}

function next(): u64 {
  const result = state0 + state1;
  const mixed = state1 ^ state0;
  state0 = rotl<u64>(state0, 24) ^ mixed ^ (mixed << 16);
  state1 = rotl<u64>(mixed, 37);
  return result;
}

/** A uuid of version 4. */
export function uuidRandom(out: usize): i32 {
  store<u64>(out + 8, ((next() & 0xffffffffffff0fff) | 0x4000) ^ HIGHEST);
  store<u64>(out, (next() >> 2) | HIGHEST);
  return 0;
}

/** A uuid of version 7 for a moment in microseconds: milliseconds, their fraction in 12 bits, then chance. */
export function uuidOfMoment(micros: i64, out: usize): i32 {
  const millis = <u64>(micros / 1000);
  const fraction = <u64>(micros % 1000) * 4096 / 1000;
  store<u64>(out + 8, ((millis << 16) | 0x7000 | fraction) ^ HIGHEST);
  store<u64>(out, (next() >> 2) | HIGHEST);
  return 0;
}
