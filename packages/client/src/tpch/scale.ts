// How many rows a table has at a scale factor. Orders and lineitem are counted, and cut into parts, by orders,
// partsupp by parts: a unit's rows always come from one place.
import { FfqError } from "@ffq/core";
import { unsupported } from "@ffq/core/extension";

/** Units at scale factor 1. */
export const unitsAtScaleOne: {
  readonly supplier: number;
  readonly part: number;
  readonly customer: number;
  readonly orders: number;
} = { supplier: 10_000, part: 200_000, customer: 150_000, orders: 1_500_000 };

/** From here on dbgen's keys do not fit its 32-bit streams. */
const LARGEST_SCALE = 10_000;

/** How many units there are at `scaleFactor`; at least one, as in dbgen. */
export function scaled(units: number, scaleFactor: number): number {
  return Math.max(1, Math.trunc(units * scaleFactor));
}

/** @throws FfqError CONFIG or UNSUPPORTED */
export function checkScaleFactor(scaleFactor: number): void {
  if (!(scaleFactor > 0)) throw new FfqError("CONFIG", `the scale factor must be a number above 0, not ${scaleFactor}`);
  if (scaleFactor > LARGEST_SCALE) throw unsupported(`a scale factor above ${LARGEST_SCALE}`);
}
