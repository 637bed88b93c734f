// One column chunk: its encoding is chosen (a dictionary if one pays, for all its pages or none), its pages are
// written, and what the footer and the page index say of it is gathered.
import type { Field } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import { bloomFilterOf } from "./encode-bloom.ts";
import type { PageCompressor } from "./encode-compress.ts";
import { buildDictionary, type Dictionary } from "./encode-dictionary.ts";
import { codeWidth } from "./encode-hybrid.ts";
import { encodePlain, plainSize } from "./encode-plain.ts";
import { type Bounds, boundsOf, boundsOfCodes } from "./encode-statistics.ts";
import { countValid, type DenseValues } from "./encode-values.ts";
import type { ColumnValues } from "./gather-column.ts";
import { orderOf } from "./page-order.ts";
import { encodePage, type PageInput, PageScratch } from "./write-data-page.ts";
import type { ColumnChunkMetadata, PageMetadata } from "./write-metadata.ts";
import type { RowGroupSettings } from "./write-options.ts";
import { appendPage, type PageSink } from "./write-page.ts";
import { type ColumnType, columnTypeOf } from "./write-types.ts";

/** A dictionary may hold one distinct value per this many rows: beyond, codes save little. */
const ROWS_PER_ENTRY = 5;
/** Small row groups may have this many entries whatever their rows. */
const FREE_ENTRIES = 1024;
/** Codes of more bits do not fit encodeHybrid's accumulator. */
const MAX_ENTRIES = 1 << 24;

/** What a column's pages are made of. */
interface Encoded {
  readonly type: ColumnType;
  readonly rows: number;
  readonly values: DenseValues;
  readonly validity: Uint8Array | undefined;
  readonly dictionary: Dictionary | undefined;
  /** Rows of each page but the last. */
  readonly pageRows: number;
  readonly nullable: boolean;
}

interface WrittenPages {
  readonly pages: readonly PageMetadata[];
  /** Uncompressed, headers and all. */
  readonly bytes: number;
}

export class ColumnWriter {
  readonly #settings: RowGroupSettings;
  readonly #compressor: PageCompressor;
  readonly #sink: PageSink;
  readonly #scratch = new PageScratch();
  readonly #filters = new Map<string, Uint8Array>();

  constructor(settings: RowGroupSettings, compressor: PageCompressor, sink: PageSink) {
    this.#settings = settings;
    this.#compressor = compressor;
    this.#sink = sink;
  }

  /** @throws FfqError CONSTRAINT for a NULL in a column that is not nullable */
  write(field: Field, { rows, values, validity }: ColumnValues): ColumnChunkMetadata {
    const { codec, pageVersion, statistics } = this.#settings;
    if (values.count !== rows && !field.nullable) {
      throw new FfqError("CONSTRAINT", `null value in column "${field.name}", which is not nullable`, {
        sqlstate: "23502",
      });
    }
    const type = columnTypeOf(field);
    const dictionary = this.#dictionaryOf(values);
    const pageRows = this.#rowsPerPage(values, dictionary, rows);
    const encoded: Encoded = { type, rows, values, validity, dictionary, pageRows, nullable: field.nullable };
    const start = this.#sink.length;
    const before = dictionary === undefined ? 0 : this.#writeDictionary(dictionary.entries);
    const dataStart = this.#sink.length;
    const { pages, bytes } = this.#writePages(encoded);
    const distinct = dictionary?.entries ?? values;
    if (this.#settings.bloomFilters.includes(field.name)) {
      this.#filters.set(field.name, bloomFilterOf(distinct, type.physical, this.#settings.bloomFilterRate));
    }
    const isFloat = type.order === "float";
    return {
      name: field.name,
      codec,
      values: rows,
      uncompressedBytes: before + bytes,
      compressedBytes: this.#sink.length - start,
      dataPageOffset: dataStart,
      ...(dictionary === undefined ? {} : { dictionaryPageOffset: start }),
      encoding: this.#encodingOf(encoded),
      pages,
      hasPageIndex: this.#settings.pageIndex,
      pageVersion,
      nullCount: rows - values.count,
      ...(dictionary === undefined || isFloat ? {} : { distinctCount: dictionary.entries.count }),
      bounds: statistics ? boundsOf(distinct, type) : {},
      order: statistics ? orderOf(pages, type) : "unordered",
      ...(field.nullable ? { levels: [rows - values.count, values.count] as const } : {}),
      ...(values.kind === "bytes" ? { textBytes: textBytes(values) } : {}),
    };
  }

  /** The column's filter, when it has one, behind what is there. */
  appendBloomFilter(column: ColumnChunkMetadata): ColumnChunkMetadata {
    const filter = this.#filters.get(column.name);
    if (filter === undefined) return column;
    const bloomFilter = { offset: this.#sink.length, bytes: filter.length };
    this.#sink.append(filter);
    return { ...column, bloomFilter };
  }

  #encodingOf({ dictionary, type }: Encoded): ColumnChunkMetadata["encoding"] {
    if (dictionary !== undefined) return "dictionary";
    if (this.#settings.encoding === "plain") return "plain";
    if (type.physical === "byteArray") return "delta-length";
    return type.order === "signed" && (type.physical === "int32" || type.physical === "int64") ? "delta" : "plain";
  }

  #dictionaryOf(values: DenseValues): Dictionary | undefined {
    const { dictionary, dictionaryBytes } = this.#settings;
    if (!dictionary || values.count === 0) return undefined;
    const entries = Math.min(MAX_ENTRIES, Math.max(FREE_ENTRIES, Math.floor(values.count / ROWS_PER_ENTRY)));
    return buildDictionary(values, { entries, bytes: dictionaryBytes });
  }

  #rowsPerPage(values: DenseValues, dictionary: Dictionary | undefined, rows: number): number {
    const size =
      dictionary === undefined
        ? plainSize(values, 0, values.count)
        : (values.count * codeWidth(dictionary.entries.count)) / 8;
    const pages = Math.max(1, Math.ceil(size / this.#settings.pageBytes), Math.ceil(rows / this.#settings.pageRows));
    return Math.max(1, Math.ceil(rows / pages));
  }

  /** Answers its bytes before compression, with its header. */
  #writeDictionary(entries: DenseValues): number {
    const size = plainSize(entries, 0, entries.count);
    const page = this.#scratch.page(size + 8);
    encodePlain(entries, 0, entries.count, page, 0);
    const stored = this.#compressor.compress(page.subarray(0, size));
    const kind = { kind: "dictionary", entries: entries.count } as const;
    return size + appendPage(this.#sink, kind, [stored], size, this.#settings.checksums);
  }

  #writePages(encoded: Encoded): WrittenPages {
    const { rows, values, validity, pageRows, nullable, dictionary } = encoded;
    const pages: PageMetadata[] = [];
    let bytes = 0;
    let value = 0;
    // A column without rows still has a page: some readers ask for one.
    for (let row = 0; row < rows || pages.length === 0; row += pageRows) {
      const end = Math.min(rows, row + pageRows);
      const present = validity === undefined ? end - row : countValid(validity, row, end);
      const input: PageInput = { row, end, value, valueEnd: value + present, nullable, validity, values, dictionary };
      const offset = this.#sink.length;
      const encoding = this.#encodingOf(encoded);
      bytes += encodePage(input, encoding, this.#settings, this.#compressor, this.#sink, this.#scratch);
      const size = { offset, bytes: this.#sink.length - offset, firstRow: row, nullCount: end - row - present };
      const bounds = this.#pageBounds(encoded, value, value + present);
      pages.push({ ...size, rows: end - row, bounds });
      value += present;
    }
    return { pages, bytes };
  }

  /** Of values `from` to `to`; only where a page index will tell them. */
  #pageBounds({ values, dictionary, type, rows, pageRows }: Encoded, from: number, to: number): Bounds {
    const { statistics, pageIndex } = this.#settings;
    if (!statistics || !pageIndex || from === to) return {};
    if (dictionary !== undefined && rows <= pageRows) return boundsOf(dictionary.entries, type);
    if (dictionary !== undefined) return boundsOfCodes(dictionary.entries, dictionary.codes.subarray(from, to), type);
    return boundsOf(values, type, from, to);
  }
}

function textBytes(values: Extract<DenseValues, { kind: "bytes" }>): number {
  return (values.offsets[values.count] ?? 0) - (values.offsets[0] ?? 0);
}
