// Lengths of time as settings have them: a number of milliseconds, or a number with a unit (PostgreSQL manual, 19.1.1).
import { FfqError } from "../common/error.ts";

/** From the largest on, in milliseconds. */
const units = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1000, ms: 1, us: 0.001 } as const;

const MOST = 2 ** 31 - 1;

/** @throws FfqError 22023 as PostgreSQL does */
export function readTimeSpan(name: string, text: string): number {
  const [whole, digits = "", unit = "ms"] = /^\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*(\w+)?\s*$/.exec(text) ?? [];
  if (whole === undefined) throw refused(`invalid value for parameter "${name}": "${text}"`);
  const factor = Object.hasOwn(units, unit) ? units[unit as keyof typeof units] : undefined;
  if (factor === undefined) {
    const hint = 'Valid units for this parameter are "us", "ms", "s", "min", "h", and "d".';
    throw refused(`invalid value for parameter "${name}": "${text}"`, hint);
  }
  const span = toEven(Number(digits) * factor);
  if (span >= 0 && span <= MOST) return span;
  throw refused(`${span} ms is outside the valid range for parameter "${name}" (0 ms .. ${MOST} ms)`);
}

/** The nearest whole number, halves to the even one. */
function toEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** In the largest unit of which it is a whole number. */
export function showTimeSpan(milliseconds: number): string {
  if (milliseconds === 0) return "0";
  const [unit, factor] = Object.entries(units).find(([, each]) => milliseconds % each === 0) ?? ["ms", 1];
  return `${milliseconds / factor}${unit}`;
}

function refused(message: string, hint?: string): FfqError {
  return new FfqError("CONFIG", message, { sqlstate: "22023", ...(hint === undefined ? {} : { hint }) });
}
