// What a compiled update does with one value, in JavaScript: the emitter's twin in differential tests.
import { FfqError } from "../common/error.ts";
import type { IrValue } from "./interpret.ts";
import type { IrUpdate } from "./ir.ts";

/** The sum with the value taken in. @throws FfqError DATA when it leaves its type */
export function interpretUpdate({ state, failure }: IrUpdate, sum: number | bigint, value: IrValue): number | bigint {
  if (value === null) return sum;
  if (state === "f64") {
    const after = Number(sum) + Number(value);
    if (isInfinite(after) && !isInfinite(Number(sum)) && !isInfinite(Number(value))) throw failed(failure);
    return after;
  }
  const after = BigInt(sum) + BigInt(value);
  if (BigInt.asIntN(state === "i64" ? 64 : 128, after) !== after) throw failed(failure);
  return after;
}

function isInfinite(value: number): boolean {
  return Math.abs(value) === Number.POSITIVE_INFINITY;
}

function failed({ sqlstate, message }: IrUpdate["failure"]): FfqError {
  return new FfqError("DATA", message, { sqlstate });
}
