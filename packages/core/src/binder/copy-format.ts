// What kind of file COPY writes, and how. Options that are absent have the format's defaults.
import type { TextFormat } from "../format/csv/text-format.ts";
import type { ParquetFileOptions } from "../format/parquet/write-file.ts";

export type CopyFormat =
  | { readonly kind: "parquet"; readonly options: ParquetFileOptions }
  /** The plan's columns are texts, but for booleans. */
  | TextFormat;
