// What the writer is fed: rows as plain typed arrays outside the arena, so that any thread and any producer can
// make them. The kinds follow the storage of types (type/storage.ts); which kind fits which type is write-schema.ts.
import { internal } from "../../common/error.ts";

interface Nullable {
  /** One byte per row, 0 = NULL; absent when no row is. The value of a NULL row is not looked at. */
  readonly validity?: Uint8Array;
}

/** One column of a chunk: a value per row. */
export type ColumnChunkData =
  | ({ readonly kind: "bool"; readonly values: Uint8Array } & Nullable)
  | ({ readonly kind: "int32"; readonly values: Int32Array } & Nullable)
  | ({ readonly kind: "int64"; readonly values: BigInt64Array } & Nullable)
  | ({ readonly kind: "float"; readonly values: Float32Array } & Nullable)
  | ({ readonly kind: "double"; readonly values: Float64Array } & Nullable)
  /** Two's complement in little endian: low half, then high half of each value. */
  | ({ readonly kind: "int128"; readonly values: BigInt64Array } & Nullable)
  /** Row r is bytes[offsets[r] .. offsets[r + 1]]; one offset more than rows. Lists and structs as type/list-value.ts has them. */
  | ({ readonly kind: "bytes"; readonly offsets: Int32Array | Uint32Array; readonly bytes: Uint8Array } & Nullable);

/** `rows` rows of each column. */
export interface RowChunk {
  readonly rows: number;
  readonly columns: readonly ColumnChunkData[];
}

/** Rows `from` to `to` (exclusive), as views on the same memory. */
export function sliceColumn(column: ColumnChunkData, from: number, to: number): ColumnChunkData {
  const nulls = column.validity === undefined ? {} : { validity: column.validity.subarray(from, to) };
  switch (column.kind) {
    case "bytes":
      return { ...nulls, kind: "bytes", offsets: column.offsets.subarray(from, to + 1), bytes: column.bytes };
    case "int128":
      return { ...nulls, kind: "int128", values: column.values.subarray(from * 2, to * 2) };
    case "bool":
      return { ...nulls, kind: "bool", values: column.values.subarray(from, to) };
    case "int32":
      return { ...nulls, kind: "int32", values: column.values.subarray(from, to) };
    case "int64":
      return { ...nulls, kind: "int64", values: column.values.subarray(from, to) };
    case "float":
      return { ...nulls, kind: "float", values: column.values.subarray(from, to) };
    case "double":
      return { ...nulls, kind: "double", values: column.values.subarray(from, to) };
  }
}

/** Rows `from` to `to` (exclusive), as views on the same memory. */
export function sliceChunk(chunk: RowChunk, from: number, to: number): RowChunk {
  if (from === 0 && to === chunk.rows) return chunk;
  return { rows: to - from, columns: chunk.columns.map((column) => sliceColumn(column, from, to)) };
}

/** One chunk that owns its memory, of the rows of all. The chunks have the same columns; there is at least one. */
export function concatChunks(chunks: readonly RowChunk[]): RowChunk {
  const first = chunks[0];
  if (first === undefined) throw internal("no chunk to concatenate");
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
  const columns = first.columns.map((_, position) =>
    concatColumn(
      chunks.map((chunk) => {
        const column = chunk.columns[position];
        if (column === undefined) throw internal("chunks of one file differ in their columns");
        return { rows: chunk.rows, column };
      }),
      rows,
    ),
  );
  return { rows, columns };
}

interface Piece {
  readonly rows: number;
  readonly column: ColumnChunkData;
}

function concatColumn(pieces: readonly Piece[], rows: number): ColumnChunkData {
  const kind = (pieces[0] as Piece).column.kind;
  const nulls = concatValidity(pieces, rows);
  switch (kind) {
    case "bytes":
      return { ...nulls, kind, ...concatBytes(pieces, rows) };
    case "bool":
      return { ...nulls, kind, values: fill(pieces, new Uint8Array(rows), kind) };
    case "int32":
      return { ...nulls, kind, values: fill(pieces, new Int32Array(rows), kind) };
    case "float":
      return { ...nulls, kind, values: fill(pieces, new Float32Array(rows), kind) };
    case "double":
      return { ...nulls, kind, values: fill(pieces, new Float64Array(rows), kind) };
    case "int64":
      return { ...nulls, kind, values: fill(pieces, new BigInt64Array(rows), kind) };
    case "int128":
      return { ...nulls, kind, values: fill(pieces, new BigInt64Array(rows * 2), kind) };
  }
}

function concatValidity(pieces: readonly Piece[], rows: number): { validity?: Uint8Array } {
  if (pieces.every((piece) => piece.column.validity === undefined)) return {};
  const validity = new Uint8Array(rows).fill(1);
  let at = 0;
  for (const piece of pieces) {
    if (piece.column.validity !== undefined) validity.set(piece.column.validity.subarray(0, piece.rows), at);
    at += piece.rows;
  }
  return { validity };
}

type Values = Uint8Array | Int32Array | Float32Array | Float64Array | BigInt64Array;

function fill<T extends Values>(pieces: readonly Piece[], into: T, kind: ColumnChunkData["kind"]): T {
  const width = kind === "int128" ? 2 : 1;
  let at = 0;
  for (const { rows, column } of pieces) {
    if (column.kind !== kind || column.kind === "bytes") throw internal("chunks of one file differ in their columns");
    // The kinds are equal, so the arrays are of one class.
    (into as Uint8Array).set(column.values.subarray(0, rows * width) as Uint8Array, at);
    at += rows * width;
  }
  return into;
}

function concatBytes(pieces: readonly Piece[], rows: number): { offsets: Uint32Array; bytes: Uint8Array } {
  let total = 0;
  const spans = pieces.map((piece) => {
    if (piece.column.kind !== "bytes") throw internal("chunks of one file differ in their columns");
    const { offsets, bytes } = piece.column;
    const start = offsets[0] ?? 0;
    const end = offsets[piece.rows] ?? start;
    total += end - start;
    return { rows: piece.rows, offsets, bytes, start, end };
  });
  const offsets = new Uint32Array(rows + 1);
  const bytes = new Uint8Array(total);
  let row = 0;
  let at = 0;
  for (const span of spans) {
    bytes.set(span.bytes.subarray(span.start, span.end), at);
    for (let i = 0; i < span.rows; i++) offsets[row + i] = (span.offsets[i] as number) - span.start + at;
    row += span.rows;
    at += span.end - span.start;
  }
  offsets[rows] = at;
  return { offsets, bytes };
}
