// Datums of plans to the values that IR computes with, and back. Bytes go through the two functions given: where
// they lie is the caller's business.
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { IrValue } from "../ir/interpret.ts";
import { bytesText } from "../type/bytes-text.ts";
import type { Datum } from "../type/datum.ts";
import { isFixedNumeric, type LogicalType } from "../type/logical-type.ts";
import { lowerDatum } from "./lower.ts";
import { numericText } from "./numeric-digits.ts";

/** The value that a datum of a type has in IR; `put` stores bytes and answers their ref. */
export function valueOfDatum(datum: Datum, type: LogicalType, put: (bytes: Uint8Array) => bigint): IrValue {
  const lowered = lowerDatum(datum, type);
  switch (lowered.op) {
    case "null":
      return null;
    case "const":
      return lowered.type === "f32" ? Math.fround(lowered.value as number) : lowered.value;
    case "bytes":
      return put(lowered.value);
    default:
      throw internal(`a constant lowered to ${lowered.op}`);
  }
}

/** The datum of a type that IR's value is; `read` gives a ref's bytes, in memory that may be decoded. */
export function datumOfValue(value: IrValue, type: LogicalType, read: (ref: bigint) => Uint8Array): Datum {
  if (value === null) return null;
  switch (type.kind) {
    case "bool":
      return value === 1;
    case "int2":
    case "int4":
    case "float4":
    case "float8":
    case "date":
      return value as number;
    case "int8":
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
    case "uuid":
      return value as bigint;
    case "numeric":
      return isFixedNumeric(type) ? (value as bigint) : numericText(read(value as bigint));
    case "bytea":
      return bytesText(read(value as bigint));
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
      return new TextDecoder().decode(read(value as bigint));
    case "interval": {
      const bits = value as bigint;
      return {
        months: Number(BigInt.asIntN(32, bits)),
        days: Number(BigInt.asIntN(32, bits >> 32n)),
        micros: BigInt.asIntN(64, bits >> 64n),
      };
    }
    case "list":
    case "struct":
      return read(value as bigint).slice();
    default:
      return unreachable(type);
  }
}
