// Single SQL values. Exact: bigints of any size, every bit of a double but a NaN's payload, -0, intervals.
import { create } from "@bufbuild/protobuf";
import type { Datum } from "@ffq/core/physical";
import { DatumSchema, type Datum as WireDatum } from "../gen/ffq/plan/v1/type_pb.ts";
import { type Codec, unreadable } from "./codec.ts";

const LEAST_INT64 = -(2n ** 63n);
const MOST_INT64 = 2n ** 63n - 1n;

export const datumCodec: Codec<Datum, typeof DatumSchema> = {
  schema: DatumSchema,
  toMessage: (value) => create(DatumSchema, { kind: toKind(value) }),
  fromMessage: ({ kind }) => {
    switch (kind.case) {
      case "null":
        return null;
      case "bool":
      case "number":
      case "integer":
      case "text":
        return kind.value;
      case "bigInteger":
        return readBigint(kind.value);
      case "nested":
        return kind.value;
      case "interval": {
        const { months, days, micros } = kind.value;
        return { months, days, micros };
      }
      default:
        throw unreadable("a value is of no known kind");
    }
  },
};

function toKind(value: Datum): WireDatum["kind"] {
  if (value === null) return { case: "null", value: true };
  switch (typeof value) {
    case "boolean":
      return { case: "bool", value };
    case "number":
      return { case: "number", value };
    case "bigint":
      if (value < LEAST_INT64 || value > MOST_INT64) return { case: "bigInteger", value: String(value) };
      return { case: "integer", value };
    case "string":
      return { case: "text", value };
    default: {
      if (value instanceof Uint8Array) return { case: "nested", value };
      const { months, days, micros } = value;
      return { case: "interval", value: { $typeName: "ffq.plan.v1.Interval", months, days, micros } };
    }
  }
}

/** Of the digits that a bigint prints. */
export function readBigint(digits: string): bigint {
  if (!/^-?\d{1,4000}$/.test(digits)) throw unreadable("a whole number is written wrongly");
  return BigInt(digits);
}
