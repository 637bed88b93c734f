// Parquet's hybrid of run lengths and bit packing, for dictionary codes and definition levels. Literals come in
// groups of eight, so a run that starts inside a group stays literal up to the group's end.

/** A run shorter than this is cheaper as literals. */
const SHORTEST_RUN = 8;

/** Bits that hold the codes 0 to `count - 1`; at least 1, since some readers take 0 for a mistake. */
export function codeWidth(count: number): number {
  return Math.max(1, 32 - Math.clz32(Math.max(0, count - 1)));
}

/** The most bytes that `count` values of `width` bits can take. */
export function hybridBound(count: number, width: number): number {
  // Runs take at most 10 bytes per 8 values; literals have one header of at most 5 bytes per run between them.
  return Math.ceil(count / 8) * (Math.max(width, 4) + 6) + 32;
}

/** Encodes values `from` to `to`, each below 2^width with width <= 24, at `at`; returns the position behind. */
export function encodeHybrid(
  values: Int32Array | Uint8Array,
  from: number,
  to: number,
  width: number,
  out: Uint8Array,
  at: number,
): number {
  let end = at;
  let literal = from;
  let position = from;
  while (position < to) {
    const value = values[position] as number;
    let stop = position + 1;
    while (stop < to && values[stop] === value) stop++;
    if (stop - position >= SHORTEST_RUN) {
      if (literal < position) end = packLiterals(values, literal, position, width, out, end);
      end = writeVarint(out, end, (stop - position) * 2);
      for (let bits = 0; bits < width; bits += 8) out[end++] = (value >>> bits) & 255;
      position = stop;
      literal = stop;
    } else {
      position = Math.min(to, position + 8);
    }
  }
  if (literal < to) end = packLiterals(values, literal, to, width, out, end);
  return end;
}

function packLiterals(
  values: Int32Array | Uint8Array,
  from: number,
  to: number,
  width: number,
  out: Uint8Array,
  start: number,
): number {
  const groups = (to - from + 7) >>> 3;
  let at = writeVarint(out, start, groups * 2 + 1);
  const end = at + groups * width;
  let pending = 0;
  let bits = 0;
  for (let i = from; i < to; i++) {
    pending |= (values[i] as number) << bits;
    bits += width;
    while (bits >= 8) {
      out[at++] = pending & 255;
      pending >>>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) out[at++] = pending;
  // The last group is filled with zeros.
  while (at < end) out[at++] = 0;
  return end;
}

function writeVarint(out: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 128) {
    out[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  out[at++] = rest;
  return at;
}
