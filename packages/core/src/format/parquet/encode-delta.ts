// DELTA_BINARY_PACKED for integers and DELTA_LENGTH_BYTE_ARRAY for texts: differences from value to value, packed
// in miniblocks of 32 with the bits that the largest of them needs. Arithmetic wraps in the width of the type, as
// the format says; 64 bits are two words.
import { internal } from "../../common/error.ts";
import type { DenseValues } from "./encode-values.ts";

const BLOCK = 128;
const MINIBLOCKS = 4;
const MINIBLOCK = BLOCK / MINIBLOCKS;

/** More than PLAIN needs, for so many values. */
export function deltaBound(count: number): number {
  // Per block a minimum of 10 bytes and four widths; the last block is filled up.
  return 64 + (Math.ceil(count / BLOCK) + 1) * 16 + BLOCK * 8 + count * 4;
}

/** Writes values `from` to `to`, which are words of one or two, at `at`; answers the position behind them. */
export function encodeDelta(values: DenseValues, from: number, to: number, out: Uint8Array, at: number): number {
  if (values.kind !== "words" || values.width === 4) throw internal("only integers have differences");
  const { words, width } = values;
  return width === 1
    ? encode(
        to - from,
        (i) => words[from + i] as number,
        (i) => (words[from + i] as number) >> 31,
        false,
        out,
        at,
      )
    : encode(
        to - from,
        (i) => words[(from + i) * 2] as number,
        (i) => words[(from + i) * 2 + 1] as number,
        true,
        out,
        at,
      );
}

/** Writes the lengths of texts `from` to `to` as differences, then their bytes. */
export function encodeDeltaLengths(values: DenseValues, from: number, to: number, out: Uint8Array, at: number): number {
  if (values.kind !== "bytes") throw internal("only texts have lengths");
  const { offsets, bytes } = values;
  const length = (i: number): number => (offsets[from + i + 1] as number) - (offsets[from + i] as number);
  const end = encode(to - from, length, () => 0, false, out, at);
  const text = bytes.subarray(offsets[from] as number, offsets[to] as number);
  out.set(text, end);
  return end + text.length;
}

type WordAt = (value: number) => number;

/** The differences of one block: low and high words. */
const low = new Int32Array(BLOCK);
const high = new Int32Array(BLOCK);

function encode(count: number, lowAt: WordAt, highAt: WordAt, isWide: boolean, out: Uint8Array, start: number): number {
  let at = writeVarint(out, start, BLOCK);
  at = writeVarint(out, at, MINIBLOCKS);
  at = writeVarint(out, at, count);
  if (count === 0) return writeZigzag(out, at, 0, 0);
  at = writeZigzag(out, at, lowAt(0), highAt(0));
  for (let first = 1; first < count; first += BLOCK) {
    const size = Math.min(BLOCK, count - first);
    at = encodeBlock(first, size, lowAt, highAt, isWide, out, at);
  }
  return at;
}

function encodeBlock(
  first: number,
  size: number,
  lowAt: WordAt,
  highAt: WordAt,
  isWide: boolean,
  out: Uint8Array,
  start: number,
): number {
  let leastLow = 0;
  let leastHigh = 0x7fffffff;
  for (let i = 0; i < size; i++) {
    const [a, b] = [lowAt(first + i), lowAt(first + i - 1)];
    const difference = (a - b) | 0;
    const borrow = a >>> 0 < b >>> 0 ? 1 : 0;
    low[i] = difference;
    high[i] = isWide ? (highAt(first + i) - highAt(first + i - 1) - borrow) | 0 : difference >> 31;
    const top = high[i] as number;
    if (top < leastHigh || (top === leastHigh && difference >>> 0 < leastLow >>> 0)) {
      leastHigh = top;
      leastLow = difference;
    }
  }
  let at = writeZigzag(out, start, leastLow, leastHigh);
  const widths = at;
  at += MINIBLOCKS;
  for (let mini = 0; mini < MINIBLOCKS; mini++) {
    const from = mini * MINIBLOCK;
    const to = Math.min(size, from + MINIBLOCK);
    out[widths + mini] = 0;
    if (from >= size) continue;
    const width = subtractLeast(from, to, leastLow, leastHigh, isWide);
    out[widths + mini] = width;
    at = pack(from, to, width, out, at);
  }
  return at;
}

/** Makes the differences of a miniblock positive; answers the bits that they need. */
function subtractLeast(from: number, to: number, leastLow: number, leastHigh: number, isWide: boolean): number {
  let anyLow = 0;
  let anyHigh = 0;
  for (let i = from; i < to; i++) {
    const borrow = (low[i] as number) >>> 0 < leastLow >>> 0 ? 1 : 0;
    low[i] = ((low[i] as number) - leastLow) | 0;
    high[i] = isWide ? ((high[i] as number) - leastHigh - borrow) | 0 : 0;
    anyLow |= low[i] as number;
    anyHigh |= high[i] as number;
  }
  return anyHigh === 0 ? 32 - Math.clz32(anyLow) : 64 - Math.clz32(anyHigh);
}

/** 32 values of `width` bits, those that are missing 0, least significant bit first. */
function pack(from: number, to: number, width: number, out: Uint8Array, start: number): number {
  const end = start + (MINIBLOCK * width) / 8;
  out.fill(0, start, end);
  for (let i = from, bit = 0; i < to; i++, bit += width) {
    packWord(low[i] as number, Math.min(width, 32), out, start, bit);
    if (width > 32) packWord(high[i] as number, width - 32, out, start, bit + 32);
  }
  return end;
}

function packWord(word: number, bits: number, out: Uint8Array, start: number, bit: number): void {
  let at = start + (bit >>> 3);
  const shift = bit & 7;
  out[at] = (out[at] as number) | ((word << shift) & 255);
  for (let done = 8 - shift; done < bits; done += 8) out[++at] = (word >>> done) & 255;
}

function writeVarint(out: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) | 128;
  out[at++] = rest;
  return at;
}

/** A signed number of 64 bits, its sign in the lowest bit. */
function writeZigzag(out: Uint8Array, start: number, lowWord: number, highWord: number): number {
  const sign = highWord >> 31;
  let a = (lowWord << 1) ^ sign;
  let b = ((highWord << 1) | (lowWord >>> 31)) ^ sign;
  let at = start;
  while (b !== 0 || a >>> 0 >= 128) {
    out[at++] = (a & 127) | 128;
    a = (a >>> 7) | (b << 25);
    b >>>= 7;
  }
  out[at++] = a;
  return at;
}
