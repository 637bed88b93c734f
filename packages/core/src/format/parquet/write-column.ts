// One column chunk: its encoding is chosen (a dictionary if one pays, for all its pages or none), its pages are
// written, and what the footer and the page index say of it is gathered.
import { internal } from "../../common/error.ts";
import type { EncodeSpace } from "../encode-space.ts";
import { bloomFilterOf } from "./encode-bloom.ts";
import type { Dictionary, LoadedValues } from "./encode-column.ts";
import type { PageCompressor } from "./encode-compress.ts";
import { codeWidth } from "./encode-hybrid.ts";
import { flatLevels, nestedLevels } from "./encode-levels.ts";
import { encodePlain, plainSize } from "./encode-plain.ts";
import { type Bounds, mergeBounds } from "./encode-statistics.ts";
import type { DenseValues } from "./encode-values.ts";
import type { ColumnValues } from "./gather-column.ts";
import { type LevelCounts, levelCounts, sumOfCounts } from "./level-counts.ts";
import { flatCuts, nestedCuts, type PageCut } from "./page-cuts.ts";
import { orderOf } from "./page-order.ts";
import { encodePage, type PageContext } from "./write-data-page.ts";
import type { ColumnChunkMetadata, PageMetadata } from "./write-metadata.ts";
import type { RowGroupSettings } from "./write-options.ts";
import { appendPage, type PageSink } from "./write-page.ts";
import type { WriteLeaf } from "./write-tree.ts";

/** A dictionary may hold one distinct value per this many rows: beyond, codes save little. */
const ROWS_PER_ENTRY = 5;
/** Small row groups may have this many entries whatever their rows. */
const FREE_ENTRIES = 1024;
/** Codes of more bits do not fit encodeHybrid's accumulator. */
const MAX_ENTRIES = 1 << 24;

/** What a column chunk's pages are made of. */
interface Encoded {
  readonly leaf: WriteLeaf;
  readonly values: ColumnValues;
  readonly dictionary: Dictionary | undefined;
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
  readonly #filters = new Map<ColumnChunkMetadata, Uint8Array>();

  constructor(settings: RowGroupSettings, compressor: PageCompressor, sink: PageSink, space: EncodeSpace) {
    this.#space = space;
    this.#settings = settings;
    this.#compressor = compressor;
    this.#sink = sink;
  }

  /** The caller has looked for NULLs where none may be. */
  write(leaf: WriteLeaf, values: ColumnValues): ColumnChunkMetadata {
    const { codec, pageVersion, statistics, pageIndex } = this.#settings;
    const { rows, loaded, levels } = values;
    const { path, type } = leaf;
    const dictionary = this.#dictionaryOf(loaded);
    const encoded: Encoded = { leaf, values, dictionary };
    const start = this.#sink.length;
    const before = dictionary === undefined ? 0 : this.#writeDictionary(dictionary);
    const dataStart = this.#sink.length;
    const { pages, bytes } = this.#writePages(encoded);
    const entries = levels?.count ?? rows;
    const nullCount = entries - loaded.count;
    const isFloat = type.order === "float";
    const chunk: ColumnChunkMetadata = {
      codec,
      values: entries,
      uncompressedBytes: before + bytes,
      compressedBytes: this.#sink.length - start,
      dataPageOffset: dataStart,
      ...(dictionary === undefined ? {} : { dictionaryPageOffset: start }),
      encoding: this.#encodingOf(encoded),
      pages,
      hasPageIndex: pageIndex,
      pageVersion,
      nullCount,
      ...(dictionary === undefined || isFloat ? {} : { distinctCount: dictionary.entries.count }),
      bounds: statistics ? chunkBounds(encoded, pages, pageIndex) : {},
      order: statistics ? orderOf(pages, type) : "unordered",
      levels: levels === undefined ? flatCounts(leaf, nullCount, loaded.count) : sumOfCounts(pages),
      ...(type.physical === "byteArray" ? { textBytes: textBytes(loaded.values) } : {}),
    };
    if (this.#settings.bloomFilters.includes(path[0] as string)) {
      const distinct = dictionary?.entries ?? loaded.values;
      this.#filters.set(chunk, bloomFilterOf(distinct, type.physical, this.#settings.bloomFilterRate));
    }
    return chunk;
  }

  /** The column chunk's filter, when it has one, behind what is there. */
  appendBloomFilter(chunk: ColumnChunkMetadata): ColumnChunkMetadata {
    const filter = this.#filters.get(chunk);
    if (filter === undefined) return chunk;
    const bloomFilter = { offset: this.#sink.length, bytes: filter.length };
    this.#sink.append(filter);
    return { ...chunk, bloomFilter };
  }

  #encodingOf({ dictionary, leaf: { type } }: Encoded): ColumnChunkMetadata["encoding"] {
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

  #cutsOf({ leaf, values, dictionary }: Encoded): readonly PageCut[] {
    const { rows, loaded, validity, levels } = values;
    const { count } = loaded;
    const size =
      dictionary === undefined ? plainSize(loaded.values, 0, count) : (count * codeWidth(dictionary.entries.count)) / 8;
    const { pageBytes, pageRows } = this.#settings;
    const pages = Math.max(1, Math.ceil(size / pageBytes), Math.ceil(rows / pageRows));
    if (levels === undefined) return flatCuts(rows, Math.max(1, Math.ceil(rows / pages)), validity);
    const limits = { rows: pageRows, entries: Math.max(1, Math.ceil(levels.count / pages)) };
    return nestedCuts(this.#space, levels, leaf.maxDefinition, limits);
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
    const { leaf, values, dictionary } = encoded;
    const { loaded, validity, levels } = values;
    const context: PageContext = {
      settings: this.#settings,
      compressor: this.#compressor,
      sink: this.#sink,
      space: this.#space,
      encoding: this.#encodingOf(encoded),
    };
    const cuts = this.#cutsOf(encoded);
    const pages: PageMetadata[] = [];
    let bytes = 0;
    for (const cut of cuts) {
      const encodedLevels =
        levels === undefined ? flatLevels(leaf, cut, validity) : nestedLevels(this.#space, leaf, cut, levels);
      const offset = this.#sink.length;
      bytes += encodePage(context, { cut, levels: encodedLevels, loaded, dictionary });
      const entries = cut.entryEnd - cut.entry;
      pages.push({
        offset,
        bytes: this.#sink.length - offset,
        firstRow: cut.row,
        values: entries,
        nullCount: entries - (cut.valueEnd - cut.value),
        bounds: this.#pageBounds(encoded, cut.value, cut.valueEnd),
        ...(levels === undefined ? {} : { levels: levelCounts(this.#space, leaf, cut, levels) }),
      });
    }
    return { pages, bytes };
  }

  /** Of values `from` to `to`; only where a page index will tell them. */
  #pageBounds({ leaf: { type }, values: { loaded }, dictionary }: Encoded, from: number, to: number): Bounds {
    const { statistics, pageIndex } = this.#settings;
    if (!statistics || !pageIndex || from === to) return {};
    if (dictionary === undefined) return loaded.bounds(type, from, to);
    return to - from === loaded.count ? dictionary.bounds(type) : dictionary.boundsOf(type, from, to);
  }
}

/** NULLs and values, where there can be NULLs. */
function flatCounts({ maxDefinition }: WriteLeaf, nulls: number, values: number): LevelCounts {
  return maxDefinition === 0 ? {} : { definitions: [nulls, values] };
}

function textBytes(values: DenseValues): number {
  if (values.kind !== "bytes") throw internal("texts that are no bytes");
  return (values.offsets[values.count] ?? 0) - (values.offsets[0] ?? 0);
}

/** Without a dictionary they are those of the pages: the values are looked at once. */
function chunkBounds(
  { leaf: { type }, values: { loaded }, dictionary }: Encoded,
  pages: readonly PageMetadata[],
  hasPageBounds: boolean,
): Bounds {
  if (dictionary !== undefined) return dictionary.bounds(type);
  if (!hasPageBounds) return loaded.bounds(type);
  const filled = pages.filter(({ nullCount, values }) => nullCount < values).map(({ bounds }) => bounds);
  // A page of which nothing can be said leaves nothing to say of the whole.
  const hasMin = filled.every(({ min }) => min !== undefined);
  const hasMax = filled.every(({ max }) => max !== undefined);
  const { min, max } = mergeBounds(filled, type);
  return { ...(hasMin && min !== undefined ? { min } : {}), ...(hasMax && max !== undefined ? { max } : {}) };
}
