// The header before each page of a column chunk (parquet-format: PageHeader), and the walk over all of a
// chunk's headers. The walk proves that the pages lie inside the chunk and hold exactly its rows, so that
// decoding can trust the list.
import type { Extent } from "./decompress.ts";
import { ThriftProblem, ThriftReader } from "./thrift.ts";

export type PageKind = "dictionary" | "v1" | "v2";

export interface Page {
  readonly kind: PageKind;
  /** Address of the page's bytes, behind the header. */
  readonly address: number;
  readonly compressedLength: number;
  readonly uncompressedLength: number;
  /** NULLs included (of a nested column: pairs of levels); entries of a dictionary page. */
  readonly values: number;
  readonly encoding: number;
  /** Of definition levels, and of repetition levels. */
  readonly levelEncoding: number;
  readonly repetitionEncoding: number;
  /** V2: bytes of the levels before the (compressed) values, and how many of them are repetition levels. */
  readonly levelBytes: number;
  readonly repetitionBytes: number;
  readonly compressed: boolean;
  readonly nulls: number | undefined;
  /** CRC-32 of the page's bytes as stored. */
  readonly checksum: number | undefined;
}

/** Of Page.encoding. */
export const ENCODING: {
  readonly plain: 0;
  readonly plainDictionary: 2;
  readonly rle: 3;
  readonly bitPacked: 4;
  readonly deltaPacked: 5;
  readonly deltaLengths: 6;
  readonly deltaBytes: 7;
  readonly rleDictionary: 8;
  readonly streamSplit: 9;
} = {
  plain: 0,
  plainDictionary: 2,
  rle: 3,
  bitPacked: 4,
  deltaPacked: 5,
  deltaLengths: 6,
  deltaBytes: 7,
  rleDictionary: 8,
  streamSplit: 9,
};

/** The largest page that is believed: writers use about 1 MiB. */
const MAX_PAGE_BYTES = 1 << 30;

export interface ChunkPages {
  readonly dictionary: Page | undefined;
  readonly data: readonly Page[];
}

/**
 * Every page of a chunk, whose bytes lie in `segments` of `memory`. They must hold exactly `values` values; undefined:
 * as many as there are. @throws ThriftProblem
 */
export function listPages(memory: Uint8Array, segments: readonly Extent[], values: number | undefined): ChunkPages {
  const data: Page[] = [];
  let dictionary: Page | undefined;
  let seen = 0;
  const wanted = values ?? Number.POSITIVE_INFINITY;
  for (const { address, length } of segments) {
    const end = address + length;
    for (let at = address; at < end && seen < wanted; ) {
      const { page, next } = readHeader(memory, at, end);
      at = next;
      if (page === undefined) continue;
      if (page.kind === "dictionary") {
        if (dictionary !== undefined || data.length > 0) throw new ThriftProblem("a dictionary page is out of place");
        dictionary = page;
      } else {
        data.push(page);
        seen += page.values;
      }
    }
  }
  if (values !== undefined && seen !== values) throw new ThriftProblem(`the pages hold ${seen} values, not ${values}`);
  return { dictionary, data };
}

/** One page, unless it is of a kind to pass over, and where the next begins. */
function readHeader(memory: Uint8Array, at: number, end: number): { page: Page | undefined; next: number } {
  const reader = new ThriftReader(memory, at, end);
  let type = -1;
  let uncompressedLength = -1;
  let compressedLength = -1;
  let checksum: number | undefined;
  let head: PageFields | undefined;
  reader.struct((id, fieldType) => {
    switch (id) {
      case 1:
        type = reader.i32(fieldType);
        break;
      case 2:
        uncompressedLength = reader.i32(fieldType);
        break;
      case 3:
        compressedLength = reader.i32(fieldType);
        break;
      case 4:
        checksum = reader.i32(fieldType) >>> 0;
        break;
      case 5:
      case 7:
      case 8:
        head = readFields(reader, fieldType, id);
        break;
      default:
        reader.skip(fieldType);
    }
  });
  const address = reader.position;
  if (compressedLength < 0 || compressedLength > end - address)
    throw new ThriftProblem("a page reaches past its column chunk");
  if (uncompressedLength < 0 || uncompressedLength > MAX_PAGE_BYTES)
    throw new ThriftProblem(`a page of ${uncompressedLength} bytes`);
  const next = address + compressedLength;
  if (type === 1) return { page: undefined, next }; // An index page: never written, to be passed over.
  const kind = type === 0 ? "v1" : type === 2 ? "dictionary" : type === 3 ? "v2" : undefined;
  if (kind === undefined) throw new ThriftProblem(`unknown page type ${type}`);
  if (head === undefined || head.kind !== kind) throw new ThriftProblem("a page header is incomplete");
  if (head.values < 0) throw new ThriftProblem(`a page of ${head.values} values`);
  if (head.levelBytes < 0 || head.levelBytes > Math.min(compressedLength, uncompressedLength)) {
    throw new ThriftProblem("the levels are longer than their page");
  }
  return { page: { ...head, address, compressedLength, uncompressedLength, checksum }, next };
}

type PageFields = Omit<Page, "address" | "compressedLength" | "uncompressedLength" | "checksum">;

function readFields(reader: ThriftReader, structType: number, header: number): PageFields {
  const numbers = [-1, -1, -1, -1, -1, -1, -1];
  const last = header === 5 ? 4 : header === 7 ? 2 : 6;
  let compressed = true;
  reader.structOf(structType, (id, type) => {
    if (header === 8 && id === 7) compressed = reader.boolean(type);
    else if (id > 0 && id <= last) numbers[id] = reader.i32(type);
    else reader.skip(type);
  });
  const field = (id: number): number => numbers[id] as number;
  if (header === 5) {
    return {
      kind: "v1",
      values: field(1),
      encoding: field(2),
      levelEncoding: field(3),
      repetitionEncoding: field(4),
      levelBytes: 0,
      repetitionBytes: 0,
      compressed,
      nulls: undefined,
    };
  }
  if (header === 7) {
    return {
      kind: "dictionary",
      values: field(1),
      encoding: field(2),
      levelEncoding: ENCODING.rle,
      repetitionEncoding: ENCODING.rle,
      levelBytes: 0,
      repetitionBytes: 0,
      compressed,
      nulls: undefined,
    };
  }
  return {
    kind: "v2",
    values: field(1),
    encoding: field(4),
    levelEncoding: ENCODING.rle,
    repetitionEncoding: ENCODING.rle,
    levelBytes: field(5) < 0 || field(6) < 0 ? -1 : field(5) + field(6),
    repetitionBytes: field(6),
    compressed,
    nulls: field(2),
  };
}
