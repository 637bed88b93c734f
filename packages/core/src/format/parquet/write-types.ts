// How SQL types become Parquet types, in one table: the physical type, what the schema says of it, and how the
// engine's result columns (column/result-batch.ts) hold the values; lists and structs are made of these (write-tree.ts). Numerics as Spark and DuckDB write them: INT32
// to 9 digits, INT64 to 18, then 16 bytes. A type that is not in the table cannot be written, and is refused by name.
import type { Field } from "../../column/vector.ts";
import { type FfqError, unsupported } from "../../common/error.ts";
import { isFixedNumeric, type LogicalType, MAX_INT64_PRECISION, printType } from "../../type/logical-type.ts";

export type PhysicalType = "boolean" | "int32" | "int64" | "float" | "double" | "byteArray" | "fixed16";

/** The schema's logical type and the older converted type beside it. */
export type Annotation =
  | { readonly kind: "none" }
  | { readonly kind: "integer"; readonly bits: 16 | 32 | 64 }
  | { readonly kind: "date" }
  | { readonly kind: "time" }
  /** `isUtc`: moments on the world's line of time, rather than what a clock shows somewhere. */
  | { readonly kind: "timestamp"; readonly isUtc: boolean }
  | { readonly kind: "string" }
  | { readonly kind: "uuid" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number };

/** How a result column holds a row: bits, integers of so many bits, floats as their bits, or bytes between offsets. */
export type ResultForm = "bits" | "i16" | "i32" | "i64" | "i128" | "uuid" | "bytes";

/** The order in which a column's statistics are to be read. */
export type ValueOrder = "signed" | "float" | "bytes";

export interface ColumnType {
  readonly physical: PhysicalType;
  readonly annotation: Annotation;
  readonly form: ResultForm;
  readonly order: ValueOrder;
}

const MAX_INT32_PRECISION = 9;
const NONE: Annotation = { kind: "none" };
const STRING: ColumnType = { physical: "byteArray", annotation: { kind: "string" }, form: "bytes", order: "bytes" };
const MOMENT: Omit<ColumnType, "annotation"> = { physical: "int64", form: "i64", order: "signed" };

const integer = (bits: 16 | 32 | 64): Annotation => ({ kind: "integer", bits });

/** Types that are written one way, whatever their modifiers. */
const TYPES: Partial<Readonly<Record<LogicalType["kind"], ColumnType>>> = {
  bool: { physical: "boolean", annotation: NONE, form: "bits", order: "signed" },
  int2: { physical: "int32", annotation: integer(16), form: "i16", order: "signed" },
  int4: { physical: "int32", annotation: integer(32), form: "i32", order: "signed" },
  int8: { physical: "int64", annotation: integer(64), form: "i64", order: "signed" },
  float4: { physical: "float", annotation: NONE, form: "i32", order: "float" },
  float8: { physical: "double", annotation: NONE, form: "i64", order: "float" },
  date: { physical: "int32", annotation: { kind: "date" }, form: "i32", order: "signed" },
  time: { ...MOMENT, annotation: { kind: "time" } },
  timestamp: { ...MOMENT, annotation: { kind: "timestamp", isUtc: false } },
  timestamptz: { ...MOMENT, annotation: { kind: "timestamp", isUtc: true } },
  text: STRING,
  varchar: STRING,
  bpchar: STRING,
  unknown: STRING,
  bytea: { ...STRING, annotation: NONE },
  uuid: { physical: "fixed16", annotation: { kind: "uuid" }, form: "uuid", order: "bytes" },
};

/**
 * How values of a type are written that is neither list nor struct: those of a column, or what is in them.
 * @throws FfqError UNSUPPORTED for what Parquet cannot hold
 */
export function columnTypeOf(type: LogicalType, column: Field): ColumnType {
  if (isFixedNumeric(type)) return decimal(type.precision, type.scale);
  const found = TYPES[type.kind];
  if (found === undefined) throw type === column.type ? refuse(column) : refuseWithin(type, column);
  return found;
}

function decimal(precision: number, scale: number): ColumnType {
  const annotation: Annotation = { kind: "decimal", precision, scale };
  if (precision > MAX_INT64_PRECISION) return { physical: "fixed16", annotation, form: "i128", order: "signed" };
  return { physical: precision <= MAX_INT32_PRECISION ? "int32" : "int64", annotation, form: "i128", order: "signed" };
}

function refuse({ name, type }: Field): FfqError {
  const column = `(column "${name}")`;
  switch (type.kind) {
    case "numeric":
      return unsupported(`writing ${printType(type)} without precision to Parquet ${column}`, {
        hint: "Cast it to numeric(precision, scale) or to double precision.",
      });
    case "interval":
      return unsupported(`writing interval to Parquet ${column}`, {
        hint: "Cast it to text, or write its parts with extract().",
      });
    default:
      return unsupported(`writing ${printType(type)} to Parquet ${column}`, { hint: "Cast it to text." });
  }
}

/** For a type of which something in the column is. */
function refuseWithin(type: LogicalType, { name, type: whole }: Field): FfqError {
  const isNumerics = type.kind === "numeric" && whole.kind === "list" && whole.element === type;
  return unsupported(`writing ${printType(whole)} to Parquet (column "${name}")`, {
    hint: isNumerics ? "Cast it to numeric(precision, scale)[] or to double precision[]." : "Cast it to text.",
  });
}
