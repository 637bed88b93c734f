// PLAIN encoding: fixed-width values as they lie in memory (16-byte ones in big endian), texts with their length
// before them, booleans as bits.
import type { DenseValues } from "./encode-values.ts";

/** The exact bytes of values `from` to `to` in PLAIN encoding. */
export function plainSize(values: DenseValues, from: number, to: number): number {
  switch (values.kind) {
    case "bits":
      return (to - from + 7) >>> 3;
    case "words":
      return (to - from) * values.width * 4;
    case "bytes":
      return (to - from) * 4 + ((values.offsets[to] as number) - (values.offsets[from] as number));
  }
}

/** Writes values `from` to `to` at `at`; returns the position behind them. `out` has 8 bytes more than needed. */
export function encodePlain(values: DenseValues, from: number, to: number, out: Uint8Array, at: number): number {
  switch (values.kind) {
    case "bits":
      return plainBits(values.values, from, to, out, at);
    case "words":
      return values.width === 4
        ? plainFixed16(values.words, from, to, out, at)
        : plainWords(values.words, from * values.width, to * values.width, out, at);
    case "bytes":
      return plainBytes(values.offsets, values.bytes, from, to, out, at);
  }
}

function plainBits(values: Uint8Array, from: number, to: number, out: Uint8Array, start: number): number {
  let at = start;
  for (let i = from; i < to; i += 8) {
    let byte = 0;
    const width = Math.min(8, to - i);
    for (let bit = 0; bit < width; bit++) byte |= (values[i + bit] === 0 ? 0 : 1) << bit;
    out[at++] = byte;
  }
  return at;
}

function plainWords(words: Int32Array, from: number, to: number, out: Uint8Array, at: number): number {
  const bytes = (to - from) * 4;
  out.set(new Uint8Array(words.buffer, words.byteOffset + from * 4, bytes), at);
  return at + bytes;
}

function plainFixed16(words: Int32Array, from: number, to: number, out: Uint8Array, start: number): number {
  const view = new DataView(out.buffer, out.byteOffset, out.length);
  let at = start;
  for (let value = from; value < to; value++) {
    for (let word = 3; word >= 0; word--) {
      view.setInt32(at, words[value * 4 + word] as number, false);
      at += 4;
    }
  }
  return at;
}

function plainBytes(
  offsets: Int32Array | Uint32Array,
  bytes: Uint8Array,
  from: number,
  to: number,
  out: Uint8Array,
  start: number,
): number {
  const target = new DataView(out.buffer, out.byteOffset, out.length);
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // Four bytes at a time overshoot into what the next value overwrites; the source must have them.
  const safe = bytes.length - 4;
  let at = start;
  let position = offsets[from] as number;
  for (let value = from; value < to; value++) {
    const end = offsets[value + 1] as number;
    const length = end - position;
    target.setInt32(at, length, true);
    at += 4;
    if (length > 128) {
      out.set(bytes.subarray(position, end), at);
    } else if (end <= safe) {
      for (let i = 0; i < length; i += 4) target.setInt32(at + i, source.getInt32(position + i, true), true);
    } else {
      for (let i = 0; i < length; i++) out[at + i] = bytes[position + i] as number;
    }
    at += length;
    position = end;
  }
  return at;
}
