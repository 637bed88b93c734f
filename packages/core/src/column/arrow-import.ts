// Arrow tables from outside as result batches (column/result-batch.ts), which is how rows enter memory tables.
// Types that SQL has no like of are refused by name, never turned into something near.
import {
  type Field as ArrowField,
  type Data,
  DataType,
  type FixedSizeBinary,
  type RecordBatch,
  type Schema,
  type Table,
  type Time,
  type Timestamp,
  TimeUnit,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { FfqError, unsupported } from "../common/error.ts";
import { INTERVAL_FIELDS } from "../type/interval-fields.ts";
import {
  BOOL,
  BYTEA,
  DATE,
  FLOAT4,
  FLOAT8,
  fixedNumeric,
  INT2,
  INT4,
  INT8,
  type LogicalType,
  listOf,
  MAX_FIXED_PRECISION,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
} from "../type/logical-type.ts";
import { storageOf } from "../type/storage.ts";
import { timetzSlots, typeOfStrings } from "./arrow-text-type.ts";
import { TYPE_METADATA } from "./arrow-type.ts";
import { isInfinite } from "./infinite-interval.ts";
import { listColumn, structColumn } from "./nested-value.ts";
import type { ResultBatch, ResultColumn } from "./result-batch.ts";
import type { Field } from "./vector.ts";

/** Names and types of an Arrow schema's columns. @throws FfqError UNSUPPORTED for a type without an SQL type */
export function fieldsOfArrow(schema: Schema): readonly Field[] {
  return schema.fields.map((field): Field => ({ name: field.name, type: sqlType(field), nullable: field.nullable }));
}

/** The rows of a table, batch by batch. */
export function* batchesOfArrow(table: Table): Generator<ResultBatch> {
  for (const batch of table.batches) yield batchOfArrow(batch);
}

/** The rows of one batch. */
export function batchOfArrow(batch: RecordBatch): ResultBatch {
  const columns = batch.schema.fields.map((field, position) => {
    const data = batch.data.children[position];
    if (data === undefined) throw new FfqError("CONFIG", `the Arrow table has no column ${field.name}`);
    return columnOf(field, data);
  });
  return { rows: batch.numRows, columns };
}

function sqlType(field: ArrowField): LogicalType {
  const { type } = field;
  if (DataType.isDictionary(type)) return valueType(field, type.dictionary as DataType);
  return valueType(field, type);
}

function valueType(field: ArrowField, type: DataType): LogicalType {
  if (DataType.isBool(type)) return BOOL;
  if (DataType.isInt(type)) return integerType(type.bitWidth, type.isSigned);
  if (DataType.isFloat(type)) {
    if (type.precision === 0) throw refused(field);
    return type.precision === 1 ? FLOAT4 : FLOAT8;
  }
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    return typeOfStrings(field.metadata.get(TYPE_METADATA));
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return BYTEA;
  if (DataType.isFixedSizeBinary(type)) return isUuid(field, type.byteWidth) ? UUID : BYTEA;
  if (DataType.isTime(type)) return withDigits(field, TIME);
  if (DataType.isDecimal(type)) {
    const { precision, scale, bitWidth } = type;
    if (bitWidth !== 128 || precision > MAX_FIXED_PRECISION || scale < 0 || scale > precision) throw refused(field);
    return fixedNumeric(precision, scale);
  }
  if (DataType.isDate(type)) return DATE;
  if (DataType.isTimestamp(type)) {
    // A time zone makes it an instant: which zone does not matter to its value.
    const hasZone = type.timezone !== null && type.timezone !== undefined && type.timezone !== "";
    return withDigits(field, hasZone ? TIMESTAMPTZ : TIMESTAMP);
  }
  if (DataType.isInterval(type) && type.unit === 2) return intervalType(field);
  if (DataType.isList(type) || DataType.isFixedSizeList(type) || DataType.isMap(type)) {
    return listOf(sqlType(childOf(field, type)));
  }
  if (DataType.isStruct(type)) {
    return { kind: "struct", fields: type.children.map((child) => ({ name: child.name, type: sqlType(child) })) };
  }
  throw refused(field);
}

/** The type with as many digits of seconds as the field's metadata says, if it is that type's (arrow-type.ts). */
function withDigits(field: ArrowField, type: LogicalType): LogicalType {
  const [, kind, digits] = /^([a-z]+)\(([0-5])\)$/.exec(field.metadata.get(TYPE_METADATA) ?? "") ?? [];
  return kind === type.kind ? ({ kind, precision: Number(digits) } as LogicalType) : type;
}

/** The interval of the fields and digits that the field's metadata says: `interval day to second(3)`. */
function intervalType(field: ArrowField): LogicalType {
  const [, named, digits] =
    /^interval(?: ([a-z ]+))?(?:\(([0-5])\))?$/.exec(field.metadata.get(TYPE_METADATA) ?? "") ?? [];
  const fields = INTERVAL_FIELDS.find((one) => one === named);
  return {
    kind: "interval",
    ...(digits === undefined ? {} : { precision: Number(digits) }),
    ...(fields === undefined ? {} : { fields }),
  };
}

/** A list's elements; of a map, which is a list of its entries, these. */
function childOf(field: ArrowField, type: DataType): ArrowField {
  const child = type.children?.[0] as ArrowField | undefined;
  if (child === undefined) throw refused(field);
  return child;
}

/** The narrowest integer that holds every value. */
function integerType(bits: number, isSigned: boolean): LogicalType {
  if (bits <= 8 || (bits === 16 && isSigned)) return INT2;
  if (bits === 16 || (bits === 32 && isSigned)) return INT4;
  if (bits === 32 || isSigned) return INT8;
  return fixedNumeric(20, 0);
}

function refused({ name, type }: ArrowField): FfqError {
  return unsupported(`the Arrow type ${String(type)} of column ${name}`);
}

function columnOf(field: ArrowField, data: Data): ResultColumn {
  if (DataType.isDictionary(data.type)) return ofDictionary(field, data);
  const type = valueType(field, data.type);
  const { length: rows, nullCount } = data;
  const shared = { type, rows, nullCount, ...validityOf(data) };
  if (type.kind === "list") return listOfArrow(field, data, shared, type.element);
  if (type.kind === "struct") {
    const children = data.type.children as ArrowField[];
    return structColumn(
      shared,
      type.fields,
      children.map((child, at) => columnOf(child, data.children[at] as Data)),
    );
  }
  if (type.kind === "bytea" && DataType.isFixedSizeBinary(data.type)) return { ...shared, ...equalSlices(data) };
  if (storageOf(type) === "ref") {
    const { offsets, bytes } = stringsOf(data);
    return { ...shared, offsets, data: bytes };
  }
  if (type.kind === "timetz") {
    const { offsets, bytes } = stringsOf(data);
    return { ...shared, data: timetzSlots(offsets, bytes, rows) };
  }
  return { ...shared, data: fixedValues(field, data, type) };
}

function listOfArrow(
  field: ArrowField,
  data: Data,
  shared: Pick<ResultColumn, "rows" | "nullCount" | "validity">,
  element: LogicalType,
): ResultColumn {
  const { type, length } = data;
  const elements = columnOf(childOf(field, type), data.children[0] as Data);
  const size = DataType.isFixedSizeList(type) ? type.listSize : 0;
  const offsets = DataType.isFixedSizeList(type)
    ? Int32Array.from({ length: length + 1 }, (_, row) => row * size)
    : (data.valueOffsets as Int32Array);
  return listColumn(shared, element, offsets, elements);
}

function isUuid({ metadata }: ArrowField, width: number): boolean {
  if (width !== 16) return false;
  return metadata.get(TYPE_METADATA) === "uuid" || metadata.get("ARROW:extension:name") === "arrow.uuid";
}

/** Values of one width as byte strings. */
function equalSlices(data: Data): {
  readonly offsets: Int32Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
} {
  const { byteWidth } = data.type as FixedSizeBinary;
  const offsets = Int32Array.from({ length: data.length + 1 }, (_, row) => row * byteWidth);
  return { offsets, data: bytesOf((data.values as Uint8Array).subarray(0, data.length * byteWidth)) };
}

/** A bitmap whose first bit is the first row's. */
function validityOf(data: Data): { readonly validity?: Uint8Array<ArrayBuffer> } {
  if (data.nullCount === 0) return {};
  return { validity: bitsFrom(data.nullBitmap, data.offset, data.length) };
}

function bitsFrom(bits: Uint8Array, offset: number, rows: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((rows + 7) >>> 3);
  const [start, shift] = [offset >>> 3, offset & 7];
  for (let byte = 0; byte < bytes.length; byte++) {
    bytes[byte] = ((bits[start + byte] ?? 0) >>> shift) | ((bits[start + byte + 1] ?? 0) << (8 - shift));
  }
  return bytes;
}

/** A dictionary's rows as what they stand for. */
function ofDictionary(field: ArrowField, data: Data): ResultColumn {
  const dictionary = data.dictionary as Vector;
  const codes = data.values as { readonly [row: number]: number | bigint };
  const values = Array.from({ length: data.length }, (_, row): unknown =>
    data.getValid(row) ? dictionary.get(Number(codes[row])) : null,
  );
  const flat = vectorFromArray(values, dictionary.type as DataType) as Vector;
  const [only] = flat.data;
  if (only === undefined) throw new FfqError("CONFIG", `column ${field.name} has no rows`);
  return columnOf(field, only);
}

function stringsOf(data: Data): { readonly offsets: Int32Array<ArrayBuffer>; readonly bytes: Uint8Array<ArrayBuffer> } {
  const { length } = data;
  const given = data.valueOffsets as Int32Array | BigInt64Array;
  const first = Number(given[0] ?? 0);
  const offsets = new Int32Array(length + 1);
  for (let row = 0; row <= length; row++) offsets[row] = Number(given[row] ?? first) - first;
  const bytes = Uint8Array.from((data.values as Uint8Array).subarray(first, first + (offsets[length] as number)));
  return { offsets, bytes };
}

type NumberArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** A copy of an array's bytes: the caller may change what it gave. */
function bytesOf(array: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}

/** Slots of NULLs hold anything. */
function fixedValues(field: ArrowField, data: Data, type: LogicalType): Uint8Array<ArrayBuffer> {
  const { length: rows } = data;
  if (type.kind === "bool") return bitsFrom(data.values as Uint8Array, data.offset, rows);
  if (type.kind === "numeric" && DataType.isDecimal(data.type)) {
    return bytesOf((data.values as Uint32Array).subarray(0, rows * 4));
  }
  if (type.kind === "interval") return bytesOf(intervals(field, data));
  if (type.kind === "uuid") return uuids((data.values as Uint8Array).subarray(0, rows * 16), rows);
  const values = (data.values as NumberArray | BigInt64Array | BigUint64Array).subarray(0, rows);
  const isWide = values instanceof BigInt64Array || values instanceof BigUint64Array;
  switch (type.kind) {
    case "int2":
      if (!isWide) return bytesOf(Int16Array.from(values));
      break;
    case "int4":
      if (!isWide) return bytesOf(Int32Array.from(values));
      break;
    case "int8":
      return bytesOf(isWide ? values : BigInt64Array.from(values, BigInt));
    case "float4":
    case "float8":
      return bytesOf(values);
    case "numeric":
      if (isWide) return bytesOf(unsigned64(values));
      break;
    case "date":
      return bytesOf(isWide ? days(values) : values);
    case "time":
      return bytesOf(times(data.type as Time, isWide ? values : BigInt64Array.from(values, BigInt)));
    case "timestamp":
    case "timestamptz":
      if (isWide) return bytesOf(micros(data.type as Timestamp, values));
      break;
    default:
      break;
  }
  throw refused(field);
}

/** uint64 as 128-bit integers. */
function unsigned64(values: BigInt64Array | BigUint64Array): BigUint64Array {
  const wide = new BigUint64Array(values.length * 2);
  for (let row = 0; row < values.length; row++) wide[row * 2] = BigInt.asUintN(64, values[row] as bigint);
  return wide;
}

const MILLIS_PER_DAY = 86_400_000n;

/** Dates that are given in milliseconds. */
function days(values: BigInt64Array | BigUint64Array): Int32Array {
  const found = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) found[row] = Number(floorDivide(values[row] as bigint, MILLIS_PER_DAY));
  return found;
}

function times({ unit }: Time, values: BigInt64Array | BigUint64Array): BigInt64Array | BigUint64Array {
  return micros({ unit }, values);
}

const HIGHEST_BIT = 1n << 63n;

/** The bytes in their order to what type/storage.ts says. */
function uuids(bytes: Uint8Array, rows: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = new BigUint64Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    words[row * 2 + 1] = view.getBigUint64(row * 16) ^ HIGHEST_BIT;
    words[row * 2] = view.getBigUint64(row * 16 + 8);
  }
  return new Uint8Array(words.buffer);
}

function micros(
  { unit }: { readonly unit: TimeUnit },
  values: BigInt64Array | BigUint64Array,
): BigInt64Array | BigUint64Array {
  switch (unit) {
    case TimeUnit.SECOND:
      return values.map((value: bigint) => value * 1_000_000n);
    case TimeUnit.MILLISECOND:
      return values.map((value: bigint) => value * 1000n);
    case TimeUnit.MICROSECOND:
      return values;
    case TimeUnit.NANOSECOND:
      return values.map((value: bigint) => floorDivide(value, 1000n));
  }
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value < 0n && quotient * by !== value ? quotient - 1n : quotient;
}

/** Months and days as they are, nanoseconds as microseconds. */
function intervals(field: ArrowField, { values, length }: Data): BigInt64Array {
  const words = Int32Array.from((values as Int32Array).subarray(0, length * 4));
  if (words.length !== length * 4) throw refused(field);
  const pairs = new BigInt64Array(words.buffer);
  const isOurs = /^interval\b/.test(field.metadata.get(TYPE_METADATA) ?? "");
  for (let at = 1; at < pairs.length; at += 2) {
    if (isOurs && isInfinite(pairs[at - 1] as bigint, pairs[at] as bigint)) continue;
    pairs[at] = (pairs[at] as bigint) / 1000n;
  }
  return pairs;
}
