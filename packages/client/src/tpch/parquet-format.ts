// TPC-H as Parquet: a row group per chunk.
import { type EncodedRowGroup, encodeFooter, encodeRowGroup, type Field } from "@ffq/core/parquet";
import type { FileFormat, PlacedChunk } from "./file-format.ts";
import { fieldsOf, rowChunkOf } from "./parquet-columns.ts";

const MAGIC = new TextEncoder().encode("PAR1");
const CREATED_BY = "ffq tpch version 0.1.0";

interface Note {
  readonly fields: readonly Field[];
  readonly metadata: EncodedRowGroup["metadata"];
}

export const parquet: FileFormat = {
  // About 120,000 rows of lineitem.
  chunkBytes: 15_000_000,
  encode(chunk) {
    const fields = fieldsOf(chunk);
    const { pieces, metadata } = encodeRowGroup(fields, rowChunkOf(chunk));
    const note: Note = { fields, metadata };
    const bytes = joined(pieces);
    return { buffer: bytes.buffer, length: bytes.length, rows: chunk.rows, note };
  },
  header: () => MAGIC,
  footer(chunks: readonly PlacedChunk[]) {
    const notes = chunks.map(({ note }) => note as Note);
    const groups = chunks.map(({ offset }, index) => ({ offset, metadata: (notes[index] as Note).metadata }));
    const footer = encodeFooter(notes[0]?.fields ?? [], groups, CREATED_BY);
    const framed = new Uint8Array(footer.length + 4 + MAGIC.length);
    framed.set(footer);
    new DataView(framed.buffer).setUint32(footer.length, footer.length, true);
    framed.set(MAGIC, footer.length + 4);
    return framed;
  },
};

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
