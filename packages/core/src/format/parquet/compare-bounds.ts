// The order of bounds as the format defines it for their type.
import type { ColumnType } from "./write-types.ts";

/** A value in PLAIN encoding, without a text's length. */
interface PlainValue {
  readonly value: Uint8Array;
}

/** Two bounds in PLAIN encoding, in the order of their type. */
export function compareBounds(
  { value: left }: PlainValue,
  { value: right }: PlainValue,
  { physical, order }: ColumnType,
): number {
  if (order === "bytes") return Buffer.compare(left, right);
  const [a, b] = [new DataView(left.buffer, left.byteOffset), new DataView(right.buffer, right.byteOffset)];
  switch (physical) {
    case "int32":
      return a.getInt32(0, true) - b.getInt32(0, true);
    case "int64":
      return Number(a.getBigInt64(0, true) - b.getBigInt64(0, true));
    case "float":
      return a.getFloat32(0, true) - b.getFloat32(0, true);
    case "double":
      return a.getFloat64(0, true) - b.getFloat64(0, true);
    case "boolean":
      return (left[0] as number) - (right[0] as number);
    case "fixed16": {
      const high = Number(a.getBigInt64(0) - b.getBigInt64(0));
      return high === 0 ? Number(a.getBigUint64(8) - b.getBigUint64(8)) : high;
    }
    case "byteArray":
      return Buffer.compare(left, right);
  }
}
