// Row functions that digest bytes: MD5, the SHA-2 family, CRC-32 and CRC-32C. Refs are byteLength << 32 | address. What a digest works on lies on the heap's free part, behind its result.
// The door is kernel/digest.ts.
import { NO_ROOM, addressOf, commit, fail, lengthOf, reserve } from "./bump.part";
import { ROOTS32, ROOTS64, SINES, START224, START256, START384, START512 } from "./digest-constants.part";

export { getHeapNext, setHeap, takeStatus } from "./bump.part";

/** Room behind a result: state, message schedule, one block. */
const WORK: usize = 64 + 640 + 128;

function hexDigit(value: u32): u8 {
  return <u8>(value < 10 ? 48 + value : 87 + value);
}

/** A block of the padded message: the text's own bytes, then 0x80, zeros and, in the last block, the length in bits. */
function fillBlock(block: usize, blockBytes: usize, text: i64, offset: usize, bigEndian: bool): void {
  const length = lengthOf(text);
  const left = offset < length ? length - offset : 0;
  const copied = min<usize>(left, blockBytes);
  memory.copy(block, addressOf(text) + offset, copied);
  memory.fill(block + copied, 0, blockBytes - copied);
  if (offset <= length && left < blockBytes) store<u8>(block + left, 0x80);
  if (offset + blockBytes < paddedBytes(length, blockBytes)) return;
  const bits = <u64>length << 3;
  store<u64>(block + blockBytes - 8, bigEndian ? bswap<u64>(bits) : bits);
}

/** With at least one byte of padding and the length, in 8 or 16 bytes. */
function paddedBytes(length: usize, blockBytes: usize): usize {
  const least = length + 1 + (blockBytes >> 3);
  return (least + blockBytes - 1) & ~(blockBytes - 1);
}

// @ts-ignore: decorator
@inline
function md5Step(first: u32, second: u32, mixed: u32, block: usize, word: u32, round: u32, turn: u32): u32 {
  return second + rotl<u32>(first + mixed + load<u32>(SINES + (<usize>round << 2)) + load<u32>(block + (<usize>(word & 15) << 2)), turn);
}

/** Four steps at a time: the four words of the state change places without being moved. */
function md5Block(state: usize, block: usize): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  for (let i: u32 = 0; i < 16; i += 4) {
    a = md5Step(a, b, (b & c) | (~b & d), block, i, i, 7);
    d = md5Step(d, a, (a & b) | (~a & c), block, i + 1, i + 1, 12);
    c = md5Step(c, d, (d & a) | (~d & b), block, i + 2, i + 2, 17);
    b = md5Step(b, c, (c & d) | (~c & a), block, i + 3, i + 3, 22);
  }
  for (let i: u32 = 16; i < 32; i += 4) {
    a = md5Step(a, b, (d & b) | (~d & c), block, 5 * i + 1, i, 5);
    d = md5Step(d, a, (c & a) | (~c & b), block, 5 * i + 6, i + 1, 9);
    c = md5Step(c, d, (b & d) | (~b & a), block, 5 * i + 11, i + 2, 14);
    b = md5Step(b, c, (a & c) | (~a & d), block, 5 * i + 16, i + 3, 20);
  }
  for (let i: u32 = 32; i < 48; i += 4) {
    a = md5Step(a, b, b ^ c ^ d, block, 3 * i + 5, i, 4);
    d = md5Step(d, a, a ^ b ^ c, block, 3 * i + 8, i + 1, 11);
    c = md5Step(c, d, d ^ a ^ b, block, 3 * i + 11, i + 2, 16);
    b = md5Step(b, c, c ^ d ^ a, block, 3 * i + 14, i + 3, 23);
  }
  for (let i: u32 = 48; i < 64; i += 4) {
    a = md5Step(a, b, c ^ (b | ~d), block, 7 * i, i, 6);
    d = md5Step(d, a, b ^ (a | ~c), block, 7 * i + 7, i + 1, 10);
    c = md5Step(c, d, a ^ (d | ~b), block, 7 * i + 14, i + 2, 15);
    b = md5Step(b, c, d ^ (c | ~a), block, 7 * i + 21, i + 3, 21);
  }
  store<u32>(state, load<u32>(state) + a);
  store<u32>(state, load<u32>(state, 4) + b, 4);
  store<u32>(state, load<u32>(state, 8) + c, 8);
  store<u32>(state, load<u32>(state, 12) + d, 12);
}

/** MD5 as 32 hexadecimal digits. */
export function md5(text: i64): i64 {
  const out = reserve(32 + WORK);
  if (out == 0) return fail(<i32>NO_ROOM);
  const state = (out + 39) & ~7;
  const block = state + 64;
  store<u32>(state, 0x67452301);
  store<u32>(state, 0xefcdab89, 4);
  store<u32>(state, 0x98badcfe, 8);
  store<u32>(state, 0x10325476, 12);
  const bytes = paddedBytes(lengthOf(text), 64);
  for (let offset: usize = 0; offset < bytes; offset += 64) {
    fillBlock(block, 64, text, offset, false);
    md5Block(state, block);
  }
  for (let i: usize = 0; i < 16; i++) {
    const byte = <u32>load<u8>(state + i);
    store<u8>(out + i * 2, hexDigit(byte >> 4));
    store<u8>(out + i * 2 + 1, hexDigit(byte & 15));
  }
  return commit(out + 32);
}

/** The bits of a word turned by three amounts, which SHA-2's two word sizes have of their own. */
// @ts-ignore: decorator
@inline
function turned<W>(word: W, first: W, second: W, third: W): W {
  return rotr<W>(word, first) ^ rotr<W>(word, second) ^ rotr<W>(word, third);
}

/** One block of SHA-2 (FIPS 180-4, sections 6.2 and 6.4), with words of 32 or of 64 bits. */
function shaBlock<W>(state: usize, block: usize, words: usize): void {
  const size = sizeof<W>();
  const rounds: usize = sizeof<W>() == 4 ? 64 : 80;
  const roots = sizeof<W>() == 4 ? ROOTS32 : ROOTS64;
  for (let i: usize = 0; i < 16; i++) store<W>(words + i * size, bswap<W>(load<W>(block + i * size)));
  for (let i: usize = 16; i < rounds; i++) {
    const x = load<W>(words + (i - 15) * size);
    const y = load<W>(words + (i - 2) * size);
    const first = sizeof<W>() == 4
      ? rotr<W>(x, <W>7) ^ rotr<W>(x, <W>18) ^ (x >> <W>3)
      : rotr<W>(x, <W>1) ^ rotr<W>(x, <W>8) ^ (x >> <W>7);
    const second = sizeof<W>() == 4
      ? rotr<W>(y, <W>17) ^ rotr<W>(y, <W>19) ^ (y >> <W>10)
      : rotr<W>(y, <W>19) ^ rotr<W>(y, <W>61) ^ (y >> <W>6);
    store<W>(words + i * size, load<W>(words + (i - 16) * size) + first + load<W>(words + (i - 7) * size) + second);
  }
  let a = load<W>(state);
  let b = load<W>(state + size);
  let c = load<W>(state + 2 * size);
  let d = load<W>(state + 3 * size);
  let e = load<W>(state + 4 * size);
  let f = load<W>(state + 5 * size);
  let g = load<W>(state + 6 * size);
  let h = load<W>(state + 7 * size);
  for (let i: usize = 0; i < rounds; i++) {
    const high = sizeof<W>() == 4 ? turned<W>(e, <W>6, <W>11, <W>25) : turned<W>(e, <W>14, <W>18, <W>41);
    const low = sizeof<W>() == 4 ? turned<W>(a, <W>2, <W>13, <W>22) : turned<W>(a, <W>28, <W>34, <W>39);
    const sum = h + high + ((e & f) ^ (~e & g)) + load<W>(roots + i * size) + load<W>(words + i * size);
    const other = low + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + sum;
    d = c;
    c = b;
    b = a;
    a = sum + other;
  }
  addWord<W>(state, a);
  addWord<W>(state + size, b);
  addWord<W>(state + 2 * size, c);
  addWord<W>(state + 3 * size, d);
  addWord<W>(state + 4 * size, e);
  addWord<W>(state + 5 * size, f);
  addWord<W>(state + 6 * size, g);
  addWord<W>(state + 7 * size, h);
}

// @ts-ignore: decorator
@inline
function addWord<W>(at: usize, word: W): void {
  store<W>(at, load<W>(at) + word);
}

/** SHA-224, 256, 384 or 512 as bytes. */
export function sha(bits: i32, bytes: i64): i64 {
  const size = <usize>bits >> 3;
  const out = reserve(72 + WORK);
  if (out == 0) return fail(<i32>NO_ROOM);
  const state = (out + 71) & ~7;
  const block = state + 64;
  const words = block + 128;
  const wide = bits > 256;
  const blockBytes: usize = wide ? 128 : 64;
  memory.copy(state, bits == 224 ? START224 : bits == 256 ? START256 : bits == 384 ? START384 : START512, wide ? 64 : 32);
  const padded = paddedBytes(lengthOf(bytes), blockBytes);
  for (let offset: usize = 0; offset < padded; offset += blockBytes) {
    fillBlock(block, blockBytes, bytes, offset, true);
    if (wide) shaBlock<u64>(state, block, words);
    else shaBlock<u32>(state, block, words);
  }
  if (wide) for (let i: usize = 0; i < size; i += 8) store<u64>(out + i, bswap<u64>(load<u64>(state + i)));
  else for (let i: usize = 0; i < size; i += 4) store<u32>(out + i, bswap<u32>(load<u32>(state + i)));
  return commit(out + size);
}

/** CRC-32 by a reversed polynomial. */
export function crc(polynomial: i32, bytes: i64): i64 {
  let sum: u32 = 0xffffffff;
  const start = addressOf(bytes);
  const end = start + lengthOf(bytes);
  for (let at = start; at < end; at++) {
    sum ^= <u32>load<u8>(at);
    for (let bit = 0; bit < 8; bit++) sum = (sum >> 1) ^ ((sum & 1) != 0 ? <u32>polynomial : 0);
  }
  return <i64>(<u64>(~sum));
}
