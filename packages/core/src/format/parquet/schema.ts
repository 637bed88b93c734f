// Parquet columns as SQL columns. Flat columns only, required or optional; whatever FFQ has no type for is
// refused here by name, never read as something else. Timestamps with time zone are read as UTC timestamps.
import { unsupported } from "../../common/error.ts";
import {
  BOOL,
  DATE,
  FLOAT4,
  FLOAT8,
  fixedNumeric,
  INT2,
  INT4,
  INT8,
  type LogicalType,
  MAX_FIXED_PRECISION,
  TEXT,
  TIMESTAMP,
} from "../../type/logical-type.ts";
import { type Storage, storageOf } from "../../type/storage.ts";
import { badFile } from "./bad-file.ts";
import type { FileMetadata, PhysicalType, SchemaElement } from "./metadata.ts";

/** How PLAIN values become slots; one kernel each. */
export type Conversion =
  | "boolean"
  | "copy32"
  | "copy64"
  | "small"
  | "unsigned32"
  | "unsigned64"
  | "millis"
  | "nanos"
  | "int96"
  | "decimal32"
  | "decimal64"
  | "decimalFixed"
  | "decimalBytes"
  | "text";

/** What a column chunk holds and how it becomes slots. Plain data. */
export interface ParquetLeaf {
  readonly name: string;
  readonly type: LogicalType;
  readonly storage: Storage;
  readonly physical: PhysicalType;
  readonly conversion: Conversion;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly length: number;
}

/** A column of the file. Plain data. */
export interface ParquetColumn extends ParquetLeaf {
  readonly nullable: boolean;
  /** Position among the file's columns and in each row group. */
  readonly position: number;
}

/** The file's columns. @throws FfqError UNSUPPORTED or BAD_FILE, naming the column */
export function readColumns(metadata: FileMetadata): readonly ParquetColumn[] {
  const { file, schema } = metadata;
  const root = schema[0];
  if (root === undefined || root.physical !== undefined) throw badFile("the schema has no root", { file });
  const columns: ParquetColumn[] = [];
  for (const element of schema.slice(1)) {
    const place = { file, column: element.name };
    if (element.children > 0 || element.physical === undefined || element.repetition === "repeated") {
      throw unsupported(`nested Parquet column "${element.name}"`, { context: place });
    }
    columns.push(columnOf(element, columns.length, file));
  }
  if (columns.length !== root.children)
    throw badFile(`${columns.length} columns where the root says ${root.children}`, { file });
  for (const [rowGroup, group] of metadata.rowGroups.entries()) {
    for (const [position, chunk] of group.columns.entries()) {
      const column = columns[position] as ParquetColumn;
      const place = { file, column: column.name, rowGroup };
      if (chunk.physical !== column.physical)
        throw badFile(`the chunk holds ${chunk.physical}, the schema says ${column.physical}`, place);
      if (chunk.values !== group.rows) throw badFile(`${chunk.values} values for ${group.rows} rows`, place);
    }
  }
  return columns;
}

function columnOf(element: SchemaElement, position: number, file: string): ParquetColumn {
  const { type, conversion } = typeOf(element, file);
  return {
    name: element.name,
    type,
    storage: storageOf(type),
    nullable: element.repetition === "optional",
    physical: element.physical as PhysicalType,
    conversion,
    length: element.length,
    position,
  };
}

interface Typed {
  readonly type: LogicalType;
  readonly conversion: Conversion;
}

function typeOf(element: SchemaElement, file: string): Typed {
  const { annotation, physical } = element;
  if (annotation?.kind === "decimal") return decimalOf(element, annotation.precision, annotation.scale, file);
  switch (physical) {
    case "BOOLEAN":
      if (annotation === undefined) return { type: BOOL, conversion: "boolean" };
      break;
    case "INT32":
      if (annotation === undefined) return { type: INT4, conversion: "copy32" };
      if (annotation.kind === "date") return { type: DATE, conversion: "copy32" };
      if (annotation.kind === "integer") {
        if (annotation.bits === 32)
          return annotation.signed ? { type: INT4, conversion: "copy32" } : { type: INT8, conversion: "unsigned32" };
        if (annotation.bits === 16 && !annotation.signed) return { type: INT4, conversion: "copy32" };
        if (annotation.bits === 8 || annotation.bits === 16) return { type: INT2, conversion: "small" };
      }
      break;
    case "INT64":
      if (annotation === undefined) return { type: INT8, conversion: "copy64" };
      if (annotation.kind === "integer" && annotation.bits === 64) {
        return annotation.signed
          ? { type: INT8, conversion: "copy64" }
          : { type: fixedNumeric(20, 0), conversion: "unsigned64" };
      }
      if (annotation.kind === "timestamp") {
        const conversions = { millis: "millis", micros: "copy64", nanos: "nanos" } as const;
        return { type: TIMESTAMP, conversion: conversions[annotation.unit] };
      }
      break;
    case "INT96":
      return { type: TIMESTAMP, conversion: "int96" };
    case "FLOAT":
      if (annotation === undefined) return { type: FLOAT4, conversion: "copy32" };
      break;
    case "DOUBLE":
      if (annotation === undefined) return { type: FLOAT8, conversion: "copy64" };
      break;
    case "BYTE_ARRAY":
      if (annotation?.kind === "string" || annotation?.kind === "enum" || annotation?.kind === "json") {
        return { type: TEXT, conversion: "text" };
      }
      break;
    case "FIXED_LEN_BYTE_ARRAY":
    case undefined:
      break;
  }
  const shown = annotation === undefined ? "" : ` (${"name" in annotation ? annotation.name : annotation.kind})`;
  throw unsupported(`Parquet type ${physical}${shown} of column "${element.name}"`, {
    context: { file, column: element.name },
  });
}

function decimalOf(element: SchemaElement, precision: number, scale: number, file: string): Typed {
  const place = { file, column: element.name };
  if (precision < 1 || scale < 0 || scale > precision)
    throw badFile(`decimal(${precision},${scale}) is not a type`, place);
  if (precision > MAX_FIXED_PRECISION) {
    throw unsupported(`decimal(${precision},${scale}) of column "${element.name}"`, { context: place });
  }
  const type = fixedNumeric(precision, scale);
  switch (element.physical) {
    case "INT32":
      if (precision > 9) break;
      return { type, conversion: "decimal32" };
    case "INT64":
      if (precision > 18) break;
      return { type, conversion: "decimal64" };
    case "FIXED_LEN_BYTE_ARRAY":
      if (element.length < 1) break;
      return { type, conversion: "decimalFixed" };
    case "BYTE_ARRAY":
      return { type, conversion: "decimalBytes" };
    default:
      break;
  }
  throw badFile(`decimal(${precision},${scale}) cannot be stored as ${element.physical}`, place);
}
