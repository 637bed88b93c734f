// What a kind of file has to do to be generated: turn chunks into bytes, on any thread, and frame them. Chunks
// reach the file in order, but are encoded in none, so whatever a file says about its chunks goes into the footer.
import type { Chunk } from "./chunk.ts";
import { unsupported } from "./core.ts";
import { writeTbl } from "./tbl-writer.ts";

export type FormatName = "tbl" | "parquet";

/** The bytes of one chunk: the first `length` of `buffer`. */
export interface EncodedChunk {
  readonly buffer: ArrayBuffer;
  readonly length: number;
  readonly rows: number;
  /** What the footer needs to know of the chunk; plain data. */
  readonly note?: unknown;
}

/** A chunk as it stands in the file. */
export interface PlacedChunk {
  readonly offset: number;
  readonly rows: number;
  readonly note?: unknown;
}

export interface FileFormat {
  /** Roughly how many .tbl bytes a chunk should have. */
  readonly chunkBytes: number;
  /** @param spare memory to use again when it is large enough */
  encode(chunk: Chunk, spare?: ArrayBuffer): EncodedChunk;
  header(table: string): Uint8Array;
  footer(table: string, chunks: readonly PlacedChunk[]): Uint8Array;
}

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

/** @throws FfqError UNSUPPORTED */
export function formatNamed(name: FormatName): FileFormat {
  if (name === "tbl") return tbl;
  throw unsupported(`generating TPC-H as ${name}`, { hint: "Use --format tbl." });
}
