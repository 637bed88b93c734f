// Intervals in PostgreSQL's own style (manual, 8.5.5): years and months, days, time; each with its own sign.
import { timeText } from "./temporal-text.ts";

/** An Arrow month-day-nano interval: months, days and 64 bits of nanoseconds in four 32-bit words. */
export function intervalText(value: Int32Array | BigInt64Array): string {
  const words = new Int32Array(value.buffer, value.byteOffset, value.byteLength >> 2);
  const [months = 0, days = 0, low = 0, high = 0] = words;
  const nanos = (BigInt(high) << 32n) | BigInt(low >>> 0);
  return partsText(months, days, nanos / 1000n);
}

function partsText(months: number, days: number, micros: bigint): string {
  const parts: string[] = [];
  let negativeBefore = false;
  const add = (amount: number, unit: string): void => {
    if (amount === 0) return;
    // A positive part behind a negative one shows its sign.
    const sign = negativeBefore && amount > 0 ? "+" : "";
    parts.push(`${sign}${amount} ${unit}${amount === 1 ? "" : "s"}`);
    negativeBefore = amount < 0;
  };
  add(Math.trunc(months / 12), "year");
  add(months % 12, "mon");
  add(days, "day");
  if (micros !== 0n || parts.length === 0) {
    const sign = micros < 0n ? "-" : negativeBefore ? "+" : "";
    parts.push(sign + timeText(micros < 0n ? -micros : micros));
  }
  return parts.join(" ");
}
