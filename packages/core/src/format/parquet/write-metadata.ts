// What the footer says about the data, as plain data that crosses threads, and its bytes. Positions in an encoded
// row group count from its own first byte; the file writer knows where that lies and adds it here.
import type { Field } from "../../column/vector.ts";
import { CODEC_CODE, type WriteCodec } from "./encode-compress.ts";
import type { Bounds } from "./encode-statistics.ts";
import type { LevelCounts } from "./level-counts.ts";
import type { PageOrder } from "./page-order.ts";
import { elementsOfTree, PHYSICAL_CODE, writeSchemaElement } from "./write-schema.ts";
import { CompactWriter } from "./write-thrift.ts";
import { leavesOfTree, type WriteLeaf, type WriteNode, writeTreeOf } from "./write-tree.ts";

/** Encodings of the format. */
export const PLAIN = 0;
export const RLE = 3;

/** How the values of data pages are encoded. */
export type PageEncoding = "plain" | "dictionary" | "delta" | "delta-length";

export const ENCODING_CODE: Readonly<Record<PageEncoding, number>> = {
  plain: PLAIN,
  dictionary: 8,
  delta: 5,
  "delta-length": 6,
};

/** Page types of the format. */
export const DATA_PAGE = 0;
export const DICTIONARY_PAGE = 2;
export const DATA_PAGE_V2 = 3;

export interface PageMetadata {
  /** From the row group's first byte. */
  readonly offset: number;
  /** With its header. */
  readonly bytes: number;
  readonly firstRow: number;
  /** Level entries: rows of a flat column; elements of a list, NULLs and empty lists. */
  readonly values: number;
  /** Of the level entries, those without a value. */
  readonly nullCount: number;
  readonly bounds: Bounds;
  /** Of nested columns. */
  readonly levels?: LevelCounts;
}

export interface ColumnChunkMetadata {
  readonly codec: WriteCodec;
  /** Level entries, as those of pages. */
  readonly values: number;
  /** With page headers. */
  readonly uncompressedBytes: number;
  readonly compressedBytes: number;
  /** From the row group's first byte. */
  readonly dataPageOffset: number;
  /** From the row group's first byte; absent when no page is a dictionary. */
  readonly dictionaryPageOffset?: number;
  readonly encoding: PageEncoding;
  readonly pages: readonly PageMetadata[];
  readonly hasPageIndex: boolean;
  readonly pageVersion: 1 | 2;
  readonly nullCount: number;
  /** Known when there is a dictionary, but not for floats. */
  readonly distinctCount?: number;
  readonly bounds: Bounds;
  readonly order: PageOrder;
  readonly levels: LevelCounts;
  /** Bytes of all texts. */
  readonly textBytes?: number;
  /** From the row group's first byte. */
  readonly bloomFilter?: { readonly offset: number; readonly bytes: number };
}

/** Where a part of the file lies. */
export interface Extent {
  readonly offset: number;
  readonly bytes: number;
}

/** Of one column chunk: absent where there is none. */
export interface PlacedPageIndex {
  readonly column?: Extent;
  readonly offset: Extent;
}

export interface RowGroupMetadata {
  readonly rows: number;
  readonly columns: readonly ColumnChunkMetadata[];
}

/** A row group and where its first byte lies in the file. */
export interface PlacedRowGroup {
  readonly offset: number;
  readonly metadata: RowGroupMetadata;
  /** By column; absent when the columns have none. */
  readonly indexes?: readonly PlacedPageIndex[];
}

/** A column by which the rows of every row group are sorted. */
export interface SortingColumn {
  /** Among the schema's columns. */
  readonly position: number;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** The footer's thrift struct, without its length and the magic number. */
export function encodeFooter(
  schema: readonly Field[],
  groups: readonly PlacedRowGroup[],
  createdBy: string,
  sorting: readonly SortingColumn[] = [],
): Uint8Array {
  const out = new CompactWriter();
  const trees = schema.map(writeTreeOf);
  const leaves = trees.flatMap(leavesOfTree);
  const sortedLeaves = leafSorting(trees, sorting);
  out.i32(1, 1);
  out.structs(2, [undefined, ...trees.flatMap(elementsOfTree)], (element) => {
    if (element !== undefined) return writeSchemaElement(out, element);
    out.string(4, "schema");
    out.i32(5, schema.length);
  });
  out.i64(
    3,
    groups.reduce((sum, group) => sum + group.metadata.rows, 0),
  );
  let ordinal = 0;
  out.structs(4, groups, (group) => {
    writeRowGroup(out, leaves, group, ordinal, sortedLeaves);
    ordinal += 1;
  });
  out.string(6, createdBy);
  // TypeDefinedOrder for each leaf: statistics follow the order that the format defines for the type.
  out.structs(7, leaves, () => out.struct(1, () => {}));
  return out.bytes();
}

/** By the positions of leaves; an order of nested values, which the format does not define, ends what can be said. */
function leafSorting(trees: readonly WriteNode[], sorting: readonly SortingColumn[]): readonly SortingColumn[] {
  const nested = sorting.findIndex(({ position }) => trees[position]?.kind !== "leaf");
  return sorting.slice(0, nested < 0 ? sorting.length : nested).map((column) => ({
    ...column,
    position: trees.slice(0, column.position).flatMap(leavesOfTree).length,
  }));
}

/** The format's ordinal has 16 bits. */
const MAX_ORDINAL = 32767;

function writeRowGroup(
  out: CompactWriter,
  leaves: readonly WriteLeaf[],
  group: PlacedRowGroup,
  ordinal: number,
  sorting: readonly SortingColumn[],
): void {
  const { columns, rows } = group.metadata;
  out.structs(
    1,
    leaves.map((leaf, position) => ({
      leaf,
      chunk: columns[position] as ColumnChunkMetadata,
      index: group.indexes?.[position],
    })),
    ({ leaf, chunk, index }) => {
      out.i64(2, 0);
      out.struct(3, () => writeColumn(out, leaf, chunk, group.offset));
      if (index === undefined) return;
      out.i64(4, index.offset.offset);
      out.i32(5, index.offset.bytes);
      if (index.column === undefined) return;
      out.i64(6, index.column.offset);
      out.i32(7, index.column.bytes);
    },
  );
  out.i64(
    2,
    columns.reduce((sum, chunk) => sum + chunk.uncompressedBytes, 0),
  );
  out.i64(3, rows);
  if (sorting.length > 0) {
    out.structs(4, sorting, ({ position, descending, nullsFirst }) => {
      out.i32(1, position);
      out.bool(2, descending);
      out.bool(3, nullsFirst);
    });
  }
  out.i64(5, group.offset);
  out.i64(
    6,
    columns.reduce((sum, chunk) => sum + chunk.compressedBytes, 0),
  );
  if (ordinal <= MAX_ORDINAL) out.i16(7, ordinal);
}

function writeColumn(out: CompactWriter, leaf: WriteLeaf, chunk: ColumnChunkMetadata, offset: number): void {
  const dictionary = chunk.dictionaryPageOffset;
  out.i32(1, PHYSICAL_CODE[leaf.type.physical]);
  out.i32s(2, [...new Set([PLAIN, RLE, ENCODING_CODE[chunk.encoding]])]);
  out.strings(3, leaf.path);
  out.i32(4, CODEC_CODE[chunk.codec]);
  out.i64(5, chunk.values);
  out.i64(6, chunk.uncompressedBytes);
  out.i64(7, chunk.compressedBytes);
  out.i64(9, offset + chunk.dataPageOffset);
  if (dictionary !== undefined) out.i64(11, offset + dictionary);
  out.struct(12, () => writeStatistics(out, chunk));
  const dataPage = chunk.pageVersion === 1 ? DATA_PAGE : DATA_PAGE_V2;
  const pages = [
    ...(dictionary === undefined ? [] : [{ type: DICTIONARY_PAGE, encoding: PLAIN, count: 1 }]),
    { type: dataPage, encoding: ENCODING_CODE[chunk.encoding], count: chunk.pages.length },
  ];
  out.structs(13, pages, (page) => {
    out.i32(1, page.type);
    out.i32(2, page.encoding);
    out.i32(3, page.count);
  });
  if (chunk.bloomFilter !== undefined) {
    out.i64(14, offset + chunk.bloomFilter.offset);
    out.i32(15, chunk.bloomFilter.bytes);
  }
  const { repetitions, definitions } = chunk.levels;
  if (definitions === undefined && chunk.textBytes === undefined) return;
  out.struct(16, () => {
    if (chunk.textBytes !== undefined) out.i64(1, chunk.textBytes);
    if (repetitions !== undefined) out.i64s(2, repetitions);
    if (definitions !== undefined) out.i64s(3, definitions);
  });
}

function writeStatistics(out: CompactWriter, chunk: ColumnChunkMetadata): void {
  const { min, max } = chunk.bounds;
  out.i64(3, chunk.nullCount);
  if (chunk.distinctCount !== undefined) out.i64(4, chunk.distinctCount);
  if (max !== undefined) out.binary(5, max.value);
  if (min !== undefined) out.binary(6, min.value);
  if (max !== undefined) out.bool(7, max.exact);
  if (min !== undefined) out.bool(8, min.exact);
}
