// Snappy's raw format, compressing half. The input is cut into blocks of 64 KiB that know nothing of each other;
// within one, a table from the hash of four bytes to where they were last seen finds what to copy. Where nothing
// matches, the search takes larger steps, so that incompressible data passes quickly.

const BLOCK_BYTES = 65536;
const TABLE_BITS = 14;
/** Behind this many bytes from the end no match is looked for: reads of four bytes stay inside. */
const MARGIN = 15;

/** A match table, to be handed to `snappyCompress` again and again. */
export function snappyTable(): Uint16Array {
  return new Uint16Array(1 << TABLE_BITS);
}

/** The most bytes that `length` bytes can become. */
export function snappyBound(length: number): number {
  return 32 + length + Math.ceil(length / 6);
}

/** Compresses `input` into `output`, which has room for snappyBound(input.length). Returns the bytes written. */
export function snappyCompress(input: Uint8Array, output: Uint8Array, table: Uint16Array): number {
  let at = 0;
  let rest = input.length;
  while (rest >= 128) {
    output[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  output[at++] = rest;
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  for (let start = 0; start < input.length; start += BLOCK_BYTES) {
    at = compressBlock(input, view, start, Math.min(start + BLOCK_BYTES, input.length), output, at, table);
  }
  return at;
}

function compressBlock(
  input: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  output: Uint8Array,
  to: number,
  table: Uint16Array,
): number {
  let at = to;
  let literal = start;
  const limit = end - MARGIN;
  if (start < limit) {
    let bits = 8;
    while (bits < TABLE_BITS && 1 << bits < end - start) bits++;
    const shift = 32 - bits;
    table.fill(0, 0, 1 << bits);
    let position = start + 1;
    let skip = 32;
    while (position < limit) {
      const word = view.getInt32(position, true);
      const slot = Math.imul(word, 0x1e35a7bd) >>> shift;
      const candidate = start + (table[slot] as number);
      table[slot] = position - start;
      if (view.getInt32(candidate, true) !== word) {
        position += skip >>> 5;
        skip++;
        continue;
      }
      if (position > literal) at = emitLiteral(input, literal, position, output, at);
      let length = 4;
      // Four at a time, then the odd bytes; `limit` keeps the wide reads inside.
      while (
        position + length < limit &&
        view.getInt32(candidate + length, true) === view.getInt32(position + length, true)
      ) {
        length += 4;
      }
      while (position + length < end && input[candidate + length] === input[position + length]) length++;
      at = emitCopy(output, at, position - candidate, length);
      position += length;
      literal = position;
      skip = 32;
      if (position < limit) {
        table[Math.imul(view.getInt32(position - 1, true), 0x1e35a7bd) >>> shift] = position - 1 - start;
      }
    }
  }
  return literal < end ? emitLiteral(input, literal, end, output, at) : at;
}

function emitLiteral(input: Uint8Array, from: number, to: number, output: Uint8Array, start: number): number {
  let at = start;
  const length = to - from;
  if (length <= 60) {
    output[at++] = (length - 1) << 2;
  } else if (length <= 256) {
    output[at++] = 60 << 2;
    output[at++] = length - 1;
  } else {
    output[at++] = 61 << 2;
    output[at++] = (length - 1) & 255;
    output[at++] = (length - 1) >>> 8;
  }
  if (length > 96) {
    output.set(input.subarray(from, to), at);
  } else {
    for (let i = 0; i < length; i++) output[at + i] = input[from + i] as number;
  }
  return at + length;
}

function emitCopy(output: Uint8Array, start: number, offset: number, total: number): number {
  let at = start;
  let length = total;
  // Copies hold 64 bytes; the last two are cut so that none is shorter than 4.
  while (length >= 68) {
    at = emitLongCopy(output, at, offset, 64);
    length -= 64;
  }
  if (length > 64) {
    at = emitLongCopy(output, at, offset, 60);
    length -= 60;
  }
  if (length >= 12 || offset >= 2048) return emitLongCopy(output, at, offset, length);
  output[at++] = ((offset >>> 8) << 5) | ((length - 4) << 2) | 1;
  output[at++] = offset & 255;
  return at;
}

function emitLongCopy(output: Uint8Array, at: number, offset: number, length: number): number {
  output[at] = ((length - 1) << 2) | 2;
  output[at + 1] = offset & 255;
  output[at + 2] = offset >>> 8;
  return at + 3;
}
