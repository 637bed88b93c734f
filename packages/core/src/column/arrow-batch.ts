// Result batches as Arrow record batches. The buffers are in Arrow's layout already: nothing is copied, but for
// intervals, which Arrow counts in nanoseconds.
import { type Data, makeData } from "apache-arrow/data";
import { RecordBatch } from "apache-arrow/recordbatch";
import type { Schema } from "apache-arrow/schema";
import { Table } from "apache-arrow/table";
import { type DataType, Struct } from "apache-arrow/type";
import { FfqError, internal, unsupported } from "../common/error.ts";
import { timetzText } from "../type/datum-text.ts";
import type { LogicalType, StructField } from "../type/logical-type.ts";
import { arrowSchema } from "./arrow-type.ts";
import { isInfinite } from "./infinite-interval.ts";
import { elementsOf } from "./list-elements.ts";
import { fieldsOf } from "./nested-column.ts";
import type { ResultBatch, ResultColumn } from "./result-batch.ts";

export { arrowSchema };

const HIGHEST_BIT = 1n << 63n;

export function arrowBatch(schema: Schema, { rows, columns }: ResultBatch): RecordBatch {
  const children = columns.map((column, position) =>
    arrowData((schema.fields[position] as { type: DataType }).type, column),
  );
  const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children });
  const batch = new RecordBatch(schema, data);
  // The constructor merges fields of the same name, as SELECT a, a has them, and so loses one's type.
  return Object.defineProperty(batch, "schema", { value: schema });
}

export function arrowTable(schema: Schema, batches: readonly RecordBatch[]): Table {
  return batches.length === 0 ? new Table(schema) : new Table(schema, [...batches]);
}

function arrowData(type: DataType, given: ResultColumn): Data {
  if (given.type.kind === "list") return listData(type, given, given.type.element);
  if (given.type.kind === "struct") return structData(type, given, given.type.fields);
  const column = given.type.kind === "timetz" ? timetzTexts(given) : given;
  const { rows: length, nullCount, validity, offsets } = column;
  return makeNested({
    type,
    length,
    nullCount,
    nullBitmap: validity ?? null,
    data: valuesOf(column),
    ...(offsets === undefined ? {} : { valueOffsets: offsets }),
  });
}

/** @throws FfqError UNSUPPORTED for what Arrow's lists are not: arrays of several dimensions, or with other bounds */
function listData(type: DataType, column: ResultColumn, element: LogicalType): Data {
  const { arePlain, offsets, column: elements } = elementsOf(column, element);
  if (!arePlain) {
    throw unsupported("an array with several dimensions or a lower bound other than 1 as an Arrow list", {
      hint: "Cast it to text.",
    });
  }
  const child = arrowData((type.children[0] as { type: DataType }).type, elements);
  return makeNested({ type, ...nullsOf(column), valueOffsets: offsets, child });
}

function structData(type: DataType, column: ResultColumn, fields: readonly StructField[]): Data {
  const children = fieldsOf(column, fields).map((field, at) =>
    arrowData((type.children[at] as { type: DataType }).type, field),
  );
  return makeNested({ type, ...nullsOf(column), children });
}

function nullsOf({ rows: length, nullCount, validity }: ResultColumn): Readonly<Record<string, unknown>> {
  return { length, nullCount, nullBitmap: validity ?? null };
}

// makeData's overloads cannot be chosen by a type that is known at run time only.
const makeNested = makeData as unknown as (properties: Readonly<Record<string, unknown>>) => Data;

function valuesOf({ type, data, rows }: ResultColumn): ArrayBufferView {
  const { buffer, byteOffset } = data;
  switch (type.kind) {
    case "int2":
      return new Int16Array(buffer, byteOffset, rows);
    case "int4":
    case "date":
      return new Int32Array(buffer, byteOffset, rows);
    case "int8":
    case "time":
    case "timestamp":
    case "timestamptz":
      return new BigInt64Array(buffer, byteOffset, rows);
    case "float4":
      return new Float32Array(buffer, byteOffset, rows);
    case "float8":
      return new Float64Array(buffer, byteOffset, rows);
    case "numeric":
      return type.precision === undefined ? data : new Uint32Array(buffer, byteOffset, rows * 4);
    case "interval":
      return nanoseconds(new BigInt64Array(buffer, byteOffset, rows * 2));
    case "uuid":
      return uuidBytes(data, rows);
    case "bool":
    case "bytea":
    case "timetz":
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
      return data;
    case "list":
    case "struct":
      throw internal(`a ${type.kind} has no values of its own`);
  }
}

/** A uuid's bytes in their own order (type/storage.ts says how they lie here). */
function uuidBytes({ buffer, byteOffset }: Uint8Array<ArrayBuffer>, rows: number): Uint8Array {
  const words = new BigUint64Array(buffer, byteOffset, rows * 2);
  const bytes = new Uint8Array(rows * 16);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < rows; row++) {
    view.setBigUint64(row * 16, (words[row * 2 + 1] as bigint) ^ HIGHEST_BIT);
    view.setBigUint64(row * 16 + 8, words[row * 2] as bigint);
  }
  return bytes;
}

/** Times with time zone as their texts: Arrow has no such type. */
function timetzTexts(column: ResultColumn): ResultColumn {
  const { rows, data, validity } = column;
  const values = new BigInt64Array(data.buffer, data.byteOffset, rows);
  const encoder = new TextEncoder();
  // What lies in the slot of a NULL is no time.
  const texts = Array.from(values, (value, row) =>
    validity === undefined || ((validity[row >>> 3] as number) >>> (row & 7)) & 1 ? timetzText(value) : "",
  );
  const offsets = new Int32Array(rows + 1);
  for (const [row, { length }] of texts.entries()) offsets[row + 1] = (offsets[row] as number) + length;
  return { ...column, offsets, data: encoder.encode(texts.join("")) };
}

/** Pairs of (months and days, microseconds) with nanoseconds in their place. */
function nanoseconds(intervals: BigInt64Array): Int32Array {
  const converted = new BigInt64Array(intervals.length);
  for (let at = 0; at < intervals.length; at += 2) {
    const isKept = isInfinite(intervals[at] as bigint, intervals[at + 1] as bigint);
    const nanos = isKept ? (intervals[at + 1] as bigint) : (intervals[at + 1] as bigint) * 1000n;
    if (BigInt.asIntN(64, nanos) !== nanos) {
      const hint = "Cast it to text.";
      throw new FfqError("DATA", "interval out of range for Arrow", { sqlstate: "22008", hint });
    }
    converted[at] = intervals[at] as bigint;
    converted[at + 1] = nanos;
  }
  return new Int32Array(converted.buffer);
}
