// SQL types as data. `kind` is PostgreSQL's typname. How values lie in memory is storage.ts, not here.
//
// numeric: with precision and scale the column holds exactly `scale` fractional digits and at most
// `precision` digits (an unscaled integer of 64 or 128 bits); without them each value carries its own scale
// and any number of digits, as PostgreSQL's unconstrained numeric does. The binder derives precision and
// scale for + - * so that hot arithmetic stays on integers.

import type { IntervalFields } from "./interval-fields.ts";

export type LogicalType =
  | { readonly kind: "bool" }
  | { readonly kind: "int2" }
  | { readonly kind: "int4" }
  | { readonly kind: "int8" }
  | { readonly kind: "float4" }
  | { readonly kind: "float8" }
  | {
      readonly kind: "numeric";
      readonly precision?: number;
      readonly scale?: number;
      /** What a declaration allows that has no fixed-scale form: more than 38 digits, or a scale outside 0..precision. */
      readonly limit?: NumericLimit;
    }
  | { readonly kind: "text" }
  | { readonly kind: "varchar"; readonly length?: number }
  | { readonly kind: "bpchar"; readonly length?: number }
  | { readonly kind: "bytea" }
  | { readonly kind: "uuid" }
  | { readonly kind: "date" }
  /** `precision`: digits of a second that a column or cast keeps; without it all six. */
  | { readonly kind: "time"; readonly precision?: number }
  | { readonly kind: "timetz"; readonly precision?: number }
  | { readonly kind: "timestamp"; readonly precision?: number }
  | { readonly kind: "timestamptz"; readonly precision?: number }
  /** `fields`: those of `interval day to second`; nothing below the last one is kept. */
  | { readonly kind: "interval"; readonly precision?: number; readonly fields?: IntervalFields }
  /**
   * PostgreSQL's arrays and Arrow's lists. As in PostgreSQL, values of `element[]` may have any number of
   * dimensions and other lower bounds than 1; a list of lists is what Arrow and Parquet nest, of any lengths.
   * `isMap`: Parquet's map, a list of structs of a key and a value like any other but when it is written again.
   */
  | { readonly kind: "list"; readonly element: LogicalType; readonly isMap?: true }
  /** Arrow's and Parquet's structs: named fields of any types. */
  | { readonly kind: "struct"; readonly fields: readonly StructField[] }
  /** The type of NULL and of string literals before a context gives them one. */
  | { readonly kind: "unknown" };

/** Digits in all, and behind the point (below 0: the last digits before it are 0). */
export interface NumericLimit {
  readonly precision: number;
  readonly scale: number;
}

export interface StructField {
  readonly name: string;
  readonly type: LogicalType;
}

export type TypeKind = LogicalType["kind"];
/** The kinds that are types by themselves: their modifiers are optional. */
export type ScalarKind = Exclude<TypeKind, "list" | "struct">;

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
export function listOf(element: LogicalType): LogicalType {
  return { kind: "list", element };
}

/** The type of a kind, without modifiers. @throws RangeError for list and struct, which are no types by themselves */
export function typeOfKind(kind: TypeKind): LogicalType {
  if (kind === "list" || kind === "struct") throw new RangeError(`${kind} is no type by itself`);
  return { kind };
}

/** The type without length, precision and scale. */
export function bareType(type: LogicalType): LogicalType {
  if (type.kind === "struct") return type;
  return type.kind === "list" ? listOf(bareType(type.element)) : { kind: type.kind };
}

/** numeric of any precision and scale. */
export const NUMERIC: LogicalType = { kind: "numeric" };
export const TEXT: LogicalType = { kind: "text" };
export const VARCHAR: LogicalType = { kind: "varchar" };
export const BPCHAR: LogicalType = { kind: "bpchar" };
export const BYTEA: LogicalType = { kind: "bytea" };
export const UUID: LogicalType = { kind: "uuid" };
export const DATE: LogicalType = { kind: "date" };
export const TIME: LogicalType = { kind: "time" };
export const TIMETZ: LogicalType = { kind: "timetz" };
export const TIMESTAMP: LogicalType = { kind: "timestamp" };
export const TIMESTAMPTZ: LogicalType = { kind: "timestamptz" };
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
    return left.precision === right.precision && left.scale === right.scale && sameLimit(left.limit, right.limit);
  }
  if (left.kind === "varchar" && right.kind === "varchar") return left.length === right.length;
  if (left.kind === "bpchar" && right.kind === "bpchar") return left.length === right.length;
  if (left.kind === "list" && right.kind === "list") return sameType(left.element, right.element);
  if (left.kind === "struct" && right.kind === "struct") return sameFields(left.fields, right.fields);
  return secondsPrecision(left) === secondsPrecision(right) && fieldsOf(left) === fieldsOf(right);
}

function sameLimit(left: NumericLimit | undefined, right: NumericLimit | undefined): boolean {
  return left?.precision === right?.precision && left?.scale === right?.scale;
}

/** numeric(precision, scale) as it can be held: with a fixed scale where 38 digits will do. */
export function declaredNumeric(precision: number, scale: number): LogicalType {
  const isFixed = precision <= MAX_FIXED_PRECISION && scale >= 0 && scale <= precision;
  return isFixed ? { kind: "numeric", precision, scale } : { kind: "numeric", limit: { precision, scale } };
}

/** How many digits of a second a type keeps where it was declared with fewer than all; undefined for every other type. */
export function secondsPrecision(type: LogicalType): number | undefined {
  switch (type.kind) {
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
    case "interval":
      return type.precision;
    default:
      return undefined;
  }
}

function fieldsOf(type: LogicalType): IntervalFields | undefined {
  return type.kind === "interval" ? type.fields : undefined;
}

function sameFields(left: readonly StructField[], right: readonly StructField[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ name, type }, at) => name === right[at]?.name && sameType(type, right[at].type))
  );
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
      return printNumeric(type.limit ?? type);
    case "varchar":
      return type.length === undefined ? "character varying" : `character varying(${type.length})`;
    case "bpchar":
      return type.length === undefined ? "character" : `character(${type.length})`;
    case "text":
    case "bytea":
    case "uuid":
    case "date":
    case "unknown":
      return type.kind;
    case "time":
      return `time${digits(type.precision)} without time zone`;
    case "timetz":
      return `time${digits(type.precision)} with time zone`;
    case "timestamp":
      return `timestamp${digits(type.precision)} without time zone`;
    case "timestamptz":
      return `timestamp${digits(type.precision)} with time zone`;
    case "interval":
      return `interval${type.fields === undefined ? "" : ` ${type.fields}`}${digits(type.precision)}`;
    case "list":
      return `${printType(type.element)}[]`;
    case "struct":
      if (isAnonymous(type.fields)) return "record";
      return `struct(${type.fields.map(({ name, type: field }) => `${name} ${printType(field)}`).join(", ")})`;
  }
}

/** The fields of ROW(...), which has no names for them. */
function isAnonymous(fields: readonly StructField[]): boolean {
  return fields.every(({ name }, at) => name === `f${at + 1}`);
}

function printNumeric({ precision, scale = 0 }: { readonly precision?: number; readonly scale?: number }): string {
  return precision === undefined ? "numeric" : `numeric(${precision},${scale})`;
}

const digits = (precision: number | undefined): string => (precision === undefined ? "" : `(${precision})`);
