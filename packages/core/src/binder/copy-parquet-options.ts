// The options of COPY ... TO ... (FORMAT parquet), by name. The names are those that users of analytical engines
// know; what each does to the file is the writer's (format/parquet/write-file.ts).
import type { WriteCodec } from "../format/parquet/encode-compress.ts";
import type { ParquetFileOptions } from "../format/parquet/write-file.ts";
import type { CopyAliases, CopyOptionTable } from "./copy-option.ts";

const CODECS: Readonly<Record<string, WriteCodec>> = {
  none: "none",
  uncompressed: "none",
  snappy: "snappy",
  gzip: "gzip",
  zstd: "zstd",
  brotli: "brotli",
  lz4: "lz4",
  lz4_raw: "lz4",
};

const KIB = 1024;
const GIB = 1024 ** 3;

export const PARQUET_COPY_OPTIONS: CopyOptionTable<ParquetFileOptions> = {
  compression: (option) => ({ codec: option.word(CODECS) }),
  compression_level: (option) => ({ level: option.integer(-131072, 22) }),
  row_group_size: (option) => ({ rowGroupRows: option.integer(1, 0x7fffffff) }),
  row_group_bytes: (option) => ({ rowGroupBytes: option.bytes(KIB, 2 * GIB - 1) }),
  page_size: (option) => ({ pageBytes: option.bytes(64, GIB) }),
  page_rows: (option) => ({ pageRows: option.integer(1, 0x7fffffff) }),
  page_version: (option) => ({ pageVersion: option.word({ "1": 1, v1: 1, "2": 2, v2: 2 }) }),
  dictionary: (option) => ({ dictionary: option.boolean() }),
  dictionary_size: (option) => ({ dictionaryBytes: option.bytes(0, GIB) }),
  encoding: (option) => ({ encoding: option.word({ plain: "plain", delta: "delta" }) }),
  statistics: (option) => ({ statistics: option.boolean() }),
  page_index: (option) => ({ pageIndex: option.boolean() }),
  bloom_filter: (option, columns) => {
    if (option.namesColumns) return { bloomFilters: option.columns(columns) };
    return { bloomFilters: option.boolean() ? columns : [] };
  },
  bloom_filter_fpp: (option) => ({ bloomFilterRate: option.fraction(0, 1) }),
  checksums: (option) => ({ checksums: option.boolean() }),
};

export const PARQUET_COPY_ALIASES: CopyAliases = {
  codec: "compression",
  row_group_size_bytes: "row_group_bytes",
  parquet_version: "page_version",
  data_page_version: "page_version",
  dictionary_page_size: "dictionary_size",
  bloom_filter_false_positive_ratio: "bloom_filter_fpp",
  checksum: "checksums",
};
