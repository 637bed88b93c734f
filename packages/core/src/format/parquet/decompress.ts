// Page decompression into arena buffers. Snappy is a kernel of ours; gzip and zstd go through the platform's
// zlib, which writes elsewhere, so their output is copied in.
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Arena, Pointer } from "../../arena/arena.ts";
import type { CodecKernels } from "../../kernel/codec.ts";

const CODEC_NAMES: readonly string[] = ["uncompressed", "snappy", "gzip", "lzo", "brotli", "lz4", "zstd", "lz4_raw"];

/** The name of a codec number of the format. */
export function codecName(codec: number): string {
  return CODEC_NAMES[codec] ?? `codec ${codec}`;
}

/** Whether pages compressed so can be read. */
export function isReadableCodec(codec: number): boolean {
  return codec === 0 || codec === 1 || codec === 2 || codec === 6;
}

/**
 * Decompresses to exactly `length` bytes at `target`; false when the data is not that. The target has 16
 * bytes of padding that may be overwritten.
 */
export function decompress(
  arena: Arena,
  kernels: CodecKernels,
  codec: number,
  source: { readonly address: Pointer; readonly length: number },
  target: { readonly address: Pointer; readonly length: number },
): boolean {
  if (codec === 1) return kernels.snappyDecompress(source.address, source.length, target.address, target.length) === 0;
  const input = arena.view().u8.subarray(source.address, source.address + source.length);
  if (codec === 0) {
    if (source.length !== target.length) return false;
    arena.view().u8.copyWithin(target.address, source.address, source.address + source.length);
    return true;
  }
  let output: Uint8Array;
  try {
    const options = { maxOutputLength: Math.max(1, target.length) };
    output = codec === 2 ? gunzipSync(input, options) : zstdDecompressSync(input, options);
  } catch {
    return false; // zlib's own message says nothing that the caller's does not.
  }
  if (output.length !== target.length) return false;
  arena.view().u8.set(output, target.address);
  return true;
}
