// The kinds of files that TPC-H can be generated as.
import type { FileFormat } from "./file-format.ts";
import { parquet } from "./parquet-format.ts";
import { writeTbl } from "./tbl-writer.ts";

export type FormatName = "tbl" | "parquet";

const nothing = new Uint8Array(0);

const tbl: FileFormat = {
  chunkBytes: 1 << 21,
  encode(chunk, spare) {
    const { bytes, length } = writeTbl(chunk, spare);
    return { buffer: bytes.buffer, length, rows: chunk.rows };
  },
  header: () => nothing,
  footer: () => nothing,
};

export const formats: Readonly<Record<FormatName, FileFormat>> = { tbl, parquet };
