// Values of result columns as plain JavaScript: bool, number (integers of up to 32 bits, floats), bigint (int8),
// and text as PostgreSQL prints it for everything else; or that text for all. For rows handed to a caller, never inside the engine.
import { bytesText, uuidText } from "../type/bytes-text.ts";
import {
  dateText,
  intervalText,
  timestampText,
  timestamptzText,
  timeText,
  timetzText,
  unscaledText,
} from "../type/datum-text.ts";
import { floatText } from "../type/float-text.ts";
import { ListView, listText, rowText } from "../type/list-value.ts";
import type { LogicalType, StructField } from "../type/logical-type.ts";
import { UTC, type ZoneTable } from "../type/zone-table.ts";
import { elementsOf } from "./list-elements.ts";
import { fieldsOf, valueBytes } from "./nested-column.ts";
import type { ResultColumn } from "./result-batch.ts";

export type PlainValue = boolean | number | bigint | string | null;

/** Reads one row's value. @param zone what timestamps with time zone are printed in */
export function plainValues(column: ResultColumn, zone: ZoneTable = UTC): (row: number) => PlainValue {
  const read = readerOf(column, zone);
  const { validity } = column;
  if (validity === undefined) return read;
  return (row) => (isSet(validity, row) ? read(row) : null);
}

/** Reads one row's value as PostgreSQL prints it: booleans as `t` and `f`; null for NULL. */
export function textValues(column: ResultColumn, zone: ZoneTable = UTC): (row: number) => string | null {
  const read = plainValues(column, zone);
  const isSingle = column.type.kind === "float4";
  return (row) => {
    const value = read(row);
    if (value === null || typeof value === "string") return value;
    if (typeof value === "boolean") return value ? "t" : "f";
    return typeof value === "bigint" ? value.toString() : floatText(value, isSingle);
  };
}

const isSet = (bits: Uint8Array, row: number): boolean => (((bits[row >>> 3] as number) >>> (row & 7)) & 1) === 1;

function readerOf(column: ResultColumn, zone: ZoneTable): (row: number) => PlainValue {
  const { type, data, offsets, rows } = column;
  const { buffer, byteOffset } = data;
  switch (type.kind) {
    case "bool":
      return (row) => isSet(data, row);
    case "int2":
      return numbersOf(new Int16Array(buffer, byteOffset, rows));
    case "int4":
      return numbersOf(new Int32Array(buffer, byteOffset, rows));
    case "float4":
      return numbersOf(new Float32Array(buffer, byteOffset, rows));
    case "float8":
      return numbersOf(new Float64Array(buffer, byteOffset, rows));
    case "int8":
      return numbersOf(new BigInt64Array(buffer, byteOffset, rows));
    case "date":
      return textsOf(new Int32Array(buffer, byteOffset, rows), dateText);
    case "timestamp":
      return textsOf(new BigInt64Array(buffer, byteOffset, rows), timestampText);
    case "time":
      return textsOf(new BigInt64Array(buffer, byteOffset, rows), timeText);
    case "timetz":
      return textsOf(new BigInt64Array(buffer, byteOffset, rows), timetzText);
    case "timestamptz":
      return textsOf(new BigInt64Array(buffer, byteOffset, rows), (micros) => timestamptzText(micros, zone));
    case "interval":
      return intervalsOf(data);
    case "uuid":
      return uuidsOf(data);
    case "bytea":
      return bytesOf(data, offsets);
    case "numeric":
      return type.precision === undefined ? stringsOf(data, offsets) : decimalsOf(data, type.scale ?? 0);
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
      return stringsOf(data, offsets);
    case "list":
      return listsOf(column, type.element, zone);
    case "struct":
      return structsOf(column, type.fields, zone);
  }
}

function listsOf(column: ResultColumn, element: LogicalType, zone: ZoneTable): (row: number) => string {
  const { offsets, column: elements } = elementsOf(column, element);
  const text = textValues(elements, zone);
  return (row) => {
    const bytes = valueBytes(column, row);
    return bytes === undefined ? "" : listText(new ListView(bytes), (at) => text((offsets[row] as number) + at) ?? "");
  };
}

function structsOf(column: ResultColumn, fields: readonly StructField[], zone: ZoneTable): (row: number) => string {
  const texts = fieldsOf(column, fields).map((field) => textValues(field, zone));
  return (row) => rowText(texts.map((text) => text(row)));
}

function numbersOf<Value extends number | bigint>(values: { readonly [row: number]: Value }): (row: number) => Value {
  return (row) => values[row] as Value;
}

function textsOf<Value>(
  values: { readonly [row: number]: Value },
  text: (value: Value) => string,
): (row: number) => string {
  return (row) => text(values[row] as Value);
}

function intervalsOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): (row: number) => string {
  const view = new DataView(buffer, byteOffset, byteLength);
  return (row) =>
    intervalText({
      months: view.getInt32(row * 16, true),
      days: view.getInt32(row * 16 + 4, true),
      micros: view.getBigInt64(row * 16 + 8, true),
    });
}

function decimalsOf(
  { buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>,
  scale: number,
): (row: number) => string {
  const view = new DataView(buffer, byteOffset, byteLength);
  return (row) =>
    unscaledText((view.getBigInt64(row * 16 + 8, true) << 64n) | view.getBigUint64(row * 16, true), scale);
}

function uuidsOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): (row: number) => string {
  const view = new DataView(buffer, byteOffset, byteLength);
  return (row) => uuidText((view.getBigInt64(row * 16 + 8, true) << 64n) | view.getBigUint64(row * 16, true));
}

function bytesOf(data: Uint8Array, offsets: Int32Array | undefined): (row: number) => string {
  const at = offsets ?? new Int32Array(1);
  return (row) => bytesText(data.subarray(at[row], at[row + 1]));
}

function stringsOf(data: Uint8Array, offsets: Int32Array | undefined): (row: number) => string {
  const decoder = new TextDecoder();
  const at = offsets ?? new Int32Array(1);
  return (row) => decoder.decode(data.subarray(at[row], at[row + 1]));
}
