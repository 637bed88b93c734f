// Intervals without end (PostgreSQL manual, section 8.5.4): the greatest, or least, months, days and time together, as
// PostgreSQL stores them. Arrow holds them as they are, with the greatest or least nanoseconds, which are no whole
// number of microseconds: no other interval of ours has them.

const LEAST = 1n << 63n;

/** @param monthsAndDays the two in 64 bits, months in the lower half. @param time in whichever unit */
export function isInfinite(monthsAndDays: bigint, time: bigint): boolean {
  if (time === LEAST - 1n) return monthsAndDays === 0x7fffffff_7fffffffn;
  return time === -LEAST && monthsAndDays === BigInt.asIntN(64, 0x80000000_80000000n);
}
