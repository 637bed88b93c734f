// Which SQL type a leaf of the schema has, and how its values become slots. What FFQ has no type for is named, never
// read as something else. A timestamp in UTC is a timestamptz when its logical type says so; the older converted
// types and INT96 do not tell, and are read without zone as other engines do. Times of day have no zone either.
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
  INTERVAL,
  type LogicalType,
  MAX_FIXED_PRECISION,
  NUMERIC,
  TEXT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
} from "../../type/logical-type.ts";
import type { Annotation, SchemaElement } from "./schema-element.ts";

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
  | "timeMillis"
  | "timeMicros"
  | "timeNanos"
  | "half"
  | "interval"
  | "uuid"
  | "decimal32"
  | "decimal64"
  | "decimalFixed"
  | "decimalBytes"
  | "numericFixed"
  | "numericBytes"
  | "text"
  | "bytes"
  | "fixedBytes";

export type LeafType =
  | { readonly kind: "typed"; readonly type: LogicalType; readonly conversion: Conversion; readonly scale?: number }
  /** There is no such type here: what is missing. */
  | { readonly kind: "untyped"; readonly what: string }
  /** The schema contradicts itself. */
  | { readonly kind: "bad"; readonly what: string };

export function leafType(element: SchemaElement): LeafType {
  const { physical, annotation } = element;
  if (annotation?.kind === "decimal") return decimalType(element, annotation.precision, annotation.scale);
  // A column of nothing but NULLs: any type will do.
  const found = plainType(element, annotation?.kind === "null" ? undefined : annotation);
  if (found !== undefined) return { kind: "typed", type: found[0], conversion: found[1] };
  const shown = annotation === undefined ? "" : ` (${"name" in annotation ? annotation.name : annotation.kind})`;
  return { kind: "untyped", what: `Parquet type ${physical}${shown}` };
}

type Typed = readonly [LogicalType, Conversion];

function plainType(element: SchemaElement, annotation: Annotation | undefined): Typed | undefined {
  switch (element.physical) {
    case "BOOLEAN":
      return annotation === undefined ? [BOOL, "boolean"] : undefined;
    case "INT32":
      return narrowType(annotation);
    case "INT64":
      return wideType(annotation);
    case "INT96":
      return annotation === undefined ? [TIMESTAMP, "int96"] : undefined;
    case "FLOAT":
      return annotation === undefined ? [FLOAT4, "copy32"] : undefined;
    case "DOUBLE":
      return annotation === undefined ? [FLOAT8, "copy64"] : undefined;
    case "BYTE_ARRAY":
      return bytesType(annotation);
    case "FIXED_LEN_BYTE_ARRAY":
      return fixedType(annotation, element.length);
    default:
      return undefined; // A group.
  }
}

function narrowType(annotation: Annotation | undefined): Typed | undefined {
  switch (annotation?.kind) {
    case undefined:
      return [INT4, "copy32"];
    case "date":
      return [DATE, "copy32"];
    case "time":
      return annotation.unit === "millis" ? [TIME, "timeMillis"] : undefined;
    case "integer":
      if (annotation.bits === 32) return annotation.signed ? [INT4, "copy32"] : [INT8, "unsigned32"];
      if (annotation.bits === 16 && !annotation.signed) return [INT4, "copy32"];
      return annotation.bits === 8 || annotation.bits === 16 ? [INT2, "small"] : undefined;
    default:
      return undefined;
  }
}

function wideType(annotation: Annotation | undefined): Typed | undefined {
  switch (annotation?.kind) {
    case undefined:
      return [INT8, "copy64"];
    case "integer":
      if (annotation.bits !== 64) return undefined;
      return annotation.signed ? [INT8, "copy64"] : [fixedNumeric(20, 0), "unsigned64"];
    case "timestamp": {
      const conversions = { millis: "millis", micros: "copy64", nanos: "nanos" } as const;
      return [annotation.utc ? TIMESTAMPTZ : TIMESTAMP, conversions[annotation.unit]];
    }
    case "time":
      if (annotation.unit === "millis") return undefined;
      return [TIME, annotation.unit === "micros" ? "timeMicros" : "timeNanos"];
    default:
      return undefined;
  }
}

function bytesType(annotation: Annotation | undefined): Typed | undefined {
  switch (annotation?.kind) {
    case undefined:
    case "bson":
      return [BYTEA, "bytes"];
    case "string":
    case "enum":
    case "json":
      return [TEXT, "text"];
    default:
      return undefined;
  }
}

function fixedType(annotation: Annotation | undefined, length: number): Typed | undefined {
  if (length < 0) return undefined;
  switch (annotation?.kind) {
    case undefined:
      return [BYTEA, "fixedBytes"];
    case "uuid":
      return length === 16 ? [UUID, "uuid"] : undefined;
    case "float16":
      return length === 2 ? [FLOAT4, "half"] : undefined;
    case "interval":
      return length === 12 ? [INTERVAL, "interval"] : undefined;
    default:
      return undefined;
  }
}

function decimalType(element: SchemaElement, precision: number, scale: number): LeafType {
  const shown = `decimal(${precision},${scale})`;
  if (precision < 1 || scale < 0 || scale > precision) return { kind: "bad", what: `${shown} is not a type` };
  if (precision > MAX_FIXED_PRECISION) {
    const { physical, length } = element;
    if (physical === "BYTE_ARRAY") return { kind: "typed", type: NUMERIC, conversion: "numericBytes", scale };
    if (physical === "FIXED_LEN_BYTE_ARRAY" && length >= 1)
      return { kind: "typed", type: NUMERIC, conversion: "numericFixed", scale };
  }
  const conversion = decimalConversion(element, precision);
  if (conversion === undefined) return { kind: "bad", what: `${shown} cannot be stored as ${element.physical}` };
  return { kind: "typed", type: fixedNumeric(precision, scale), conversion };
}

function decimalConversion({ physical, length }: SchemaElement, precision: number): Conversion | undefined {
  switch (physical) {
    case "INT32":
      return precision <= 9 ? "decimal32" : undefined;
    case "INT64":
      return precision <= 18 ? "decimal64" : undefined;
    case "FIXED_LEN_BYTE_ARRAY":
      return length >= 1 ? "decimalFixed" : undefined;
    case "BYTE_ARRAY":
      return "decimalBytes";
    default:
      return undefined;
  }
}
