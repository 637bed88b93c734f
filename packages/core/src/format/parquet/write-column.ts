// One column chunk: its encoding is chosen (a dictionary if one pays, for all its pages or none), its pages are
// written, and what the footer and the page index say of it is gathered.
import type { Field } from "../../column/vector.ts";
import { FfqError, internal } from "../../common/error.ts";
import type { EncodeSpace } from "../encode-space.ts";
import { bloomFilterOf } from "./encode-bloom.ts";
import type { Dictionary, LoadedValues } from "./encode-column.ts";
import type { PageCompressor } from "./encode-compress.ts";
import { codeWidth } from "./encode-hybrid.ts";
import { encodePlain, plainSize } from "./encode-plain.ts";
import { type Bounds, mergeBounds } from "./encode-statistics.ts";
import { countValid, type DenseValues } from "./encode-values.ts";
import type { ColumnValues } from "./gather-column.ts";
import { orderOf } from "./page-order.ts";
import { encodePage, type PageContext, type PageInput } from "./write-data-page.ts";
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
  readonly loaded: LoadedValues;
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
  readonly #space: EncodeSpace;
  readonly #filters = new Map<string, Uint8Array>();

  constructor(settings: RowGroupSettings, compressor: PageCompressor, sink: PageSink, space: EncodeSpace) {
    this.#space = space;
    this.#settings = settings;
    this.#compressor = compressor;
    this.#sink = sink;
  }

  /** @throws FfqError CONSTRAINT for a NULL in a column that is not nullable */
  write(field: Field, { rows, loaded, validity }: ColumnValues): ColumnChunkMetadata {
    const { codec, pageVersion, statistics } = this.#settings;
    const { count } = loaded;
    if (count !== rows && !field.nullable) {
      throw new FfqError("CONSTRAINT", `null value in column "${field.name}", which is not nullable`, {
        sqlstate: "23502",
      });
    }
    const type = columnTypeOf(field);
    const dictionary = this.#dictionaryOf(loaded);
    const pageRows = this.#rowsPerPage(loaded, dictionary, rows);
    const encoded: Encoded = { type, rows, loaded, validity, dictionary, pageRows, nullable: field.nullable };
    const start = this.#sink.length;
    const before = dictionary === undefined ? 0 : this.#writeDictionary(dictionary);
    const dataStart = this.#sink.length;
    const { pages, bytes } = this.#writePages(encoded);
    const distinct = dictionary?.entries ?? loaded.values;
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
      nullCount: rows - count,
      ...(dictionary === undefined || isFloat ? {} : { distinctCount: dictionary.entries.count }),
      bounds: statistics ? chunkBounds(encoded, pages, this.#settings.pageIndex) : {},
      order: statistics ? orderOf(pages, type) : "unordered",
      ...(field.nullable ? { levels: [rows - count, count] as const } : {}),
      ...(type.physical === "byteArray" ? { textBytes: textBytes(loaded.values) } : {}),
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

  #dictionaryOf(loaded: LoadedValues): Dictionary | undefined {
    const { dictionary, dictionaryBytes } = this.#settings;
    if (!dictionary) return undefined;
    const { count } = loaded;
    const entries = Math.min(MAX_ENTRIES, Math.max(FREE_ENTRIES, Math.floor(count / ROWS_PER_ENTRY)));
    return loaded.buildDictionary({ entries, bytes: dictionaryBytes });
  }

  #rowsPerPage(loaded: LoadedValues, dictionary: Dictionary | undefined, rows: number): number {
    const { count } = loaded;
    const size =
      dictionary === undefined ? plainSize(loaded.values, 0, count) : (count * codeWidth(dictionary.entries.count)) / 8;
    const pages = Math.max(1, Math.ceil(size / this.#settings.pageBytes), Math.ceil(rows / this.#settings.pageRows));
    return Math.max(1, Math.ceil(rows / pages));
  }

  /** Answers its bytes before compression, with its header. */
  #writeDictionary({ entries, place }: Dictionary): number {
    const space = this.#space;
    const mark = space.mark;
    const size = plainSize(entries, 0, entries.count);
    const page = space.allocate(size);
    encodePlain(space, entries, place, 0, entries.count, page);
    const stored = this.#compressor.compress(page, size);
    const kind = { kind: "dictionary", entries: entries.count } as const;
    const header = appendPage(this.#sink, kind, [stored], size, this.#settings.checksums);
    space.reset(mark);
    return size + header;
  }

  #writePages(encoded: Encoded): WrittenPages {
    const { rows, loaded, validity, pageRows, nullable, dictionary } = encoded;
    const context: PageContext = {
      settings: this.#settings,
      compressor: this.#compressor,
      sink: this.#sink,
      space: this.#space,
      encoding: this.#encodingOf(encoded),
    };
    const pages: PageMetadata[] = [];
    let bytes = 0;
    let value = 0;
    // A column without rows still has a page: some readers ask for one.
    for (let row = 0; row < rows || pages.length === 0; row += pageRows) {
      const end = Math.min(rows, row + pageRows);
      const present = validity === undefined ? end - row : countValid(validity, row, end);
      const input: PageInput = { row, end, value, valueEnd: value + present, nullable, validity, loaded, dictionary };
      const offset = this.#sink.length;
      bytes += encodePage(context, input);
      const size = { offset, bytes: this.#sink.length - offset, firstRow: row, nullCount: end - row - present };
      const bounds = this.#pageBounds(encoded, value, value + present);
      pages.push({ ...size, rows: end - row, bounds });
      value += present;
    }
    return { pages, bytes };
  }

  /** Of values `from` to `to`; only where a page index will tell them. */
  #pageBounds({ loaded, dictionary, type, rows, pageRows }: Encoded, from: number, to: number): Bounds {
    const { statistics, pageIndex } = this.#settings;
    if (!statistics || !pageIndex || from === to) return {};
    if (dictionary === undefined) return loaded.bounds(type, from, to);
    return rows <= pageRows ? dictionary.bounds(type) : dictionary.boundsOf(type, from, to);
  }
}

function textBytes(values: DenseValues): number {
  if (values.kind !== "bytes") throw internal("texts that are no bytes");
  return (values.offsets[values.count] ?? 0) - (values.offsets[0] ?? 0);
}

/** Without a dictionary they are those of the pages: the values are looked at once. */
function chunkBounds(
  { loaded, dictionary, type }: Encoded,
  pages: readonly PageMetadata[],
  hasPageBounds: boolean,
): Bounds {
  if (dictionary !== undefined) return dictionary.bounds(type);
  if (!hasPageBounds) return loaded.bounds(type);
  const filled = pages.filter(({ nullCount, rows }) => nullCount < rows).map(({ bounds }) => bounds);
  // A page of which nothing can be said leaves nothing to say of the whole.
  const hasMin = filled.every(({ min }) => min !== undefined);
  const hasMax = filled.every(({ max }) => max !== undefined);
  const { min, max } = mergeBounds(filled, type);
  return { ...(hasMin && min !== undefined ? { min } : {}), ...(hasMax && max !== undefined ? { max } : {}) };
}
