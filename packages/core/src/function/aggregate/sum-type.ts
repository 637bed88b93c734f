// The types that sums run in, for sum and avg alike, so that a query that asks for both has one accumulator.
import {
  FLOAT4,
  fixedNumeric,
  INT8,
  INTERVAL,
  isFixedNumeric,
  type LogicalType,
  MAX_FIXED_PRECISION,
  NUMERIC,
} from "../../type/logical-type.ts";

/**
 * The running value of sum(x) for an x of this type: integers of up to 32 bits in 64, bigint and fixed-scale
 * numerics in 128 (where leaving them is an error), other numerics without bound.
 */
export function sumType(input: LogicalType): LogicalType {
  switch (input.kind) {
    case "int2":
    case "int4":
      return INT8;
    case "int8":
      return fixedNumeric(MAX_FIXED_PRECISION, 0);
    case "numeric":
      return isFixedNumeric(input) ? fixedNumeric(MAX_FIXED_PRECISION, input.scale) : NUMERIC;
    case "float4":
      return FLOAT4;
    case "interval":
      return INTERVAL;
    default:
      return input;
  }
}
