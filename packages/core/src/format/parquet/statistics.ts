// A column chunk's statistics as SQL values: what a range of them proves, and what it does not. Pure.
import type { Datum } from "../../type/datum.ts";
import type { FileMetadata } from "./metadata.ts";
import type { ColumnChunk } from "./row-group.ts";
import type { FlatColumn } from "./schema.ts";

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
export function rangeOf(metadata: FileMetadata, column: FlatColumn, chunk: ColumnChunk): ValueRange {
  const { statistics } = chunk;
  const ordered = isOrdered(metadata, column);
  // The deprecated pair was compared as signed bytes: right for signed numbers only.
  const min = (ordered ? statistics.min : undefined) ?? (isSigned(column) ? statistics.deprecatedMin : undefined);
  const max = (ordered ? statistics.max : undefined) ?? (isSigned(column) ? statistics.deprecatedMax : undefined);
  return rangeBetween(column, min, max, statistics.nullCount);
}

/** Without a declared order the bounds mean something only where every writer agrees on the order. */
export function isOrdered(metadata: FileMetadata, column: FlatColumn): boolean {
  return metadata.typeOrdered[column.chunk] === true || isSigned(column);
}

/** Bounds as they are written, of a chunk or a page. */
export function rangeBetween(
  column: FlatColumn,
  min: Uint8Array | undefined,
  max: Uint8Array | undefined,
  nulls: number | undefined,
): ValueRange {
  const nullCount = column.nullable ? nulls : 0;
  const known = nullCount === undefined || nullCount < 0 ? {} : { nullCount };
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
export function literalOf(column: FlatColumn, value: Datum): Bound | undefined {
  if (value === null || typeof value === "object") return undefined;
  switch (column.type.kind) {
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "text":
      return typeof value === "string" ? new TextEncoder().encode(value) : undefined;
    case "bytea":
      return typeof value === "string" ? bytesOfHex(value) : undefined;
    case "uuid":
      return typeof value === "bigint" ? uuidBytes(value) : undefined;
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
export function datumOf(column: FlatColumn, bound: Bound | undefined): Datum | undefined {
  if (bound === undefined) return undefined;
  if (bound instanceof Uint8Array) {
    if (column.type.kind !== "text") return undefined;
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bound);
    } catch {
      return undefined;
    }
  }
  const { kind } = column.type;
  return typeof bound === "bigint" && (kind === "int2" || kind === "int4" || kind === "date") ? Number(bound) : bound;
}

function isSigned(column: FlatColumn): boolean {
  switch (column.conversion) {
    case "copy32":
    case "copy64":
    case "small":
    case "millis":
    case "nanos":
    case "decimal32":
    case "decimal64":
    case "timeMillis":
    case "timeMicros":
    case "timeNanos":
    case "boolean":
      return true;
    default:
      return false;
  }
}

function boundOf(column: FlatColumn, bytes: Uint8Array): Bound | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (column.physical) {
    case "BOOLEAN":
      return bytes.length === 1 ? bytes[0] === 1 : undefined;
    case "INT32":
      return bytes.length === 4 ? narrowBound(column, view) : undefined;
    case "INT64":
      return bytes.length === 8 ? wideBound(column, view) : undefined;
    case "FLOAT":
      return bytes.length === 4 ? view.getFloat32(0, true) : undefined;
    case "DOUBLE":
      return bytes.length === 8 ? view.getFloat64(0, true) : undefined;
    case "INT96":
      return undefined; // Its order was never defined.
    case "BYTE_ARRAY":
      if (column.conversion === "text" || column.conversion === "bytes") return bytes;
      // The order of decimals of any length was got wrong too often.
      return undefined;
    case "FIXED_LEN_BYTE_ARRAY":
      return fixedBound(column, bytes);
  }
}

function narrowBound({ conversion }: FlatColumn, view: DataView): bigint {
  if (conversion === "unsigned32") return BigInt(view.getUint32(0, true));
  const value = BigInt(view.getInt32(0, true));
  return conversion === "timeMillis" ? value * 1000n : value;
}

function fixedBound({ conversion, length }: FlatColumn, bytes: Uint8Array): Bound | undefined {
  switch (conversion) {
    case "decimalFixed":
      return bytes.length === length && length > 0 ? bigEndian(bytes) : undefined;
    case "fixedBytes":
      return bytes; // May be cut short.
    case "uuid":
      return bytes.length === length ? bytes : undefined;
    default:
      return undefined;
  }
}

function wideBound(column: FlatColumn, view: DataView): bigint {
  if (column.conversion === "unsigned64") return view.getBigUint64(0, true);
  const value = view.getBigInt64(0, true);
  if (column.conversion === "millis") return value * 1000n;
  // Rounded down like the values themselves.
  if (column.conversion === "nanos" || column.conversion === "timeNanos")
    return value / 1000n - (value % 1000n < 0n ? 1n : 0n);
  return value;
}

function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

/** Of a datum's `\\x` form. */
export function bytesOfHex(text: string): Uint8Array | undefined {
  return /^\\x(?:[0-9a-f]{2})*$/i.test(text) ? Uint8Array.from(Buffer.from(text.slice(2), "hex")) : undefined;
}

/** The bytes of a uuid from its slot's number (type/storage.ts). */
export function uuidBytes(slot: bigint): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt.asUintN(64, slot >> 64n) ^ (1n << 63n));
  view.setBigUint64(8, BigInt.asUintN(64, slot));
  return bytes;
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
