// The page index: for each column chunk where its pages lie (offset index) and between which values each page's
// values are (column index), so that readers fetch only pages that can matter. It stands between the row groups and
// the footer.
import type { ColumnChunkMetadata } from "./write-metadata.ts";
import { CompactWriter } from "./write-thrift.ts";

const ORDER_CODE = { unordered: 0, ascending: 1, descending: 2 } as const;

const EMPTY = new Uint8Array(0);

/** Undefined when some page has values that no bounds are known of: the format wants all or none. */
export function encodeColumnIndex({ pages, order }: ColumnChunkMetadata): Uint8Array | undefined {
  const isNull = pages.map(({ nullCount, values }) => nullCount === values);
  if (pages.some(({ bounds }, at) => isNull[at] === false && (bounds.min === undefined || bounds.max === undefined))) {
    return undefined;
  }
  const out = new CompactWriter();
  out.bools(1, isNull);
  out.binaries(
    2,
    pages.map(({ bounds }) => bounds.min?.value ?? EMPTY),
  );
  out.binaries(
    3,
    pages.map(({ bounds }) => bounds.max?.value ?? EMPTY),
  );
  out.i32(4, ORDER_CODE[order]);
  out.i64s(
    5,
    pages.map(({ nullCount }) => nullCount),
  );
  // What levels each page has is said of nested columns alone: of others, the counts of NULLs say it.
  const repetitions = pages.flatMap(({ levels }) => levels?.repetitions ?? []);
  const definitions = pages.flatMap(({ levels }) => levels?.definitions ?? []);
  if (repetitions.length > 0) out.i64s(6, repetitions);
  if (definitions.length > 0) out.i64s(7, definitions);
  return out.bytes();
}

/** `start`: where the row group lies in the file. */
export function encodeOffsetIndex({ pages }: ColumnChunkMetadata, start: number): Uint8Array {
  const out = new CompactWriter();
  out.structs(1, pages, ({ offset, bytes, firstRow }) => {
    out.i64(1, start + offset);
    out.i32(2, bytes);
    out.i64(3, firstRow);
  });
  return out.bytes();
}
