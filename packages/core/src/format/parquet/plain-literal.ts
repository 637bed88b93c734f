// A literal as the bytes that PLAIN stores it in, for bloom filters and dictionaries, which know values by their bytes.
// Only where one value has one form: what several stored values can stand for cannot be looked up.
import type { Datum } from "../../type/datum.ts";
import type { FlatColumn } from "./schema.ts";
import { bytesOfHex, uuidBytes } from "./statistics.ts";

/** Of a byte array: without its length. undefined when the column cannot be asked for the value so. */
export function plainLiteral(column: FlatColumn, value: Datum): Uint8Array | undefined {
  switch (column.conversion) {
    case "copy32":
      return column.type.kind === "float4" ? floatBytes(value, 4) : integerBytes(value, 4, true);
    case "copy64":
      return column.type.kind === "float8" ? floatBytes(value, 8) : integerBytes(value, 8, true);
    case "small":
    case "decimal32":
      return integerBytes(value, 4, true);
    case "decimal64":
    case "timeMicros":
      return integerBytes(value, 8, true);
    case "unsigned32":
      return integerBytes(value, 4, false);
    case "unsigned64":
      return integerBytes(value, 8, false);
    case "decimalFixed":
      return integerBytes(value, column.length, true)?.reverse();
    case "text":
      return typeof value === "string" ? new TextEncoder().encode(value) : undefined;
    case "bytes":
    case "fixedBytes":
      return typeof value === "string" ? bytesOfHex(value) : undefined;
    case "uuid":
      return typeof value === "bigint" ? uuidBytes(value) : undefined;
    case "boolean":
    case "millis":
    case "nanos":
    case "int96":
    case "timeMillis":
    case "timeNanos":
    case "half":
    case "interval":
    case "decimalBytes":
    case "numericFixed":
    case "numericBytes":
      return undefined;
  }
}

/** Little-endian two's complement; undefined when it does not fit. */
function integerBytes(value: Datum, width: number, signed: boolean): Uint8Array | undefined {
  const integer = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof integer !== "bigint") return undefined;
  const bits = width * 8;
  if ((signed ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)) !== integer) return undefined;
  const bytes = new Uint8Array(width);
  let rest = BigInt.asUintN(bits, integer);
  for (let position = 0; position < width; position++) {
    bytes[position] = Number(rest & 255n);
    rest >>= 8n;
  }
  return bytes;
}

/** Zero and NaN have several forms. */
function floatBytes(value: Datum, width: 4 | 8): Uint8Array | undefined {
  if (typeof value !== "number" || Number.isNaN(value) || value === 0) return undefined;
  if (width === 8) return new Uint8Array(Float64Array.of(value).buffer);
  return Math.fround(value) === value ? new Uint8Array(Float32Array.of(value).buffer) : undefined;
}
