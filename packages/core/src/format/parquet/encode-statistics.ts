// The smallest and the largest value of a column chunk, in the order that the format defines for its type:
// integers and decimals signed, texts by unsigned bytes. What cannot be stated truthfully is left out: nothing
// for floats with a NaN (PostgreSQL sorts it above all numbers, the format leaves it out of the order), no upper
// bound for a long text that cannot be raised.
import { internal } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import { compareBounds } from "./compare-bounds.ts";
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

/** The bounds that two values are; none where the kernels found none. */
export function boundsAt(
  values: DenseValues,
  { order }: ColumnType,
  found: readonly [least: number, most: number] | undefined,
): Bounds {
  if (found === undefined) return {};
  const [least, most] = found;
  switch (values.kind) {
    case "bits":
      throw internal("the bounds of bits are counted");
    case "bytes": {
      const upper = upperBound(textAt(values, most));
      return { min: lowerBound(textAt(values, least)), ...(upper === undefined ? {} : { max: upper }) };
    }
    case "words": {
      const { words, width } = values;
      if (width === 4) {
        const turned = values.turned === true;
        return exact(bigEndian(words, least, turned), bigEndian(words, most, turned));
      }
      const [min, max] = [plainAt(words, width, least), plainAt(words, width, most)];
      // The format wants the signs of zero to widen the range, since the two zeros are equal to some and not to others.
      if (order === "float") {
        setZeroSign(min, true);
        setZeroSign(max, false);
      }
      return exact(min, max);
    }
    default:
      return unreachable(values);
  }
}

/** Bounds of all pages together: the chunk's. */
export function mergeBounds(pages: readonly Bounds[], type: ColumnType): Bounds {
  const mins = pages.flatMap(({ min }) => (min === undefined ? [] : [min]));
  const maxs = pages.flatMap(({ max }) => (max === undefined ? [] : [max]));
  const least = mins.reduce<Bound | undefined>((best, next) => lesser(best, next, type), undefined);
  const most = maxs.reduce<Bound | undefined>((best, next) => greater(best, next, type), undefined);
  return { ...(least === undefined ? {} : { min: least }), ...(most === undefined ? {} : { max: most }) };
}

/** Of equal ones the one that some row has. */
function lesser(best: Bound | undefined, next: Bound, type: ColumnType): Bound {
  if (best === undefined) return next;
  const order = compareBounds(next, best, type);
  return order < 0 || (order === 0 && next.exact) ? next : best;
}

function greater(best: Bound | undefined, next: Bound, type: ColumnType): Bound {
  if (best === undefined) return next;
  const order = compareBounds(next, best, type);
  return order > 0 || (order === 0 && next.exact) ? next : best;
}

function exact(min: Uint8Array, max: Uint8Array): Bounds {
  return { min: { value: min, exact: true }, max: { value: max, exact: true } };
}

function textAt({ offsets, bytes }: Extract<DenseValues, { kind: "bytes" }>, value: number): Uint8Array {
  return bytes.subarray(offsets[value] as number, offsets[value + 1] as number);
}

function plainAt(words: Int32Array, width: 1 | 2, value: number): Uint8Array {
  const own = words.slice(value * width, (value + 1) * width);
  return new Uint8Array(own.buffer);
}

function setZeroSign(bytes: Uint8Array, isNegative: boolean): void {
  const last = bytes.length - 1;
  const rest = bytes.subarray(0, last).some((byte) => byte !== 0);
  if (!rest && ((bytes[last] as number) & 0x7f) === 0) bytes[last] = isNegative ? 0x80 : 0;
}

function bigEndian(words: Int32Array, value: number, turned: boolean): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (let word = 0; word < 4; word++) view.setInt32(word * 4, words[value * 4 + 3 - word] as number, false);
  if (turned) bytes[0] = (bytes[0] as number) ^ 0x80;
  return bytes;
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
