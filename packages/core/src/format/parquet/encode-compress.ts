// One page's bytes through a codec. Snappy is ours; gzip and zstd are Node's.
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { snappyBound, snappyCompress, snappyTable } from "./encode-snappy.ts";

export type WriteCodec = "none" | "snappy" | "zstd" | "gzip";

/** The number of each codec in the format. */
export const CODEC_CODE: Readonly<Record<WriteCodec, number>> = { none: 0, snappy: 1, gzip: 2, zstd: 6 };

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
    case "gzip":
      return { compress: (page) => gzipSync(page, level === undefined ? {} : { level }) };
  }
}
