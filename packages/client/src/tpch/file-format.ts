// What a kind of file has to do to be generated: turn chunks into bytes, on any thread, and frame them. Chunks
// reach the file in order, but are encoded in none, so whatever a file says about its chunks goes into the footer.
import type { Chunk } from "./chunk.ts";

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
  readonly note?: unknown;
}

export interface FileFormat {
  /** Roughly how many .tbl bytes a chunk should have. */
  readonly chunkBytes: number;
  /** @param spare memory to use again when it is large enough */
  encode(chunk: Chunk, spare?: ArrayBuffer): EncodedChunk;
  header(): Uint8Array;
  footer(chunks: readonly PlacedChunk[]): Uint8Array;
}
