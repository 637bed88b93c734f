// Rows to the bytes of one row group: any thread can do it while another writes the file. Column by column, with a
// rest between them, so that whoever runs it can stop or do other work.
import type { Arena } from "../../arena/arena.ts";
import type { ArenaBatch } from "../../column/arena-batch.ts";
import type { ResultBatch, ResultColumn } from "../../column/result-batch.ts";
import type { Field } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { type EncodeSpace, encodeSpace } from "../encode-space.ts";
import { LoadedValues } from "./encode-column.ts";
import { pageCompressor } from "./encode-compress.ts";
import { countValid, denseValues } from "./encode-values.ts";
import { type ColumnValues, gatherColumn } from "./gather-column.ts";
import { bytesColumnAt, GatheredRows } from "./gathered-rows.ts";
import { nullRefused } from "./null-refused.ts";
import { shredColumn } from "./shred-column.ts";
import { ColumnWriter } from "./write-column.ts";
import type { ColumnChunkData, RowChunk } from "./write-column-data.ts";
import type { RowGroupMetadata } from "./write-metadata.ts";
import { type RowGroupOptions, type RowGroupSettings, rowGroupSettings } from "./write-options.ts";
import { PageSink } from "./write-page.ts";
import { writeTreeOf } from "./write-tree.ts";
import type { ColumnType } from "./write-types.ts";

/** Plain data: crosses threads as it is; nothing else lies in the ArrayBuffers of the pieces, which can be transferred. */
export interface EncodedRowGroup {
  /** Its bytes, one piece behind the other. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  readonly metadata: RowGroupMetadata;
}

/** How the rows of a row group are to be written: plain data that crosses threads. */
export interface RowGroupWork {
  readonly schema: readonly Field[];
  readonly options: RowGroupOptions;
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
  const { rows } = chunk;
  const columnOf = (position: number): ColumnChunkData => chunk.columns[position] as ColumnChunkData;
  const slices = encodeColumns(schema, rowGroupSettings(options), {
    rows,
    flat: (position, type, space) => valuesOfChunk(columnOf(position), rows, type, space),
    nested: (position, type) => [nestedColumn(columnOf(position), rows, type)],
  });
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) return slice.value;
  }
}

/** A row group whose rows come batch by batch. Closed once, whatever happened. */
export class RowGroupEncoder {
  readonly #work: RowGroupWork;
  readonly #rows: GatheredRows = new GatheredRows();

  constructor(work: RowGroupWork) {
    this.#work = work;
  }

  /** Takes the rows of a batch; its buffers are freed. */
  add(batch: ResultBatch): void {
    this.#rows.add(batch);
  }

  /** Copies the rows of a batch that lies in the arena. */
  addFrom(arena: Arena, batch: ArenaBatch): void {
    this.#rows.addFrom(arena, batch);
  }

  /** Encodes all rows that were added; yields between columns. */
  encode(): Generator<void, EncodedRowGroup> {
    const { schema, options } = this.#work;
    const rows = this.#rows;
    return encodeColumns(schema, rowGroupSettings(options), {
      rows: rows.count,
      flat: (position, type, space) => gatherColumn(rows.memory, rows.column(position), type, space),
      nested: (position, type) => rows.column(position).map((piece) => bytesColumnAt(rows.memory, type, piece)),
    });
  }

  close(): void {
    this.#rows.close();
  }
}

/** Where the rows of a row group come from. */
interface RowSource {
  readonly rows: number;
  flat(position: number, type: ColumnType, space: EncodeSpace): ColumnValues;
  nested(position: number, type: LogicalType): readonly ResultColumn[];
}

function* encodeColumns(
  schema: readonly Field[],
  settings: RowGroupSettings,
  source: RowSource,
): Generator<void, EncodedRowGroup> {
  const sink = new PageSink();
  const space = encodeSpace();
  const writer = new ColumnWriter(settings, pageCompressor(settings.codec, space, settings.level), sink, space);
  const columns = [];
  for (const [position, field] of schema.entries()) {
    space.reset();
    const tree = writeTreeOf(field);
    if (tree.kind === "leaf") {
      const values = source.flat(position, tree.leaf.type, space);
      if (values.loaded.count !== values.rows && !tree.nullable) throw nullRefused(tree.name);
      columns.push(writer.write(tree.leaf, values));
    } else {
      const shredded = shredColumn(tree, source.nested(position, tree.type), space);
      for (const { leaf, values } of shredded) columns.push(writer.write(leaf, values));
    }
    yield;
  }
  const filtered = columns.map((column) => writer.appendBloomFilter(column));
  return { pieces: sink.take(), metadata: { rows: source.rows, columns: filtered } };
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

/** A chunk's values of lists and structs are bytes, as those of results. */
function nestedColumn(column: ColumnChunkData, rows: number, type: LogicalType): ResultColumn {
  if (column.kind !== "bytes") throw internal(`a column of kind ${column.kind} for ${type.kind}s`);
  const { validity } = column;
  const bits = new Uint8Array((rows + 7) >>> 3);
  for (let row = 0; row < rows; row++) {
    if (validity?.[row] !== 0) bits[row >>> 3] = (bits[row >>> 3] as number) | (1 << (row & 7));
  }
  return {
    type,
    rows,
    nullCount: rows - countValid(validity, 0, rows),
    ...(validity === undefined ? {} : { validity: bits }),
    offsets: Int32Array.from(column.offsets.subarray(0, rows + 1)),
    data: column.bytes as Uint8Array<ArrayBuffer>,
  };
}
