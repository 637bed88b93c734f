// The error of a sum that leaves its type.
import { FfqError } from "../../common/error.ts";
import { sumOverflow } from "../../function/aggregate/accumulator-kind.ts";
import type { LogicalType } from "../../type/logical-type.ts";

export function sumOverflowed(type: LogicalType): FfqError {
  const { sqlstate, message } = sumOverflow(type);
  return new FfqError("DATA", message, { sqlstate });
}
