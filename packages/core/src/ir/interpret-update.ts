// What a compiled update does with one value, in JavaScript: the emitter's twin in differential tests.
import { FfqError } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { IrValue } from "./interpret.ts";
import type { IrFailure, IrUpdate } from "./ir.ts";

/** The sum with the value taken in. @throws FfqError DATA when it leaves its type */
export function interpretUpdate(update: IrUpdate, sum: number | bigint, value: IrValue): number | bigint {
  if (value === null) return sum;
  switch (update.state) {
    case "f64": {
      const after = Number(sum) + Number(value);
      if (isInfinite(after) && !isInfinite(Number(sum)) && !isInfinite(Number(value))) throw failed(update.failure);
      return after;
    }
    case "i64":
    case "i128": {
      const after = BigInt(sum) + BigInt(value);
      if (BigInt.asIntN(update.state === "i64" ? 64 : 128, after) !== after) throw failed(update.failure);
      return after;
    }
    case "part":
      return BigInt.asIntN(64, BigInt(sum) + BigInt(value));
    default:
      return unreachable(update);
  }
}

function isInfinite(value: number): boolean {
  return Math.abs(value) === Number.POSITIVE_INFINITY;
}

function failed({ sqlstate, message }: IrFailure): FfqError {
  return new FfqError("DATA", message, { sqlstate });
}
