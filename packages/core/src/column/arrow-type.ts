// The one map between SQL types and Arrow types. Arrow has no type for some of ours, so every field that leaves
// the engine carries the SQL type in its metadata, under `ffq.type`: `numeric`, `numeric(15,2)`, `varchar(10)`.
//
// Arrow's modules are imported one by one: its entry loads readers, writers and builders that results need not.

import { Field as ArrowField, Schema } from "apache-arrow/schema";
import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  FixedSizeBinary,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  IntervalMonthDayNano,
  List,
  Struct,
  TimeMicrosecond,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow/type";
import { isFixedNumeric, type LogicalType, printType } from "../type/logical-type.ts";
import type { Field } from "./vector.ts";

/** The name of the field metadata that holds the SQL type. */
export const TYPE_METADATA = "ffq.type";

/**
 * numeric without fixed scale is its text: Arrow's decimals have one scale a column. So is a time with time zone, which
 * Arrow does not have.
 */
export function arrowType(type: LogicalType): DataType {
  switch (type.kind) {
    case "bool":
      return new Bool();
    case "int2":
      return new Int16();
    case "int4":
      return new Int32();
    case "int8":
      return new Int64();
    case "float4":
      return new Float32();
    case "float8":
      return new Float64();
    case "numeric":
      return isFixedNumeric(type) ? new Decimal(type.scale, type.precision, 128) : new Utf8();
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
      return new Utf8();
    case "date":
      return new DateDay();
    case "bytea":
      return new Binary();
    case "uuid":
      return new FixedSizeBinary(16);
    case "time":
      return new TimeMicrosecond();
    case "timetz":
      return new Utf8();
    case "timestamp":
      return new TimestampMicrosecond();
    case "timestamptz":
      return new TimestampMicrosecond("UTC");
    case "interval":
      return new IntervalMonthDayNano();
    case "list":
      return new List(arrowField("item", type.element, true));
    case "struct":
      return new Struct(type.fields.map(({ name, type: field }) => arrowField(name, field, true)));
  }
}

/** The SQL type as `ffq.type` says it. */
export function typeMetadata(type: LogicalType): string {
  switch (type.kind) {
    case "numeric":
    case "interval":
      return printType(type);
    case "varchar":
    case "bpchar":
      return type.length === undefined ? type.kind : `${type.kind}(${type.length})`;
    case "unknown":
      return "text";
    case "bool":
    case "int2":
    case "int4":
    case "int8":
    case "float4":
    case "float8":
    case "text":
    case "bytea":
    case "uuid":
    case "date":
      return type.kind;
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
      return type.precision === undefined ? type.kind : `${type.kind}(${type.precision})`;
    // What it holds is said by its children's own metadata.
    case "list":
    case "struct":
      return type.kind;
  }
}

function arrowField(name: string, type: LogicalType, nullable: boolean): ArrowField {
  return new ArrowField(name, arrowType(type), nullable, new Map([[TYPE_METADATA, typeMetadata(type)]]));
}

export function arrowSchema(fields: readonly Field[]): Schema {
  return new Schema(fields.map(({ name, type, nullable }) => arrowField(name, type, nullable)));
}
