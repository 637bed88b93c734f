// One page's bytes through a codec. Snappy and LZ4 are ours; the others are Node's.
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { unreachable } from "../../common/unreachable.ts";
import type { EncodeSpace } from "../encode-space.ts";

/** `lz4`: the raw block format, which is all that the standard still has. */
export type WriteCodec = "none" | "snappy" | "zstd" | "gzip" | "brotli" | "lz4";

/** The number of each codec in the format. */
export const CODEC_CODE: Readonly<Record<WriteCodec, number>> = {
  none: 0,
  snappy: 1,
  gzip: 2,
  brotli: 4,
  zstd: 6,
  lz4: 7,
};

/** Brotli's own default is made for files that are compressed once and read for years. */
const BROTLI_QUALITY = 4;

export interface PageCompressor {
  /** Compresses bytes of the encoding memory. The answer is good until something is allocated there, or the next call. */
  compress(address: number, length: number): Uint8Array;
}

/** A compressor of one thread. `level` is the codec's own; without it the codec's default. */
export function pageCompressor(codec: WriteCodec, space: EncodeSpace, level?: number): PageCompressor {
  switch (codec) {
    case "none":
      return { compress: (address, length) => space.u8(address, length) };
    case "snappy":
      return { compress: (address, length) => byKernel(space, "snappyCompress", address, length) };
    case "lz4":
      return { compress: (address, length) => byKernel(space, "lz4Compress", address, length) };
    case "zstd": {
      const params = level === undefined ? {} : { [constants.ZSTD_c_compressionLevel]: level };
      return byNode(space, (page, chunkSize) => zstdCompressSync(page, { params, chunkSize }));
    }
    case "brotli": {
      const params = { [constants.BROTLI_PARAM_QUALITY]: level ?? BROTLI_QUALITY };
      return byNode(space, (page, chunkSize) => brotliCompressSync(page, { params, chunkSize }));
    }
    case "gzip": {
      const options = level === undefined ? {} : { level };
      return byNode(space, (page, chunkSize) => gzipSync(page, { ...options, chunkSize }));
    }
    default:
      return unreachable(codec);
  }
}

const TABLE_BYTES = 32768;

/** Behind what the column has in the encoding memory. */
function byKernel(
  space: EncodeSpace,
  kernel: "snappyCompress" | "lz4Compress",
  source: number,
  length: number,
): Uint8Array {
  const mark = space.mark;
  // The more of what the two may need.
  const target = space.allocate(32 + length + Math.ceil(length / 6));
  const table = space.allocate(TABLE_BYTES);
  const bytes = space.kernels[kernel](source, length, target, table);
  space.reset(mark);
  return space.u8(target, bytes);
}

const LEAST_CHUNK = 16384;

/**
 * By one of Node's codecs. A chunk has room for what a page becomes, so that it need not be put together, and is given back
 * at the next page: chunks that are left to the collector make it run.
 */
function byNode(
  space: EncodeSpace,
  compress: (page: Uint8Array<ArrayBuffer>, chunkSize: number) => Uint8Array<ArrayBuffer>,
): PageCompressor {
  let last: ArrayBuffer | undefined;
  return {
    compress(address, length) {
      last?.transfer(0);
      const chunkSize = Math.max(LEAST_CHUNK, length + (length >>> 6) + 1024);
      const stored = compress(space.u8(address, length), chunkSize);
      // Of another size, it is a buffer of Node's.
      last = stored.buffer.byteLength === chunkSize ? stored.buffer : undefined;
      return stored;
    },
  };
}
