// A Parquet file taken apart into footer, page headers and page bodies, and put together again: offsets and sizes are
// made anew, so that a change in one place leaves the others readable. Bodies are as they were before compression.
import {
  brotliCompressSync,
  brotliDecompressSync,
  crc32,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from "node:zlib";
import { snappyUncompress } from "hyparquet";
import {
  dropField,
  fieldOf,
  listOf,
  numberOf,
  readStruct,
  setNumber,
  structOf,
  type ThriftStruct,
  writeStruct,
} from "./thrift-value.ts";

export interface PagePart {
  header: ThriftStruct;
  /** V2: repetition and definition levels, which are never compressed. */
  levels: Uint8Array;
  body: Uint8Array;
}

/** Bytes that the footer points to beside a chunk's pages. */
export interface IndexPart {
  /** Which fields of which struct point to them. */
  readonly kind: "bloom" | "columnIndex" | "offsetIndex";
  bytes: Uint8Array;
}

export interface ChunkPart {
  pages: PagePart[];
  indexes: IndexPart[];
  codec: number;
}

export interface FileParts {
  footer: ThriftStruct;
  /** By row group and column. */
  chunks: ChunkPart[][];
}

/** Codecs that bodies can be packed with here. */
export const CODECS: readonly number[] = [0, 1, 2, 4, 6];

export function splitFile(bytes: Uint8Array): FileParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const footerStart = bytes.length - 8 - view.getUint32(bytes.length - 8, true);
  const { struct: footer } = readStruct(bytes, footerStart);
  const chunks = structs(footer, 4).map((group) => structs(group, 1).map((chunk) => splitChunk(bytes, chunk)));
  return { footer, chunks };
}

/**
 * The file's bytes. The footer's own offsets, sizes and page locations are set to where things are now. `packed` makes
 * of a body what the chunk's codec number stands for; the codecs of CODECS are known.
 */
export function joinFile(parts: FileParts, packed: (body: Uint8Array, codec: number) => Uint8Array = pack): Uint8Array {
  const pieces: Uint8Array[] = [Buffer.from("PAR1")];
  let at = 4;
  const put = (piece: Uint8Array): number => {
    pieces.push(piece);
    at += piece.length;
    return at - piece.length;
  };
  const locations: { readonly offset: number; readonly length: number }[][][] = [];
  for (const [row, group] of structs(parts.footer, 4).entries()) {
    locations.push(
      structs(group, 1).map((chunk, column) => {
        const part = parts.chunks[row]?.[column];
        return part === undefined ? [] : joinChunk(chunk, part, put, packed);
      }),
    );
  }
  for (const [row, group] of structs(parts.footer, 4).entries()) {
    for (const [column, chunk] of structs(group, 1).entries()) {
      for (const index of parts.chunks[row]?.[column]?.indexes ?? []) {
        putIndex(chunk, index, locations[row]?.[column] ?? [], put);
      }
    }
  }
  const footer = writeStruct(parts.footer);
  put(footer);
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, footer.length, true);
  tail.set(Buffer.from("PAR1"), 4);
  put(tail);
  return Buffer.concat(pieces);
}

function structs(struct: ThriftStruct, id: number): ThriftStruct[] {
  return listOf(struct, id).filter((item): item is ThriftStruct => item.kind === "struct");
}

function splitChunk(bytes: Uint8Array, chunk: ThriftStruct): ChunkPart {
  const meta = structOf(chunk, 3) as ThriftStruct;
  const codec = numberOf(meta, 4) ?? 0;
  const dictionary = numberOf(meta, 11) ?? 0;
  const data = numberOf(meta, 9) ?? 0;
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  const end = start + (numberOf(meta, 7) ?? 0);
  const pages: PagePart[] = [];
  for (let at = start; at < end; ) {
    const { struct: header, end: body } = readStruct(bytes, at);
    at = body + (numberOf(header, 3) ?? 0);
    const levelBytes = levelsOf(header);
    const levels = bytes.slice(body, body + levelBytes);
    const stored = bytes.slice(body + levelBytes, at);
    const v2 = structOf(header, 8);
    const flag = v2 === undefined ? undefined : fieldOf(v2, 7);
    const isStored = flag?.kind === "boolean" && !flag.value;
    // Written again they are compressed, as pages are that say nothing of it.
    if (v2 !== undefined) dropField(v2, 7);
    pages.push({ header, levels, body: unpack(isStored ? 0 : codec, stored, (numberOf(header, 2) ?? 0) - levelBytes) });
  }
  const indexes = (["bloom", "columnIndex", "offsetIndex"] as const).flatMap((kind): IndexPart[] => {
    const { holder, offset, length } = pointers(chunk, kind);
    const from = numberOf(holder, offset) ?? 0;
    const size = numberOf(holder, length) ?? 0;
    return from > 0 && size > 0 ? [{ kind, bytes: bytes.slice(from, from + size) }] : [];
  });
  return { pages, indexes, codec };
}

function levelsOf(header: ThriftStruct): number {
  const v2 = structOf(header, 8);
  return v2 === undefined ? 0 : (numberOf(v2, 5) ?? 0) + (numberOf(v2, 6) ?? 0);
}

/** Which fields say where an index lies. */
function pointers(
  chunk: ThriftStruct,
  kind: IndexPart["kind"],
): { readonly holder: ThriftStruct; readonly offset: number; readonly length: number } {
  switch (kind) {
    case "bloom":
      return { holder: structOf(chunk, 3) as ThriftStruct, offset: 14, length: 15 };
    case "columnIndex":
      return { holder: chunk, offset: 6, length: 7 };
    case "offsetIndex":
      return { holder: chunk, offset: 4, length: 5 };
  }
}

function joinChunk(
  chunk: ThriftStruct,
  { pages, codec }: ChunkPart,
  put: (piece: Uint8Array) => number,
  packed: (body: Uint8Array, codec: number) => Uint8Array,
): { readonly offset: number; readonly length: number }[] {
  const meta = structOf(chunk, 3);
  const data: { offset: number; length: number }[] = [];
  let dictionary: number | undefined;
  let size = 0;
  let plain = 0;
  for (const page of pages) {
    const stored = packed(page.body, codec);
    setNumber(page.header, 2, 5, page.levels.length + page.body.length);
    setNumber(page.header, 3, 5, page.levels.length + stored.length);
    if (fieldOf(page.header, 4) !== undefined)
      setNumber(page.header, 4, 5, crc32(Buffer.concat([page.levels, stored])) | 0);
    const header = writeStruct(page.header);
    const offset = put(header);
    put(page.levels);
    put(stored);
    const length = header.length + page.levels.length + stored.length;
    size += length;
    plain += header.length + page.levels.length + page.body.length;
    if (numberOf(page.header, 1) === 2) dictionary = offset;
    else data.push({ offset, length });
  }
  if (meta === undefined) return data;
  setNumber(meta, 4, 5, codec);
  setNumber(meta, 6, 6, plain);
  setNumber(meta, 7, 6, size);
  setNumber(meta, 9, 6, data[0]?.offset ?? dictionary ?? 4);
  if (dictionary === undefined) dropField(meta, 11);
  else setNumber(meta, 11, 6, dictionary);
  return data;
}

function putIndex(
  chunk: ThriftStruct,
  index: IndexPart,
  pages: readonly { readonly offset: number; readonly length: number }[],
  put: (piece: Uint8Array) => number,
): void {
  if (structOf(chunk, 3) === undefined) return;
  const { holder, offset, length } = pointers(chunk, index.kind);
  const bytes = index.kind === "offsetIndex" ? relocated(index.bytes, pages) : index.bytes;
  setNumber(holder, offset, 6, put(bytes));
  setNumber(holder, length, 5, bytes.length);
}

/** An offset index with the places that the pages have now; as it is when it is damaged. */
function relocated(
  bytes: Uint8Array,
  pages: readonly { readonly offset: number; readonly length: number }[],
): Uint8Array {
  try {
    const { struct } = readStruct(bytes, 0);
    for (const [position, location] of structs(struct, 1).entries()) {
      const page = pages[position];
      if (page === undefined) continue;
      setNumber(location, 1, 6, page.offset);
      setNumber(location, 2, 5, page.length);
    }
    return writeStruct(struct);
  } catch {
    return bytes; // A mutation has damaged it: that is what is to be read.
  }
}

function pack(body: Uint8Array, codec: number): Uint8Array {
  switch (codec) {
    case 1:
      return snappyLiteral(body);
    case 2:
      return gzipSync(body);
    case 4:
      return brotliCompressSync(body);
    case 6:
      return zstdCompressSync(body);
    default:
      return body;
  }
}

function unpack(codec: number, stored: Uint8Array, length: number): Uint8Array {
  if (length <= 0) return new Uint8Array();
  switch (codec) {
    case 1: {
      const output = new Uint8Array(length);
      snappyUncompress(stored, output);
      return output;
    }
    case 2:
      return gunzipSync(stored);
    case 4:
      return brotliDecompressSync(stored);
    case 6:
      return zstdDecompressSync(stored);
    default:
      return stored;
  }
}

/** Snappy that copies nothing: one literal. */
function snappyLiteral(body: Uint8Array): Uint8Array {
  const head: number[] = [];
  let rest = body.length;
  for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128);
  head.push(rest);
  if (body.length === 0) return Uint8Array.from(head);
  const last = body.length - 1;
  return Buffer.concat([
    Uint8Array.from([...head, 63 << 2, last & 255, (last >>> 8) & 255, (last >>> 16) & 255, last >>> 24]),
    body,
  ]);
}
