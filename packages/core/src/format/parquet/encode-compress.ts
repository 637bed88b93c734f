// One page's bytes through a codec. Snappy and LZ4 are ours; the others are Node's.
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { lz4Bound, lz4Compress, lz4Table } from "./encode-lz4.ts";
import { snappyBound, snappyCompress, snappyTable } from "./encode-snappy.ts";

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
  /** The compressed bytes; may be `page` itself, or a view that the next call overwrites. */
  compress(page: Uint8Array): Uint8Array;
}

/** A compressor of one thread. `level` is the codec's own; without it the codec's default. */
export function pageCompressor(codec: WriteCodec, level?: number): PageCompressor {
  switch (codec) {
    case "none":
      return { compress: (page) => page };
    case "snappy": {
      const table = snappyTable();
      let output = new Uint8Array(0);
      return {
        compress(page) {
          const bound = snappyBound(page.length);
          if (output.length < bound) output = new Uint8Array(bound);
          return output.subarray(0, snappyCompress(page, output, table));
        },
      };
    }
    case "zstd": {
      const params = level === undefined ? {} : { [constants.ZSTD_c_compressionLevel]: level };
      return { compress: (page) => zstdCompressSync(page, { params }) };
    }
    case "lz4": {
      const table = lz4Table();
      let output = new Uint8Array(0);
      return {
        compress(page) {
          const bound = lz4Bound(page.length);
          if (output.length < bound) output = new Uint8Array(bound);
          return output.subarray(0, lz4Compress(page, output, table));
        },
      };
    }
    case "brotli": {
      const params = { [constants.BROTLI_PARAM_QUALITY]: level ?? BROTLI_QUALITY };
      return { compress: (page) => brotliCompressSync(page, { params }) };
    }
    case "gzip":
      return { compress: (page) => gzipSync(page, level === undefined ? {} : { level }) };
  }
}
