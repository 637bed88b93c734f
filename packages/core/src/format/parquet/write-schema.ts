// How SQL types become Parquet types: physical type, logical type and the older converted type beside it. Only
// flat columns; numerics as Spark and DuckDB write them: INT32 to 9 digits, INT64 to 18, then 16 bytes.
import type { Field } from "../../column/vector.ts";
import { unsupported } from "../../common/error.ts";
import { isFixedNumeric, MAX_INT64_PRECISION, printType } from "../../type/logical-type.ts";
import type { CompactWriter } from "./write-thrift.ts";

export type PhysicalType = "boolean" | "int32" | "int64" | "float" | "double" | "byteArray" | "fixed16";

/** The number of each physical type in the format. */
export const PHYSICAL_CODE: Readonly<Record<PhysicalType, number>> = {
  boolean: 0,
  int32: 1,
  int64: 2,
  float: 4,
  double: 5,
  byteArray: 6,
  fixed16: 7,
};

const MAX_INT32_PRECISION = 9;

/** ConvertedType of the format. */
const UTF8 = 0;
const DECIMAL = 5;
const DATE = 6;
const TIMESTAMP_MICROS = 10;
const INT_16 = 16;
const INT_32 = 17;
const INT_64 = 18;

/**
 * The physical type of a column.
 * @throws FfqError UNSUPPORTED for interval and for numeric without precision, which Parquet cannot hold
 */
export function physicalTypeOf(field: Field): PhysicalType {
  const { type } = field;
  switch (type.kind) {
    case "bool":
      return "boolean";
    case "int2":
    case "int4":
    case "date":
      return "int32";
    case "int8":
    case "timestamp":
      return "int64";
    case "float4":
      return "float";
    case "float8":
      return "double";
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
      return "byteArray";
    case "numeric":
      if (isFixedNumeric(type)) {
        if (type.precision <= MAX_INT32_PRECISION) return "int32";
        return type.precision <= MAX_INT64_PRECISION ? "int64" : "fixed16";
      }
      throw unsupported(`writing ${printType(type)} without precision to Parquet (column "${field.name}")`, {
        hint: "Cast it to numeric(precision, scale) or to double precision.",
      });
    case "interval":
      throw unsupported(`writing interval to Parquet (column "${field.name}")`, {
        hint: "Cast it to text, or write its parts with extract().",
      });
  }
}

/** Writes one SchemaElement, the leaf of a column. */
export function writeSchemaElement(out: CompactWriter, field: Field): void {
  const physical = physicalTypeOf(field);
  const { type } = field;
  out.i32(1, PHYSICAL_CODE[physical]);
  if (physical === "fixed16") out.i32(2, 16);
  out.i32(3, field.nullable ? 1 : 0);
  out.string(4, field.name);
  switch (type.kind) {
    case "int2":
      return annotateInteger(out, INT_16, 16);
    case "int4":
      return annotateInteger(out, INT_32, 32);
    case "int8":
      return annotateInteger(out, INT_64, 64);
    case "date":
      out.i32(6, DATE);
      return out.struct(10, () => out.struct(6, nothing));
    case "timestamp":
      out.i32(6, TIMESTAMP_MICROS);
      return out.struct(10, () =>
        out.struct(8, () => {
          out.bool(1, false);
          out.struct(2, () => out.struct(2, nothing));
        }),
      );
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
      out.i32(6, UTF8);
      return out.struct(10, () => out.struct(1, nothing));
    case "numeric": {
      const { precision = 0, scale = 0 } = type;
      out.i32(6, DECIMAL);
      out.i32(7, scale);
      out.i32(8, precision);
      return out.struct(10, () =>
        out.struct(5, () => {
          out.i32(1, scale);
          out.i32(2, precision);
        }),
      );
    }
    case "bool":
    case "float4":
    case "float8":
    case "interval":
      return;
  }
}

function annotateInteger(out: CompactWriter, converted: number, bits: number): void {
  out.i32(6, converted);
  out.struct(10, () =>
    out.struct(10, () => {
      out.byte(1, bits);
      out.bool(2, true);
    }),
  );
}

function nothing(): void {}
