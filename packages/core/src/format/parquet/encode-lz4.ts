// LZ4's block format, compressing half: sequences of literals and a copy from up to 64 KiB back. A table from the
// hash of four bytes to where they were last seen finds what to copy; where nothing matches, the search takes
// larger steps.

const TABLE_BITS = 14;
const FURTHEST = 65535;
/** The last bytes are literals, and no copy begins this near to the end. */
const END_LITERALS = 5;
const NO_MATCH_TAIL = 12;

/** A match table, to be handed to `lz4Compress` again and again. */
export function lz4Table(): Int32Array {
  return new Int32Array(1 << TABLE_BITS);
}

/** The most bytes that `length` bytes can become. */
export function lz4Bound(length: number): number {
  return length + Math.ceil(length / 255) + 16;
}

/** Compresses `input` into `output`, which has room for lz4Bound(input.length). Returns the bytes written. */
export function lz4Compress(input: Uint8Array, output: Uint8Array, table: Int32Array): number {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const limit = input.length - NO_MATCH_TAIL;
  table.fill(-1);
  let at = 0;
  let literal = 0;
  let position = 0;
  let skip = 64;
  while (position < limit) {
    const word = view.getInt32(position, true);
    const slot = Math.imul(word, 0x9e3779b1 | 0) >>> (32 - TABLE_BITS);
    const candidate = table[slot] as number;
    table[slot] = position;
    if (candidate < 0 || position - candidate > FURTHEST || view.getInt32(candidate, true) !== word) {
      position += skip >>> 6;
      skip++;
      continue;
    }
    const most = input.length - END_LITERALS - position;
    const length = matchLength(input, view, candidate, position, most);
    at = emitSequence(input, literal, position, length, position - candidate, output, at);
    position += length;
    literal = position;
    skip = 64;
  }
  return emitLiterals(input, literal, input.length, 0, output, at);
}

function matchLength(input: Uint8Array, view: DataView, from: number, to: number, most: number): number {
  let length = 4;
  while (length + 4 <= most && view.getInt32(from + length, true) === view.getInt32(to + length, true)) length += 4;
  while (length < most && input[from + length] === input[to + length]) length++;
  return length;
}

function emitSequence(
  input: Uint8Array,
  from: number,
  to: number,
  length: number,
  distance: number,
  output: Uint8Array,
  start: number,
): number {
  const rest = length - 4;
  let at = emitLiterals(input, from, to, Math.min(rest, 15), output, start);
  output[at++] = distance & 255;
  output[at++] = distance >>> 8;
  return rest >= 15 ? emitLength(rest - 15, output, at) : at;
}

/** The token, with `copy` in its lower half, and the literals. */
function emitLiterals(
  input: Uint8Array,
  from: number,
  to: number,
  copy: number,
  output: Uint8Array,
  start: number,
): number {
  const count = to - from;
  output[start] = (Math.min(count, 15) << 4) | copy;
  const at = count >= 15 ? emitLength(count - 15, output, start + 1) : start + 1;
  if (count > 64) output.set(input.subarray(from, to), at);
  else for (let i = 0; i < count; i++) output[at + i] = input[from + i] as number;
  return at + count;
}

function emitLength(length: number, output: Uint8Array, start: number): number {
  let at = start;
  let rest = length;
  for (; rest >= 255; rest -= 255) output[at++] = 255;
  output[at++] = rest;
  return at;
}
