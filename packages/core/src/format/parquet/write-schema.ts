// The schema's elements in the footer: one per column, with its logical type and the older converted type beside
// it, so that readers of every age know what the numbers mean. Only flat columns.
import type { Field } from "../../column/vector.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { CompactWriter } from "./write-thrift.ts";
import { type Annotation, columnTypeOf, type PhysicalType } from "./write-types.ts";

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

/** ConvertedType of the format. */
const UTF8 = 0;
const DECIMAL = 5;
const DATE = 6;
const TIME_MICROS = 8;
const TIMESTAMP_MICROS = 10;
const CONVERTED_INTEGER: Readonly<Record<16 | 32 | 64, number>> = { 16: 16, 32: 17, 64: 18 };

/** Writes one SchemaElement, the leaf of a column. */
export function writeSchemaElement(out: CompactWriter, field: Field): void {
  const { physical, annotation } = columnTypeOf(field);
  out.i32(1, PHYSICAL_CODE[physical]);
  if (physical === "fixed16") out.i32(2, 16);
  out.i32(3, field.nullable ? 1 : 0);
  out.string(4, field.name);
  annotate(out, annotation);
}

function annotate(out: CompactWriter, annotation: Annotation): void {
  switch (annotation.kind) {
    case "none":
      return;
    case "integer":
      out.i32(6, CONVERTED_INTEGER[annotation.bits]);
      return out.struct(10, () =>
        out.struct(10, () => {
          out.byte(1, annotation.bits);
          out.bool(2, true);
        }),
      );
    case "date":
      out.i32(6, DATE);
      return out.struct(10, () => out.struct(6, nothing));
    case "time":
      out.i32(6, TIME_MICROS);
      return out.struct(10, () => out.struct(7, () => microseconds(out, false)));
    case "timestamp":
      out.i32(6, TIMESTAMP_MICROS);
      return out.struct(10, () => out.struct(8, () => microseconds(out, annotation.isUtc)));
    case "string":
      out.i32(6, UTF8);
      return out.struct(10, () => out.struct(1, nothing));
    case "uuid":
      return out.struct(10, () => out.struct(14, nothing));
    case "decimal": {
      const { precision, scale } = annotation;
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
    default:
      return unreachable(annotation);
  }
}

function microseconds(out: CompactWriter, isUtc: boolean): void {
  out.bool(1, isUtc);
  out.struct(2, () => out.struct(2, nothing));
}

function nothing(): void {}
