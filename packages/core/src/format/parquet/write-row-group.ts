// Rows to the bytes of one row group: pure, so any thread can do it while another writes the file. Column by
// column, with a rest between them, so that whoever runs it can stop or do other work.
import type { ResultBatch } from "../../column/result-batch.ts";
import type { Field } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import { type EncodeSpace, encodeSpace } from "../encode-space.ts";
import { LoadedValues } from "./encode-column.ts";
import { pageCompressor } from "./encode-compress.ts";
import { countValid, denseValues } from "./encode-values.ts";
import { type ColumnValues, gatherColumn } from "./gather-column.ts";
import { ColumnWriter } from "./write-column.ts";
import type { ColumnChunkData, RowChunk } from "./write-column-data.ts";
import type { RowGroupMetadata } from "./write-metadata.ts";
import { type RowGroupOptions, type RowGroupSettings, rowGroupSettings } from "./write-options.ts";
import { PageSink } from "./write-page.ts";
import { type ColumnType, columnTypeOf } from "./write-types.ts";

/** Plain data: crosses threads as it is; nothing else lies in the ArrayBuffer of `bytes`, which can be transferred. */
export interface EncodedRowGroup {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly metadata: RowGroupMetadata;
}

/**
 * The rows of one row group as a query gave them, and how to write them: plain data that crosses threads. The
 * batches belong to the work: whoever encodes them frees them.
 */
export interface RowGroupWork {
  readonly schema: readonly Field[];
  readonly batches: readonly ResultBatch[];
  readonly options: RowGroupOptions;
}

/** About what this thread's last row group came to: the next one's buffer need not grow. */
let lastBytes = 1024 * 1024;

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
  const slices = encodeColumns(schema, chunk.rows, rowGroupSettings(options), (position, type, space) =>
    valuesOfChunk(chunk.columns[position] as ColumnChunkData, chunk.rows, type, space),
  );
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) return slice.value;
  }
}

/** Encodes the rows of result batches as one row group, and frees them; yields between columns. */
export function* encodeResults({ schema, batches, options }: RowGroupWork): Generator<void, EncodedRowGroup> {
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const encoded = yield* encodeColumns(schema, rows, rowGroupSettings(options), (position, type, space) =>
    gatherColumn(batches, position, type, space),
  );
  freeBatches(batches);
  return encoded;
}

/** Gives the batches' memory back now: a collector would find it later, when it has grown to gigabytes. */
function freeBatches(batches: readonly ResultBatch[]): void {
  const buffers = new Set(
    batches.flatMap(({ columns }) =>
      columns.flatMap(({ data, offsets, validity }) => [data.buffer, offsets?.buffer, validity?.buffer]),
    ),
  );
  for (const buffer of buffers) buffer?.transfer(0);
}

function* encodeColumns(
  schema: readonly Field[],
  rows: number,
  settings: RowGroupSettings,
  valuesOf: (position: number, type: ColumnType, space: EncodeSpace) => ColumnValues,
): Generator<void, EncodedRowGroup> {
  const sink = new PageSink(lastBytes);
  const space = encodeSpace();
  const writer = new ColumnWriter(settings, pageCompressor(settings.codec, space, settings.level), sink, space);
  const columns = [];
  for (const [position, field] of schema.entries()) {
    space.reset();
    columns.push(writer.write(field, valuesOf(position, columnTypeOf(field), space)));
    yield;
  }
  const filtered = columns.map((column) => writer.appendBloomFilter(column));
  lastBytes = sink.length + (sink.length >>> 4);
  return { bytes: sink.take(), metadata: { rows, columns: filtered } };
}

function valuesOfChunk(
  column: ColumnChunkData,
  rows: number,
  { physical }: ColumnType,
  space: EncodeSpace,
): ColumnValues {
  const valid = countValid(column.validity, 0, rows);
  const loaded = LoadedValues.of(space, denseValues(column, rows, valid, physical));
  return { rows, loaded, ...(valid === rows || column.validity === undefined ? {} : { validity: column.validity }) };
}
