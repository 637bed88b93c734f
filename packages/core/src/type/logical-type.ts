// SQL types as data. `kind` is PostgreSQL's typname. How values lie in memory is storage.ts, not here.
//
// numeric: with precision and scale the column holds exactly `scale` fractional digits and at most
// `precision` digits (an unscaled integer of 64 or 128 bits); without them each value carries its own scale
// and any number of digits, as PostgreSQL's unconstrained numeric does. The binder derives precision and
// scale for + - * so that hot arithmetic stays on integers.

export type LogicalType =
  | { readonly kind: "bool" }
  | { readonly kind: "int2" }
  | { readonly kind: "int4" }
  | { readonly kind: "int8" }
  | { readonly kind: "float4" }
  | { readonly kind: "float8" }
  | { readonly kind: "numeric"; readonly precision?: number; readonly scale?: number }
  | { readonly kind: "text" }
  | { readonly kind: "varchar"; readonly length?: number }
  | { readonly kind: "bpchar"; readonly length?: number }
  | { readonly kind: "date" }
  | { readonly kind: "timestamp" }
  | { readonly kind: "interval" }
  /** The type of NULL and of string literals before a context gives them one. */
  | { readonly kind: "unknown" };

export type TypeKind = LogicalType["kind"];

/** The most digits a fixed-scale numeric can have: what 128 bits hold. */
export const MAX_FIXED_PRECISION = 38;
/** The most digits that 64 bits hold. */
export const MAX_INT64_PRECISION = 18;

export const BOOL: LogicalType = { kind: "bool" };
export const INT2: LogicalType = { kind: "int2" };
export const INT4: LogicalType = { kind: "int4" };
export const INT8: LogicalType = { kind: "int8" };
export const FLOAT4: LogicalType = { kind: "float4" };
export const FLOAT8: LogicalType = { kind: "float8" };
/** numeric of any precision and scale. */
export const NUMERIC: LogicalType = { kind: "numeric" };
export const TEXT: LogicalType = { kind: "text" };
export const VARCHAR: LogicalType = { kind: "varchar" };
export const BPCHAR: LogicalType = { kind: "bpchar" };
export const DATE: LogicalType = { kind: "date" };
export const TIMESTAMP: LogicalType = { kind: "timestamp" };
export const INTERVAL: LogicalType = { kind: "interval" };
export const UNKNOWN: LogicalType = { kind: "unknown" };

/** numeric with a fixed scale. @throws RangeError outside 1..38 digits or a scale outside 0..precision */
export function fixedNumeric(precision: number, scale: number): LogicalType {
  if (!(precision >= 1 && precision <= MAX_FIXED_PRECISION && scale >= 0 && scale <= precision)) {
    throw new RangeError(`numeric(${precision},${scale}) has no fixed-scale form`);
  }
  return { kind: "numeric", precision, scale };
}

/** A numeric whose scale is known for the whole column. */
export function isFixedNumeric(
  type: LogicalType,
): type is { readonly kind: "numeric"; readonly precision: number; readonly scale: number } {
  return type.kind === "numeric" && type.precision !== undefined;
}

/** Same type including length, precision and scale. */
export function sameType(left: LogicalType, right: LogicalType): boolean {
  if (left.kind !== right.kind) return false;
  if (left.kind === "numeric" && right.kind === "numeric") {
    return left.precision === right.precision && left.scale === right.scale;
  }
  if (left.kind === "varchar" && right.kind === "varchar") return left.length === right.length;
  if (left.kind === "bpchar" && right.kind === "bpchar") return left.length === right.length;
  return true;
}

/** As SQL writes it: `numeric(15,2)`, `varchar(10)`, `double precision`. */
export function printType(type: LogicalType): string {
  switch (type.kind) {
    case "bool":
      return "boolean";
    case "int2":
      return "smallint";
    case "int4":
      return "integer";
    case "int8":
      return "bigint";
    case "float4":
      return "real";
    case "float8":
      return "double precision";
    case "numeric":
      return type.precision === undefined ? "numeric" : `numeric(${type.precision},${type.scale ?? 0})`;
    case "varchar":
      return type.length === undefined ? "character varying" : `character varying(${type.length})`;
    case "bpchar":
      return type.length === undefined ? "character" : `character(${type.length})`;
    case "text":
    case "date":
    case "interval":
    case "unknown":
      return type.kind;
    case "timestamp":
      return "timestamp without time zone";
  }
}
