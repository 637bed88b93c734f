// Page decompression into arena buffers. Snappy and LZ4 are kernels of ours; gzip, zstd and brotli go through the
// platform's zlib, which writes elsewhere, so their output is copied in.

import type { Arena, Pointer } from "../../arena/arena.ts";
import { copyBytes } from "../../arena/bulk-memory.ts";
import type { CodecKernels } from "../../kernel/codec.ts";
import { platformZlib } from "./platform-zlib.ts";

const CODEC_NAMES: readonly string[] = ["uncompressed", "snappy", "gzip", "lzo", "brotli", "lz4", "zstd", "lz4_raw"];

/** The format's numbers of codecs. */
export const CODEC: {
  readonly none: 0;
  readonly snappy: 1;
  readonly gzip: 2;
  readonly brotli: 4;
  readonly lz4: 5;
  readonly zstd: 6;
  readonly lz4Raw: 7;
} = { none: 0, snappy: 1, gzip: 2, brotli: 4, lz4: 5, zstd: 6, lz4Raw: 7 };

/** Bytes in the arena. */
export interface Extent {
  readonly address: Pointer;
  readonly length: number;
}

/** The name of a codec number of the format. */
export function codecName(codec: number): string {
  return CODEC_NAMES[codec] ?? `codec ${codec}`;
}

/** Whether pages compressed so can be read. */
export function isReadableCodec(codec: number): boolean {
  return Object.values(CODEC).includes(codec as (typeof CODEC)[keyof typeof CODEC]);
}

/** Guards memory against a header that claims a huge page: no codec expands further than this. */
export function isPlausible(codec: number, compressed: number, uncompressed: number): boolean {
  return uncompressed <= compressed * expansion(codec) + 64;
}

function expansion(codec: number): number {
  switch (codec) {
    case CODEC.snappy:
      return 24; // At most 64 bytes with 3.
    case CODEC.lz4:
    case CODEC.lz4Raw:
      return 256;
    case CODEC.gzip:
      return 1040;
    default:
      return 200_000; // zstd and brotli have runs of any length.
  }
}

/**
 * Decompresses to exactly `target.length` bytes; false when the data is not that. Source and target have 16 bytes
 * of padding; the target's may be overwritten.
 */
export function decompress(
  arena: Arena,
  kernels: CodecKernels,
  codec: number,
  source: Extent,
  target: Extent,
): boolean {
  switch (codec) {
    case CODEC.none:
      if (source.length !== target.length) return false;
      copyBytes(arena, target.address, source.address, source.length);
      return true;
    case CODEC.snappy:
      return kernels.snappyDecompress(source.address, source.length, target.address, target.length) === 0;
    case CODEC.lz4Raw:
      return rawLz4(kernels, source, target);
    case CODEC.lz4:
      // The number stands for two layouts: Hadoop's, and what later got a number of its own.
      return hadoopLz4(arena, kernels, source, target) || rawLz4(kernels, source, target);
    default:
      return throughZlib(arena, codec, source, target);
  }
}

function rawLz4(kernels: CodecKernels, source: Extent, target: Extent): boolean {
  return kernels.lz4Decompress(source.address, source.length, target.address, target.length) === target.length;
}

/** Blocks behind their lengths: what a frame gives, then for each block what it takes, big-endian. */
function hadoopLz4(arena: Arena, kernels: CodecKernels, source: Extent, target: Extent): boolean {
  const { u8 } = arena.view();
  const end = source.address + source.length;
  let from = source.address;
  let done = 0;
  const word = (): number => {
    const at = from;
    from += 4;
    const byte = (offset: number): number => u8[at + offset] as number;
    return ((byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3)) >>> 0;
  };
  while (from < end) {
    if (end - from < 8) return false;
    let left = word();
    if (left > target.length - done) return false;
    while (left > 0) {
      if (end - from < 4) return false;
      const length = word();
      if (length > end - from) return false;
      const given = kernels.lz4Decompress(from, length, target.address + done, left);
      if (given <= 0) return false;
      from += length;
      done += given;
      left -= given;
    }
  }
  return done === target.length;
}

/** Whether zlib found fault with the data: its errors have codes, of which some speak of memory. */
export function isOfData(thrown: unknown): boolean {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" && !/MEM|ALLOC|memory_allocation/.test(code);
}

/** The least that zlib takes as a chunk's size. */
const SPARE_BYTES = 64;

function throughZlib(arena: Arena, codec: number, source: Extent, target: Extent): boolean {
  const input = arena.view().u8.subarray(source.address, source.address + source.length);
  // One chunk takes all of the output, and room behind it shows that it is all: several chunks cost several times as much.
  const options = { maxOutputLength: Math.max(1, target.length), chunkSize: target.length + SPARE_BYTES };
  const zlib = platformZlib();
  let output: Uint8Array;
  try {
    if (codec === CODEC.zstd) output = zlib.zstdDecompressSync(input, options);
    else if (codec === CODEC.brotli) output = zlib.brotliDecompressSync(input, options);
    else output = zlib.unzipSync(input, options); // Some writers put deflate's own header where gzip's should be.
  } catch (thrown) {
    // What zlib says of the data says nothing that the caller's message does not; a lack of memory is not the data's fault.
    if (isOfData(thrown)) return false;
    throw thrown;
  }
  if (output.length !== target.length) return false;
  arena.view().u8.set(output, target.address);
  return true;
}
