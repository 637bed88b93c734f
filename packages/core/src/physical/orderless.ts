// Which accumulators come out the same whatever order their rows come in: what may be computed a second time, by another
// task or after a failure, and be the same. What is not known to is taken for the contrary.
import type { LogicalType } from "../type/logical-type.ts";
import type { PhysicalAccumulator } from "./plan.ts";

/** Whether equal sets of rows give equal values: of doubles a sum depends on which are added first. */
export function isOrderless({ operator, input, type }: PhysicalAccumulator): boolean {
  switch (operator) {
    case "count-rows":
    case "count":
    case "min":
    case "max":
    case "bit-and":
    case "bit-or":
    case "bit-xor":
      return true;
    case "sum":
      return !isFloat(type) && !isFloat(input?.type);
    default:
      return false;
  }
}

const isFloat = (type: LogicalType | undefined): boolean => type?.kind === "float4" || type?.kind === "float8";
