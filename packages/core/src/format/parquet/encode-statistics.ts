// The smallest and the largest value of a column chunk, in the order that the format defines for its type:
// integers and decimals signed, texts by unsigned bytes. What cannot be stated truthfully is left out: nothing
// for floats with a NaN (PostgreSQL sorts it above all numbers, the format leaves it out of the order), no upper
// bound for a long text that cannot be raised.
import type { DenseValues } from "./encode-values.ts";
import type { PhysicalType } from "./write-schema.ts";

/** A bound in PLAIN encoding, without a text's length. */
export interface Bound {
  readonly value: Uint8Array;
  /** False when no row need have this value. */
  readonly exact: boolean;
}

export interface Bounds {
  readonly min?: Bound;
  readonly max?: Bound;
}

/** Texts longer than this are cut. */
const MAX_TEXT_BYTES = 64;

/** Bounds of the values; none when there are no values. */
export function boundsOf(values: DenseValues, physical: PhysicalType): Bounds {
  if (values.count === 0) return {};
  switch (values.kind) {
    case "bits": {
      let set = 0;
      for (let i = 0; i < values.count; i++) set += values.values[i] === 0 ? 0 : 1;
      return exact(Uint8Array.of(set === values.count ? 1 : 0), Uint8Array.of(set === 0 ? 0 : 1));
    }
    case "words":
      if (physical === "float")
        return floatBounds(new Float32Array(values.words.buffer, values.words.byteOffset, values.count), 4);
      if (physical === "double") return doubleBounds(values.words, values.count);
      if (values.width === 1) return bounds1(values.words, values.count);
      if (values.width === 2) return bounds2(values.words, values.count);
      return bounds4(values.words, values.count);
    case "bytes":
      return textBounds(values.offsets, values.bytes, values.count);
  }
}

function exact(min: Uint8Array, max: Uint8Array): Bounds {
  return { min: { value: min, exact: true }, max: { value: max, exact: true } };
}

function bounds1(words: Int32Array, count: number): Bounds {
  let min = words[0] as number;
  let max = min;
  for (let i = 1; i < count; i++) {
    const value = words[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return exact(littleEndian([min]), littleEndian([max]));
}

function bounds2(words: Int32Array, count: number): Bounds {
  let minLow = (words[0] as number) >>> 0;
  let minHigh = words[1] as number;
  let maxLow = minLow;
  let maxHigh = minHigh;
  for (let i = 1; i < count; i++) {
    const low = (words[i * 2] as number) >>> 0;
    const high = words[i * 2 + 1] as number;
    if (high < minHigh || (high === minHigh && low < minLow)) {
      minLow = low;
      minHigh = high;
    }
    if (high > maxHigh || (high === maxHigh && low > maxLow)) {
      maxLow = low;
      maxHigh = high;
    }
  }
  return exact(littleEndian([minLow, minHigh]), littleEndian([maxLow, maxHigh]));
}

function bounds4(words: Int32Array, count: number): Bounds {
  let min = 0;
  let max = 0;
  for (let i = 1; i < count; i++) {
    if (compare4(words, i, min) < 0) min = i;
    if (compare4(words, i, max) > 0) max = i;
  }
  return exact(bigEndian(words, min), bigEndian(words, max));
}

function compare4(words: Int32Array, left: number, right: number): number {
  const high = (words[left * 4 + 3] as number) - (words[right * 4 + 3] as number);
  if (high !== 0) return high;
  for (let word = 2; word >= 0; word--) {
    const difference = ((words[left * 4 + word] as number) >>> 0) - ((words[right * 4 + word] as number) >>> 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function littleEndian(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [position, word] of words.entries()) view.setInt32(position * 4, word, true);
  return bytes;
}

function bigEndian(words: Int32Array, value: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let word = 0; word < 4; word++) view.setInt32(word * 4, words[value * 4 + 3 - word] as number, false);
  return bytes;
}

function doubleBounds(words: Int32Array, count: number): Bounds {
  // Words may be a view that starts at an odd word only if a producer's array did: Float64Array never does.
  return floatBounds(new Float64Array(words.buffer, words.byteOffset, count), 8);
}

function floatBounds(values: Float32Array | Float64Array, width: 4 | 8): Bounds {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value !== value) return {};
    if (value < min) min = value;
    if (value > max) max = value;
  }
  // The format wants the signs of zero to widen the range, since the two zeros are equal to some and not to others.
  const bytes = (value: number): Uint8Array => {
    const out = new Uint8Array(width);
    const view = new DataView(out.buffer);
    if (width === 4) view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    return out;
  };
  return exact(bytes(min === 0 ? -0 : min), bytes(max === 0 ? 0 : max));
}

function textBounds(offsets: Int32Array | Uint32Array, bytes: Uint8Array, count: number): Bounds {
  let min = 0;
  let max = 0;
  for (let i = 1; i < count; i++) {
    if (compareText(offsets, bytes, i, min) < 0) min = i;
    else if (compareText(offsets, bytes, i, max) > 0) max = i;
  }
  const smallest = bytes.subarray(offsets[min] as number, offsets[min + 1] as number);
  const largest = bytes.subarray(offsets[max] as number, offsets[max + 1] as number);
  const upper = upperBound(largest);
  return { min: lowerBound(smallest), ...(upper === undefined ? {} : { max: upper }) };
}

function compareText(offsets: Int32Array | Uint32Array, bytes: Uint8Array, left: number, right: number): number {
  const a = offsets[left] as number;
  const b = offsets[right] as number;
  const lengthA = (offsets[left + 1] as number) - a;
  const lengthB = (offsets[right + 1] as number) - b;
  const common = lengthA < lengthB ? lengthA : lengthB;
  for (let i = 0; i < common; i++) {
    const difference = (bytes[a + i] as number) - (bytes[b + i] as number);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

/** At most MAX_TEXT_BYTES, not cut inside a character. */
function prefixLength(text: Uint8Array): number {
  let length = MAX_TEXT_BYTES;
  while (length > 0 && ((text[length] as number) & 0xc0) === 0x80) length--;
  return length;
}

function lowerBound(text: Uint8Array): Bound {
  if (text.length <= MAX_TEXT_BYTES) return { value: text.slice(), exact: true };
  return { value: text.slice(0, prefixLength(text)), exact: false };
}

/** A long text's prefix with its last raisable ASCII character raised: greater than all that begin with it. */
function upperBound(text: Uint8Array): Bound | undefined {
  if (text.length <= MAX_TEXT_BYTES) return { value: text.slice(), exact: true };
  for (let last = prefixLength(text) - 1; last >= 0; last--) {
    const byte = text[last] as number;
    if (byte >= 0x7f) continue;
    const value = text.slice(0, last + 1);
    value[last] = byte + 1;
    return { value, exact: false };
  }
  return undefined;
}
