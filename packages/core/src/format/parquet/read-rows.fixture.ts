// For tests: reads a whole file from bytes in memory through the reader's real steps, into JavaScript values.
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import { completed, type Vector } from "../../column/vector.ts";
import { codecKernels } from "../../kernel/codec.ts";
import { parquetKernels } from "../../kernel/parquet.ts";
import { ListView, readStruct } from "../../type/list-value.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";
import type { DecodeKernels } from "./chunk-context.ts";
import type { ChunkInput, ColumnInput } from "./chunk-input.ts";
import { type FileMetadata, footerLength, parseMetadata, TAIL_BYTES } from "./metadata.ts";
import { type RowGroupInput, RowGroupReader } from "./row-group-reader.ts";
import { type ChunkRead, planScan } from "./scan-plan.ts";
import { readColumns } from "./schema.ts";

export type Value = bigint | number | string | boolean | null | readonly Value[] | { readonly [field: string]: Value };

export interface Bench {
  readonly arena: Arena;
  readonly region: Region;
  readonly kernels: DecodeKernels;
}

export function bench(shared: boolean): Bench {
  const arena = Arena.create({ shared });
  const region = Region.create(arena, Budget.create(arena));
  return { arena, region, kernels: { parquet: parquetKernels(arena), codec: codecKernels(arena) } };
}

export function metadataOf(bytes: Uint8Array): FileMetadata {
  const length = footerLength(bytes.subarray(-TAIL_BYTES), bytes.length, "test.parquet");
  const footer = bytes.subarray(bytes.length - TAIL_BYTES - length, bytes.length - TAIL_BYTES);
  return parseMetadata(footer, bytes.length, "test.parquet");
}

/** Of which batches all columns are wanted, where some decide. */
export interface Wanted {
  readonly deciding: readonly number[];
  /** In the order in which they are read. */
  readonly wants: (batch: number) => boolean;
}

/** Every column's values, by name, of row groups read in `parts` shares. Frees all it allocated, whatever happens. */
export function readRows(at: Bench, bytes: Uint8Array, batchRows: number, parts = 1): Record<string, Value[]> {
  return readWanted(at, bytes, { batchRows, parts }, undefined) as Record<string, Value[]>;
}

/** The same; undefined where a value was not wanted. */
export function readWanted(
  at: Bench,
  bytes: Uint8Array,
  { batchRows, parts }: { readonly batchRows: number; readonly parts: number },
  wanted: Wanted | undefined,
): Record<string, (Value | undefined)[]> {
  const metadata = metadataOf(bytes);
  const columns = readColumns(metadata);
  const values: Record<string, (Value | undefined)[]> = Object.fromEntries(columns.map(({ name }) => [name, []]));
  let batches = 0;
  const wants = (): boolean => wanted?.wants(batches++) ?? true;
  const { reads } = planScan({ metadata, columns, projection: columns.map((_, position) => position), bounds: [] });
  for (const { rowGroup, rows, columns: read } of reads) {
    const addresses: number[] = [];
    try {
      const inputs = read.map(({ column, chunks }): ColumnInput => {
        if (column.kind === "unreadable") throw new Error(column.what);
        return { column, chunks: chunks.map((chunk) => chunkInput(at, bytes, chunk, addresses)) };
      });
      const bound = (part: number): number => Math.floor((rows * part) / parts);
      for (let part = 0; part < parts; part++) {
        const ranges = [{ start: bound(part), end: bound(part + 1) }];
        const deciding = wanted === undefined ? {} : { deciding: wanted.deciding };
        const input = { ...at, file: "test.parquet", rowGroup, columns: inputs, ranges, ...deciding };
        readBatches(input, { batchRows, wants }, (position, value) => {
          values[(columns[position] as (typeof columns)[number]).name]?.push(value);
        });
      }
    } finally {
      for (const address of addresses) at.region.free(address);
    }
  }
  return values;
}

function chunkInput(at: Bench, bytes: Uint8Array, { leaf, chunk }: ChunkRead, addresses: number[]): ChunkInput {
  const { offset, length, codec, values } = chunk;
  const address = at.region.allocate(length);
  addresses.push(address);
  at.arena.view().u8.set(bytes.subarray(offset, offset + length), address);
  return { leaf, codec, values, segments: [{ address, length }] };
}

function readBatches(
  input: RowGroupInput,
  { batchRows, wants }: { readonly batchRows: number; readonly wants: () => boolean },
  take: (position: number, value: Value | undefined) => void,
): void {
  const reader = new RowGroupReader(input);
  try {
    for (let batch = reader.next(batchRows); batch !== undefined; batch = reader.next(batchRows)) {
      const isWanted = wants();
      const columns = isWanted ? completed(batch).columns : batch.columns;
      for (const [position, vector] of columns.entries()) {
        const isRead = isWanted || input.deciding?.includes(position) !== false;
        for (let row = 0; row < batch.rows; row++) {
          take(position, isRead ? valueAt(input.arena, vector, row) : undefined);
        }
      }
    }
  } finally {
    reader.close();
  }
}

/** What a row shows of a column. */
export function valueAt(arena: Arena, vector: Vector, row: number): Value {
  const { u8, u32, i32, i64, f32, f64, u64 } = arena.view();
  const slot = vector.index === 0 ? row : (u32[(vector.index >>> 2) + row] as number);
  if (slot >= vector.slots) throw new Error(`slot ${slot} of ${vector.slots}`);
  if (vector.validity !== 0 && u8[vector.validity + slot] === 0) return null;
  switch (vector.storage) {
    case "u8":
      return u8[vector.data + slot] === 1;
    case "i32":
      return i32[(vector.data >>> 2) + slot] as number;
    case "i64":
      return i64[(vector.data >>> 3) + slot] as bigint;
    case "f32":
      return f32[(vector.data >>> 2) + slot] as number;
    case "f64":
      return f64[(vector.data >>> 3) + slot] as number;
    case "i128": {
      const word = (vector.data >>> 3) + slot * 2;
      return ((i64[word + 1] as bigint) << 64n) | (u64[word] as bigint);
    }
    case "ref": {
      const word = (vector.data >>> 2) + slot * 2;
      const start = u32[word] as number;
      return bytesValue(vector.type, u8.slice(start, start + (u32[word + 1] as number)));
    }
  }
}

/** Text, byte strings in hexadecimal, lists and structs. */
function bytesValue(type: LogicalType, bytes: Uint8Array): Value {
  if (type.kind === "bytea") return Buffer.from(bytes).toString("hex");
  if (type.kind === "list") {
    const list = new ListView(bytes);
    return Array.from({ length: list.count }, (_, at) =>
      list.isNull(at) ? null : slotValue(type.element, list.element(at)),
    );
  }
  if (type.kind !== "struct") return Buffer.from(bytes).toString("utf8");
  const fields = readStruct(bytes).map((field, at) => {
    const { name, type: own } = type.fields[at] as (typeof type.fields)[number];
    return [name, field === null ? null : slotValue(own, field)] as const;
  });
  return Object.fromEntries(fields);
}

/** Of an element or field: its slot, or its bytes. */
function slotValue(type: LogicalType, bytes: Uint8Array): Value {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (storageOf(type)) {
    case "u8":
      return bytes[0] === 1;
    case "i32":
      return view.getInt32(0, true);
    case "i64":
      return view.getBigInt64(0, true);
    case "f32":
      return view.getFloat32(0, true);
    case "f64":
      return view.getFloat64(0, true);
    case "i128":
      return (view.getBigInt64(8, true) << 64n) | view.getBigUint64(0, true);
    case "ref":
      return bytesValue(type, bytes);
  }
}
