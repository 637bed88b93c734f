// A chunk's page index (parquet-format: OffsetIndex, ColumnIndex): where its pages lie, which rows they begin with, and
// the bounds of their values. An index only saves reading: one that cannot be right is not used.
import type { ColumnChunk } from "./row-group.ts";
import { ThriftProblem, ThriftReader } from "./thrift.ts";

export interface PageLocation {
  readonly offset: number;
  /** Header included. */
  readonly length: number;
  readonly firstRow: number;
}

/** By page. */
export interface PageBounds {
  readonly allNull: readonly boolean[];
  readonly minima: readonly Uint8Array[];
  readonly maxima: readonly Uint8Array[];
  readonly nullCounts: readonly number[] | undefined;
}

/** The pages in order; undefined unless they follow each other through the whole chunk and its rows. */
export function readOffsetIndex(
  bytes: Uint8Array,
  chunk: ColumnChunk,
  rows: number,
): readonly PageLocation[] | undefined {
  const pages = wellFormed(() => {
    let found: PageLocation[] = [];
    const reader = new ThriftReader(bytes);
    reader.struct((id, type) => {
      if (id === 1) found = reader.list(type, (element) => readLocation(reader, element));
      else reader.skip(type);
    });
    return found;
  });
  const [first] = pages ?? [];
  if (pages === undefined || first === undefined || first.firstRow !== 0 || first.offset < chunk.offset)
    return undefined;
  for (const [position, page] of pages.entries()) {
    const next = pages[position + 1] ?? { offset: chunk.offset + chunk.length, firstRow: rows };
    if (page.length <= 0 || page.offset + page.length !== next.offset || page.firstRow >= next.firstRow)
      return undefined;
  }
  return pages;
}

/** The bounds of `pages` pages. */
export function readColumnIndex(bytes: Uint8Array, pages: number): PageBounds | undefined {
  const bounds = wellFormed((): PageBounds => {
    let allNull: boolean[] = [];
    let minima: Uint8Array[] = [];
    let maxima: Uint8Array[] = [];
    let nullCounts: number[] | undefined;
    const reader = new ThriftReader(bytes);
    reader.struct((id, type) => {
      if (id === 1) allNull = reader.list(type, (element) => reader.boolean(element));
      else if (id === 2) minima = reader.list(type, (element) => reader.binary(element));
      else if (id === 3) maxima = reader.list(type, (element) => reader.binary(element));
      else if (id === 5) nullCounts = reader.list(type, (element) => reader.integer(element));
      else reader.skip(type);
    });
    return { allNull, minima, maxima, nullCounts };
  });
  if (bounds === undefined) return undefined;
  const { allNull, minima, maxima, nullCounts } = bounds;
  return [allNull, minima, maxima, nullCounts ?? allNull].every(({ length }) => length === pages) ? bounds : undefined;
}

function readLocation(reader: ThriftReader, structType: number): PageLocation {
  let offset = -1;
  let length = -1;
  let firstRow = -1;
  reader.structOf(structType, (id, type) => {
    if (id === 1) offset = reader.integer(type);
    else if (id === 2) length = reader.i32(type);
    else if (id === 3) firstRow = reader.integer(type);
    else reader.skip(type);
  });
  return { offset, length, firstRow };
}

/** What is read, or undefined when the bytes are not what they should be. */
export function wellFormed<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof ThriftProblem) return undefined;
    throw thrown;
  }
}
