// Rows to the bytes of one row group: pure, so any thread can do it while another writes the file. Each column
// takes a dictionary if one pays (all its pages, or none), else PLAIN.
import type { Field } from "../../column/vector.ts";
import { FfqError, internal } from "../../common/error.ts";
import { type PageCompressor, pageCompressor, type WriteCodec } from "./encode-compress.ts";
import { buildDictionary, type Dictionary } from "./encode-dictionary.ts";
import { codeWidth, encodeHybrid, hybridBound } from "./encode-hybrid.ts";
import { encodePlain, plainSize } from "./encode-plain.ts";
import { boundsOf } from "./encode-statistics.ts";
import { countValid, type DenseValues, denseValues } from "./encode-values.ts";
import type { ColumnChunkData, RowChunk } from "./write-column-data.ts";
import { type ColumnChunkMetadata, PLAIN, RLE_DICTIONARY, type RowGroupMetadata } from "./write-metadata.ts";
import { appendPage, type PageKind, PageSink } from "./write-page.ts";
import { physicalTypeOf } from "./write-schema.ts";

export interface RowGroupOptions {
  /** Default snappy. */
  readonly codec?: WriteCodec;
  /** The codec's own level; none for snappy. */
  readonly level?: number;
  /** Data pages of version 1 (default, every reader has them) or 2 (levels not compressed). */
  readonly pageVersion?: 1 | 2;
  /** False: PLAIN for every column. */
  readonly dictionary?: boolean;
  /** The largest dictionary of a column, in bytes. Default 1 MiB. */
  readonly dictionaryBytes?: number;
  /** About how large a page is before compression. Default 1 MiB. */
  readonly pageBytes?: number;
  /** False: pages without CRC. */
  readonly checksums?: boolean;
}

/** Plain data: crosses threads as it is, and `bytes` fills its ArrayBuffer, which can be transferred. */
export interface EncodedRowGroup {
  readonly bytes: Uint8Array;
  readonly metadata: RowGroupMetadata;
}

const MEBIBYTE = 1024 * 1024;
/** A dictionary may hold one distinct value per this many rows: beyond, codes save little. */
const ROWS_PER_ENTRY = 5;
/** Small row groups may have this many entries whatever their rows. */
const FREE_ENTRIES = 1024;
/** Codes of more bits do not fit encodeHybrid's accumulator. */
const MAX_ENTRIES = 1 << 24;
const MAX_PAGE_BYTES = 0x7fffffff;

interface Settings {
  readonly codec: WriteCodec;
  readonly compressor: PageCompressor;
  readonly pageVersion: 1 | 2;
  readonly dictionary: boolean;
  readonly dictionaryBytes: number;
  readonly pageBytes: number;
  readonly checksums: boolean;
}

/**
 * Encodes all rows of `chunk` as one row group.
 * @throws FfqError UNSUPPORTED for a type that Parquet cannot hold, CONSTRAINT for a NULL in a column that is not
 * nullable, INTERNAL when the chunk does not fit the schema
 */
export function encodeRowGroup(
  schema: readonly Field[],
  chunk: RowChunk,
  options: RowGroupOptions = {},
): EncodedRowGroup {
  if (schema.length !== chunk.columns.length) {
    throw internal(`a chunk of ${chunk.columns.length} columns for a schema of ${schema.length}`);
  }
  const { codec = "snappy", pageVersion = 1, dictionary = true, checksums = true } = options;
  const { dictionaryBytes = MEBIBYTE, pageBytes = MEBIBYTE } = options;
  const settings: Settings = {
    codec,
    compressor: pageCompressor(codec, options.level),
    pageVersion,
    dictionary,
    dictionaryBytes,
    pageBytes,
    checksums,
  };
  const sink = new PageSink(MEBIBYTE);
  const scratch = new Scratch();
  const columns = schema.map((field, position) =>
    encodeColumn(field, chunk.columns[position] as ColumnChunkData, chunk.rows, settings, sink, scratch),
  );
  return { bytes: sink.take(), metadata: { rows: chunk.rows, columns } };
}

/** Two buffers that all pages of a row group are built in. */
class Scratch {
  #page = new Uint8Array(0);
  #levels = new Uint8Array(0);

  page(bytes: number): Uint8Array {
    if (this.#page.length < bytes) this.#page = new Uint8Array(bytes);
    return this.#page;
  }

  levels(bytes: number): Uint8Array {
    if (this.#levels.length < bytes) this.#levels = new Uint8Array(bytes);
    return this.#levels;
  }
}

function encodeColumn(
  field: Field,
  column: ColumnChunkData,
  rows: number,
  settings: Settings,
  sink: PageSink,
  scratch: Scratch,
): ColumnChunkMetadata {
  const physical = physicalTypeOf(field);
  const valid = countValid(column.validity, 0, rows);
  if (valid !== rows && !field.nullable) {
    throw new FfqError("CONSTRAINT", `null value in column "${field.name}", which is not nullable`, {
      sqlstate: "23502",
    });
  }
  const values = denseValues(column, rows, valid, physical);
  const dictionary = settings.dictionary && valid > 0 ? buildDictionary(values, limitsFor(valid, settings)) : undefined;
  const start = sink.length;
  let headers = 0;
  let content = 0;
  if (dictionary !== undefined) {
    const { entries } = dictionary;
    const size = plainSize(entries, 0, entries.count);
    const page = scratch.page(size + 8);
    encodePlain(entries, 0, entries.count, page, 0);
    const stored = settings.compressor.compress(page.subarray(0, size));
    headers += appendPage(sink, { kind: "dictionary", entries: entries.count }, [stored], size, settings.checksums);
    content += size;
  }
  const dataStart = sink.length;
  const pageRows = rowsPerPage(values, dictionary, rows, settings.pageBytes);
  const validity = field.nullable ? column.validity : undefined;
  let dataPages = 0;
  let value = 0;
  // A column without rows still has a page: some readers ask for one.
  for (let row = 0; row < rows || dataPages === 0; row += pageRows) {
    const end = Math.min(rows, row + pageRows);
    const present = valid === rows ? end - row : countValid(validity, row, end);
    const page: PageInput = { row, end, value, valueEnd: value + present, nullable: field.nullable, validity };
    const written = encodePage(page, values, dictionary, settings, sink, scratch);
    headers += written.header;
    content += written.content;
    value += present;
    dataPages += 1;
  }
  return {
    codec: settings.codec,
    values: rows,
    uncompressedBytes: headers + content,
    compressedBytes: sink.length - start,
    dataPageOffset: dataStart,
    ...(dictionary === undefined ? {} : { dictionaryPageOffset: start }),
    // Entries differ in their bits; floats that differ so can be equal (0 and -0, NaNs).
    ...(dictionary === undefined || physical === "float" || physical === "double"
      ? {}
      : { distinctCount: dictionary.entries.count }),
    dataPages,
    pageVersion: settings.pageVersion,
    nullCount: rows - valid,
    bounds: boundsOf(dictionary === undefined ? values : dictionary.entries, physical),
  };
}

function limitsFor(values: number, settings: Settings): { entries: number; bytes: number } {
  const entries = Math.min(MAX_ENTRIES, Math.max(FREE_ENTRIES, Math.floor(values / ROWS_PER_ENTRY)));
  return { entries, bytes: settings.dictionaryBytes };
}

function rowsPerPage(values: DenseValues, dictionary: Dictionary | undefined, rows: number, pageBytes: number): number {
  const size =
    dictionary === undefined
      ? plainSize(values, 0, values.count)
      : (values.count * codeWidth(dictionary.entries.count)) / 8;
  const pages = Math.max(1, Math.ceil(size / pageBytes));
  return Math.max(1, Math.ceil(rows / pages));
}

interface PageInput {
  readonly row: number;
  readonly end: number;
  /** The page's values among the column's values that are not NULL. */
  readonly value: number;
  readonly valueEnd: number;
  readonly nullable: boolean;
  readonly validity: Uint8Array | undefined;
}

function encodePage(
  page: PageInput,
  values: DenseValues,
  dictionary: Dictionary | undefined,
  settings: Settings,
  sink: PageSink,
  scratch: Scratch,
): { header: number; content: number } {
  const rows = page.end - page.row;
  const levels = page.nullable ? encodeLevels(page, scratch) : scratch.levels(0).subarray(0, 0);
  const encoding = dictionary === undefined ? PLAIN : RLE_DICTIONARY;
  if (settings.pageVersion === 1) {
    // Version 1 compresses levels, with their length before them, and values as one.
    const prefix = page.nullable ? levels.length + 4 : 0;
    const buffer = valuesBuffer(page, values, dictionary, prefix, scratch);
    if (page.nullable) {
      new DataView(buffer.buffer, buffer.byteOffset).setInt32(0, levels.length, true);
      buffer.set(levels, 4);
    }
    const size = encodeValues(page, values, dictionary, buffer, prefix);
    const stored = settings.compressor.compress(buffer.subarray(0, size));
    const kind: PageKind = { kind: "v1", rows, encoding };
    return { header: appendPage(sink, kind, [stored], size, settings.checksums), content: size };
  }
  const buffer = valuesBuffer(page, values, dictionary, 0, scratch);
  const size = encodeValues(page, values, dictionary, buffer, 0);
  const plain = buffer.subarray(0, size);
  const packed = settings.codec === "none" || size === 0 ? plain : settings.compressor.compress(plain);
  const compressed = settings.codec !== "none" && packed.length < size;
  const nulls = rows - (page.valueEnd - page.value);
  const kind: PageKind = { kind: "v2", rows, nulls, encoding, levelBytes: levels.length, compressed };
  const content = levels.length + size;
  const header = appendPage(sink, kind, [levels, compressed ? packed : plain], content, settings.checksums);
  return { header, content };
}

function encodeLevels(page: PageInput, scratch: Scratch): Uint8Array {
  const rows = page.end - page.row;
  const out = scratch.levels(hybridBound(rows, 1));
  if (page.valueEnd - page.value !== rows && page.validity !== undefined) {
    return out.subarray(0, encodeHybrid(normalised(page.validity, page.row, page.end), 0, rows, 1, out, 0));
  }
  return out.subarray(0, encodeHybrid(new Uint8Array(rows).fill(1), 0, rows, 1, out, 0));
}

/** Validity as 0 and 1: producers may say "not NULL" with any byte. */
function normalised(validity: Uint8Array, from: number, to: number): Uint8Array {
  const levels = validity.slice(from, to);
  for (let i = 0; i < levels.length; i++) levels[i] = levels[i] === 0 ? 0 : 1;
  return levels;
}

function valuesBuffer(
  page: PageInput,
  values: DenseValues,
  dictionary: Dictionary | undefined,
  prefix: number,
  scratch: Scratch,
): Uint8Array {
  const size =
    dictionary === undefined
      ? plainSize(values, page.value, page.valueEnd)
      : hybridBound(page.valueEnd - page.value, codeWidth(dictionary.entries.count));
  if (prefix + size > MAX_PAGE_BYTES - 64) {
    throw new FfqError("DATA", `a page of ${size} bytes is more than Parquet allows`, {
      sqlstate: "54000",
      hint: "Write smaller row groups.",
    });
  }
  return scratch.page(prefix + size + 16);
}

function encodeValues(
  page: PageInput,
  values: DenseValues,
  dictionary: Dictionary | undefined,
  buffer: Uint8Array,
  at: number,
): number {
  if (dictionary === undefined) return encodePlain(values, page.value, page.valueEnd, buffer, at);
  const width = codeWidth(dictionary.entries.count);
  buffer[at] = width;
  return encodeHybrid(dictionary.codes, page.value, page.valueEnd, width, buffer, at + 1);
}
