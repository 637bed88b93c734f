// A footer's row groups (parquet-format: RowGroup, ColumnChunk) as our own plain data: where each column's pages lie, how
// they are compressed, what is known of the values, and where more is to be found.
import { PHYSICAL, type PhysicalType } from "./schema-element.ts";
import { choose, ThriftProblem, type ThriftReader } from "./thrift.ts";

/** Statistics as written. `min` and `max` follow the column's own order, the deprecated pair signed bytes. */
export interface Statistics {
  readonly nullCount?: number;
  readonly min?: Uint8Array;
  readonly max?: Uint8Array;
  readonly deprecatedMin?: Uint8Array;
  readonly deprecatedMax?: Uint8Array;
  readonly distinctCount?: number;
}

/** Bytes of the file. */
export interface FileRange {
  readonly offset: number;
  readonly length: number;
}

export interface ColumnChunk {
  readonly physical: PhysicalType;
  /** The number that the format gives to the compression codec. */
  readonly codec: number;
  readonly values: number;
  /** Where the chunk's pages lie in the file, dictionary page included. */
  readonly offset: number;
  readonly length: number;
  readonly uncompressedLength: number;
  readonly statistics: Statistics;
  /** Its bytes are of no use without keys. */
  readonly encrypted?: boolean;
  /** The dictionary page, where one is, as far as the footer tells. */
  readonly dictionary?: FileRange;
  /** Every data page holds dictionary codes: the writer says so. */
  readonly dictionaryOnly?: boolean;
  /** Minima and maxima of pages. */
  readonly columnIndex?: FileRange;
  /** Where the pages lie and which rows they begin with. */
  readonly offsetIndex?: FileRange;
  /** Its length is 0 when the footer does not say. */
  readonly bloomFilter?: FileRange;
}

export interface RowGroup {
  readonly rows: number;
  readonly columns: readonly ColumnChunk[];
}

export function readRowGroup(reader: ThriftReader, elementType: number): RowGroup {
  let columns: ColumnChunk[] | undefined;
  let rows: number | undefined;
  reader.structOf(elementType, (id, type) => {
    if (id === 1) columns = reader.list(type, (element) => readChunk(reader, element));
    else if (id === 3) rows = reader.integer(type);
    else reader.skip(type);
  });
  if (columns === undefined || rows === undefined) throw new ThriftProblem("a row group's columns or rows are missing");
  return { rows, columns };
}

function readChunk(reader: ThriftReader, elementType: number): ColumnChunk {
  let chunk: ColumnChunk | undefined;
  let encrypted = false;
  const places = { offset: 0, offsetBytes: 0, column: 0, columnBytes: 0 };
  reader.structOf(elementType, (id, type) => {
    switch (id) {
      case 1:
        throw new ThriftProblem(`column data in another file (${reader.text(type)})`);
      case 3:
        chunk = readChunkMetadata(reader, type);
        break;
      case 4:
        places.offset = reader.integer(type);
        break;
      case 5:
        places.offsetBytes = reader.integer(type);
        break;
      case 6:
        places.column = reader.integer(type);
        break;
      case 7:
        places.columnBytes = reader.integer(type);
        break;
      case 8:
      case 9:
        encrypted = true;
        reader.skip(type);
        break;
      default:
        reader.skip(type);
    }
  });
  if (encrypted) return { ...(chunk ?? NOTHING), encrypted };
  if (chunk === undefined) throw new ThriftProblem("a column chunk's metadata are missing");
  if (places.offsetBytes <= 0) return chunk;
  const offsetIndex = { offset: places.offset, length: places.offsetBytes };
  if (places.columnBytes <= 0) return { ...chunk, offsetIndex };
  return { ...chunk, offsetIndex, columnIndex: { offset: places.column, length: places.columnBytes } };
}

/** Of an encrypted chunk whose metadata are so too. */
const NOTHING: ColumnChunk = {
  physical: "BYTE_ARRAY",
  codec: 0,
  values: 0,
  offset: 4,
  length: 0,
  uncompressedLength: 0,
  statistics: {},
};

interface ChunkFields {
  physical: PhysicalType | undefined;
  codec: number;
  values: number;
  uncompressedLength: number;
  length: number;
  dataPage: number;
  dictionaryPage: number;
  bloomFilter: number;
  bloomFilterLength: number;
  dictionaryOnly: boolean;
  statistics: Statistics;
}

function readChunkMetadata(reader: ThriftReader, structType: number): ColumnChunk {
  const fields: ChunkFields = {
    physical: undefined,
    codec: 0,
    values: -1,
    uncompressedLength: 0,
    length: -1,
    dataPage: -1,
    dictionaryPage: 0,
    bloomFilter: 0,
    bloomFilterLength: 0,
    dictionaryOnly: false,
    statistics: {},
  };
  reader.structOf(structType, (id, type) => readChunkField(reader, id, type, fields));
  const { physical, codec, values, length, uncompressedLength, statistics, dataPage, dictionaryPage } = fields;
  if (physical === undefined) throw new ThriftProblem("a column chunk's type is missing");
  // Some writers give 0 (or a place behind the data) for "no dictionary".
  const hasDictionary = dictionaryPage > 0 && dictionaryPage < dataPage;
  const offset = hasDictionary ? dictionaryPage : dataPage;
  return {
    physical,
    codec,
    values,
    offset,
    length,
    uncompressedLength,
    statistics,
    ...(hasDictionary ? { dictionary: { offset, length: dataPage - dictionaryPage } } : {}),
    ...(hasDictionary && fields.dictionaryOnly ? { dictionaryOnly: true } : {}),
    ...(fields.bloomFilter > 0
      ? { bloomFilter: { offset: fields.bloomFilter, length: Math.max(0, fields.bloomFilterLength) } }
      : {}),
  };
}

function readChunkField(reader: ThriftReader, id: number, type: number, fields: ChunkFields): void {
  switch (id) {
    case 1:
      fields.physical = choose(PHYSICAL, reader.i32(type), "physical type");
      break;
    case 4:
      fields.codec = reader.i32(type);
      break;
    case 5:
      fields.values = reader.integer(type);
      break;
    case 6:
      fields.uncompressedLength = reader.integer(type);
      break;
    case 7:
      fields.length = reader.integer(type);
      break;
    case 9:
      fields.dataPage = reader.integer(type);
      break;
    case 11:
      fields.dictionaryPage = reader.integer(type);
      break;
    case 12:
      fields.statistics = readStatistics(reader, type);
      break;
    case 13:
      fields.dictionaryOnly = readDictionaryOnly(reader, type);
      break;
    case 14:
      fields.bloomFilter = reader.integer(type);
      break;
    case 15:
      fields.bloomFilterLength = reader.i32(type);
      break;
    default:
      reader.skip(type);
  }
}

/** Whether the counts of pages by encoding tell of data pages, and of dictionary-encoded ones only. */
function readDictionaryOnly(reader: ThriftReader, listType: number): boolean {
  let coded = 0;
  let others = 0;
  reader.list(listType, (element) => {
    let pageType = -1;
    let encoding = -1;
    let count = 0;
    reader.structOf(element, (id, type) => {
      if (id === 1) pageType = reader.i32(type);
      else if (id === 2) encoding = reader.i32(type);
      else if (id === 3) count = reader.i32(type);
      else reader.skip(type);
    });
    if ((pageType !== 0 && pageType !== 3) || count === 0) return;
    if (encoding === 2 || encoding === 8) coded++;
    else others++;
  });
  return coded > 0 && others === 0;
}

function readStatistics(reader: ThriftReader, structType: number): Statistics {
  const statistics: { -readonly [Key in keyof Statistics]: Statistics[Key] } = {};
  reader.structOf(structType, (id, type) => {
    switch (id) {
      case 1:
        statistics.deprecatedMax = reader.binary(type);
        break;
      case 2:
        statistics.deprecatedMin = reader.binary(type);
        break;
      case 3:
        statistics.nullCount = reader.integer(type);
        break;
      case 4:
        statistics.distinctCount = reader.integer(type);
        break;
      case 5:
        statistics.max = reader.binary(type);
        break;
      case 6:
        statistics.min = reader.binary(type);
        break;
      default:
        reader.skip(type);
    }
  });
  return statistics;
}
