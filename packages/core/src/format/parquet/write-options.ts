// How row groups are written: what a caller may say, and what it comes to.
import { FfqError } from "../../common/error.ts";
import type { WriteCodec } from "./encode-compress.ts";

export interface RowGroupOptions {
  /** Default snappy. */
  readonly codec?: WriteCodec;
  /** The codec's own level; snappy and lz4 have none. */
  readonly level?: number;
  /** Data pages of version 1 (default, every reader has them) or 2 (levels not compressed). */
  readonly pageVersion?: 1 | 2;
  /** False: no column has a dictionary. */
  readonly dictionary?: boolean;
  /** The largest dictionary of a column, in bytes. Default 1 MiB. */
  readonly dictionaryBytes?: number;
  /** How columns without a dictionary are written. `delta`: integers and texts by their differences and lengths. */
  readonly encoding?: "plain" | "delta";
  /** About how large a page is before compression. Default 1 MiB. */
  readonly pageBytes?: number;
  /** The most rows of a page. Default 20480: what the page index can leave out. */
  readonly pageRows?: number;
  /** False: pages without CRC. */
  readonly checksums?: boolean;
  /** False: no smallest and largest values. */
  readonly statistics?: boolean;
  /** False: no column index and offset index. */
  readonly pageIndex?: boolean;
  /** Names of columns that have a bloom filter. */
  readonly bloomFilters?: readonly string[];
  /** How many of the values that are not there a bloom filter may let pass. Default 0.01. */
  readonly bloomFilterRate?: number;
}

/** Every option with a value. */
export type RowGroupSettings = Required<Omit<RowGroupOptions, "level">> & { readonly level: number | undefined };

const MEBIBYTE = 1024 * 1024;

const LEVELS: Readonly<Record<WriteCodec, readonly [least: number, most: number] | undefined>> = {
  none: undefined,
  snappy: undefined,
  lz4: undefined,
  gzip: [0, 9],
  brotli: [0, 11],
  zstd: [-131072, 22],
};

/** @throws FfqError CONFIG for a level that the codec does not have */
export function rowGroupSettings(options: RowGroupOptions): RowGroupSettings {
  const codec = options.codec ?? "snappy";
  const { level } = options;
  if (level !== undefined) {
    const range = LEVELS[codec];
    if (range === undefined) throw new FfqError("CONFIG", `compression ${codec} has no levels`, { sqlstate: "22023" });
    if (level < range[0] || level > range[1]) {
      throw new FfqError("CONFIG", `the level of ${codec} must be from ${range[0]} to ${range[1]}, not ${level}`, {
        sqlstate: "22023",
      });
    }
  }
  return {
    codec,
    level,
    pageVersion: options.pageVersion ?? 1,
    dictionary: options.dictionary ?? true,
    dictionaryBytes: options.dictionaryBytes ?? MEBIBYTE,
    encoding: options.encoding ?? "plain",
    pageBytes: options.pageBytes ?? MEBIBYTE,
    pageRows: options.pageRows ?? 20480,
    checksums: options.checksums ?? true,
    statistics: options.statistics ?? true,
    pageIndex: options.pageIndex ?? true,
    bloomFilters: options.bloomFilters ?? [],
    bloomFilterRate: options.bloomFilterRate ?? 0.01,
  };
}
