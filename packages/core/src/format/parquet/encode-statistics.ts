// The smallest and the largest value of a column chunk, in the order that the format defines for its type:
// integers and decimals signed, texts by unsigned bytes. What cannot be stated truthfully is left out: nothing
// for floats with a NaN (PostgreSQL sorts it above all numbers, the format leaves it out of the order), no upper
// bound for a long text that cannot be raised.
import type { DenseValues } from "./encode-values.ts";
import type { ColumnType } from "./write-types.ts";

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

/** Which of the values count: those from `from` to `to`, and of them those with a mark. */
interface Range {
  readonly from: number;
  readonly to: number;
  readonly marks: Uint8Array | undefined;
}

/** Bounds of values `from` to `to`; none when there are no values. */
export function boundsOf(values: DenseValues, type: ColumnType, from = 0, to: number = values.count): Bounds {
  return boundsIn(values, type, { from, to, marks: undefined });
}

/** Bounds of the entries that the codes name. */
export function boundsOfCodes(entries: DenseValues, codes: Int32Array, type: ColumnType): Bounds {
  const marks = new Uint8Array(entries.count);
  let least = entries.count;
  for (const code of codes) {
    marks[code] = 1;
    if (code < least) least = code;
  }
  return boundsIn(entries, type, { from: least, to: entries.count, marks });
}

/** The first value of the range has a mark. */
function boundsIn(values: DenseValues, { physical, order }: ColumnType, range: Range): Bounds {
  if (range.from >= range.to) return {};
  switch (values.kind) {
    case "bits": {
      let set = 0;
      for (let i = range.from; i < range.to; i++) set += values.values[i] === 0 ? 0 : 1;
      return exact(Uint8Array.of(set === range.to - range.from ? 1 : 0), Uint8Array.of(set === 0 ? 0 : 1));
    }
    case "words": {
      const { buffer, byteOffset } = values.words;
      if (order === "float" && physical === "float")
        return floatBounds(new Float32Array(buffer, byteOffset, values.count), 4, range);
      // Words may be a view that starts at an odd word only if a producer's array did: Float64Array never does.
      if (order === "float") return floatBounds(new Float64Array(buffer, byteOffset, values.count), 8, range);
      if (values.width === 1) return bounds1(values.words, range);
      if (values.width === 2) return bounds2(values.words, range);
      return bounds4(values.words, range);
    }
    case "bytes":
      return textBounds(values.offsets, values.bytes, range);
  }
}

function exact(min: Uint8Array, max: Uint8Array): Bounds {
  return { min: { value: min, exact: true }, max: { value: max, exact: true } };
}

function bounds1(words: Int32Array, { from, to, marks }: Range): Bounds {
  let min = words[from] as number;
  let max = min;
  for (let i = from + 1; i < to; i++) {
    if (marks !== undefined && marks[i] === 0) continue;
    const value = words[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return exact(littleEndian([min]), littleEndian([max]));
}

function bounds2(words: Int32Array, { from, to, marks }: Range): Bounds {
  let minLow = (words[from * 2] as number) >>> 0;
  let minHigh = words[from * 2 + 1] as number;
  let maxLow = minLow;
  let maxHigh = minHigh;
  for (let i = from + 1; i < to; i++) {
    if (marks !== undefined && marks[i] === 0) continue;
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

function bounds4(words: Int32Array, { from, to, marks }: Range): Bounds {
  let min = from;
  let max = from;
  for (let i = from + 1; i < to; i++) {
    if (marks !== undefined && marks[i] === 0) continue;
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

function floatBounds(values: Float32Array | Float64Array, width: 4 | 8, { from, to, marks }: Range): Bounds {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    if (marks !== undefined && marks[i] === 0) continue;
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

function textBounds(offsets: Int32Array | Uint32Array, bytes: Uint8Array, { from, to, marks }: Range): Bounds {
  let min = from;
  let max = from;
  for (let i = from + 1; i < to; i++) {
    if (marks !== undefined && marks[i] === 0) continue;
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
