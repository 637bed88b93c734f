// A column chunk's statistics as SQL values: what a range of them proves, and what it does not. Pure.
import type { Datum } from "../../type/datum.ts";
import type { ColumnChunk, FileMetadata } from "./metadata.ts";
import type { ParquetColumn } from "./schema.ts";

/** Bounds of the values that are not NULL. Text is compared by its UTF-8 bytes, so bounds of it are bytes. */
export interface ValueRange {
  readonly minimum?: Bound;
  readonly maximum?: Bound;
  /** Absent when not known. */
  readonly nullCount?: number;
}

/** Numbers for float columns, bigint for every other number, bytes for text. */
export type Bound = number | bigint | boolean | Uint8Array;

/** What the footer says of a chunk, as far as it can be relied on. */
export function rangeOf(metadata: FileMetadata, column: ParquetColumn, chunk: ColumnChunk): ValueRange {
  const { statistics } = chunk;
  const nullCount = column.nullable ? statistics.nullCount : 0;
  const known = nullCount === undefined || nullCount < 0 ? {} : { nullCount };
  // Without a declared order the bounds mean something only where every writer agrees on the order.
  const ordered = metadata.typeOrdered[column.position] === true || isSigned(column);
  // The deprecated pair was compared as signed bytes: right for signed numbers only.
  const min = (ordered ? statistics.min : undefined) ?? (isSigned(column) ? statistics.deprecatedMin : undefined);
  const max = (ordered ? statistics.max : undefined) ?? (isSigned(column) ? statistics.deprecatedMax : undefined);
  const minimum = min === undefined ? undefined : boundOf(column, min);
  const maximum = max === undefined ? undefined : boundOf(column, max);
  // A NaN or a pair in the wrong order proves nothing.
  if (isNaNBound(minimum) || isNaNBound(maximum)) return known;
  if (minimum !== undefined && maximum !== undefined && compareBounds(minimum, maximum) > 0) return known;
  return {
    ...known,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
}

/** The literal as it compares with bounds of the column; undefined when it does not. */
export function literalOf(column: ParquetColumn, value: Datum): Bound | undefined {
  if (value === null || typeof value === "object") return undefined;
  switch (column.type.kind) {
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "text":
      return typeof value === "string" ? new TextEncoder().encode(value) : undefined;
    case "float4":
    case "float8":
      return typeof value === "number" && !Number.isNaN(value) ? value : undefined;
    default:
      if (typeof value === "bigint") return value;
      return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : undefined;
  }
}

/** Negative, 0 or positive. Bounds of different kinds do not occur. */
export function compareBounds(left: Bound, right: Bound): number {
  if (left instanceof Uint8Array && right instanceof Uint8Array) return compareBytes(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** SQL's value of a bound, for the planner's estimates. Truncated text may not be valid UTF-8: then undefined. */
export function datumOf(column: ParquetColumn, bound: Bound | undefined): Datum | undefined {
  if (bound === undefined) return undefined;
  if (bound instanceof Uint8Array) {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bound);
    } catch {
      return undefined;
    }
  }
  const { kind } = column.type;
  return typeof bound === "bigint" && (kind === "int2" || kind === "int4" || kind === "date") ? Number(bound) : bound;
}

function isSigned(column: ParquetColumn): boolean {
  switch (column.conversion) {
    case "copy32":
    case "copy64":
    case "small":
    case "millis":
    case "nanos":
    case "decimal32":
    case "decimal64":
    case "boolean":
      return true;
    default:
      return false;
  }
}

function boundOf(column: ParquetColumn, bytes: Uint8Array): Bound | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (column.physical) {
    case "BOOLEAN":
      return bytes.length === 1 ? bytes[0] === 1 : undefined;
    case "INT32":
      if (bytes.length !== 4) return undefined;
      return BigInt(column.conversion === "unsigned32" ? view.getUint32(0, true) : view.getInt32(0, true));
    case "INT64":
      return bytes.length === 8 ? wideBound(column, view) : undefined;
    case "FLOAT":
      return bytes.length === 4 ? view.getFloat32(0, true) : undefined;
    case "DOUBLE":
      return bytes.length === 8 ? view.getFloat64(0, true) : undefined;
    case "INT96":
      return undefined; // Its order was never defined.
    case "BYTE_ARRAY":
      return column.conversion === "text" ? bytes : undefined;
    case "FIXED_LEN_BYTE_ARRAY":
      return bytes.length === column.length && bytes.length > 0 ? bigEndian(bytes) : undefined;
  }
}

function wideBound(column: ParquetColumn, view: DataView): bigint {
  if (column.conversion === "unsigned64") return view.getBigUint64(0, true);
  const value = view.getBigInt64(0, true);
  if (column.conversion === "millis") return value * 1000n;
  // Rounded down like the values themselves.
  if (column.conversion === "nanos") return value / 1000n - (value % 1000n < 0n ? 1n : 0n);
  return value;
}

function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

function isNaNBound(bound: Bound | undefined): boolean {
  return typeof bound === "number" && Number.isNaN(bound);
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shorter = Math.min(left.length, right.length);
  for (let position = 0; position < shorter; position++) {
    const difference = (left[position] as number) - (right[position] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
