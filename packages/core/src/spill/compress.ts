// How frames are packed in spill files: zstd at its fastest level, unless that saves nothing.
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Shorter than `bytes`, or `bytes` themselves: the length says which. */
export function pack(bytes: Uint8Array): Uint8Array {
  const packed = zstdCompressSync(bytes, FASTEST);
  return packed.length < bytes.length ? packed : bytes;
}

/** What pack was given, `length` bytes. */
export function unpack(packed: Uint8Array, length: number): Uint8Array {
  return packed.length === length ? packed : zstdDecompressSync(packed, { maxOutputLength: length });
}
