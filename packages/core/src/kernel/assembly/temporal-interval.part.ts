// Intervals: 16 bytes {months i32, days i32, micros i64}, passed by address; results go to `out`, which may be
// an argument's own address. Exported functions answer 0, always: what fails is in the status. All three parts at the type's extremes are the infinities.
import { fail } from "./bump.part";
import { DAY, DIVISION_BY_ZERO, HOUR, INFINITE_FIELD, INTERVAL_RANGE, MINUTE, SECOND } from "./temporal-civil.part";

// @ts-ignore: decorator
@inline
export function monthsOf(interval: usize): i32 {
  return load<i32>(interval);
}

// @ts-ignore: decorator
@inline
export function daysOf(interval: usize): i32 {
  return load<i32>(interval + 4);
}

// @ts-ignore: decorator
@inline
export function microsOf(interval: usize): i64 {
  return load<i64>(interval + 8);
}

export function storeInterval(out: usize, months: i32, days: i32, micros: i64): void {
  store<i32>(out, months);
  store<i32>(out + 4, days);
  store<i64>(out + 8, micros);
}

/** 1, -1 or 0 for infinity, -infinity, finite. */
export function intervalInfinity(interval: usize): i32 {
  const months = monthsOf(interval);
  if (months == i32.MAX_VALUE && daysOf(interval) == i32.MAX_VALUE && microsOf(interval) == i64.MAX_VALUE) return 1;
  if (months == i32.MIN_VALUE && daysOf(interval) == i32.MIN_VALUE && microsOf(interval) == i64.MIN_VALUE) return -1;
  return 0;
}

export function storeInfinity(out: usize, sign: i32): void {
  if (sign > 0) storeInterval(out, i32.MAX_VALUE, i32.MAX_VALUE, i64.MAX_VALUE);
  else storeInterval(out, i32.MIN_VALUE, i32.MIN_VALUE, i64.MIN_VALUE);
}

/** Stores a finite result computed in wider parts; out of range is an error, and so are an infinity's parts. */
export function storeChecked(out: usize, months: i64, days: i64, micros: i64): void {
  if (months != <i64>(<i32>months) || days != <i64>(<i32>days)) {
    fail(INTERVAL_RANGE);
    return;
  }
  storeInterval(out, <i32>months, <i32>days, micros);
  if (intervalInfinity(out) != 0) fail(INTERVAL_RANGE);
}

/** Sets the parts below a field to 0: 1 year, 2 month, 3 day, 4 hour, 5 minute. Infinities stay. */
export function intervalKeep(interval: usize, field: i32, out: usize): i32 {
  let months = monthsOf(interval);
  let days = daysOf(interval);
  let micros = microsOf(interval);
  if (intervalInfinity(interval) == 0) {
    if (field == 1) months = months / 12 * 12;
    if (field < 3) days = 0;
    if (field < 4) micros = 0;
    else if (field == 4) micros = micros / HOUR * HOUR;
    else micros = micros / MINUTE * MINUTE;
  }
  storeInterval(out, months, days, micros);
  return 0;
}

export function addOverflows(left: i64, right: i64): bool {
  const sum = left + right;
  return ((sum ^ left) & (sum ^ right)) < 0;
}

/** As PostgreSQL orders them: a month is 30 days, a day 24 hours. -1, 0, 1. */
export function intervalCompare(left: usize, right: usize): i32 {
  let leftDays = <i64>monthsOf(left) * 30 + <i64>daysOf(left);
  let rightDays = <i64>monthsOf(right) * 30 + <i64>daysOf(right);
  let leftTime = microsOf(left);
  let rightTime = microsOf(right);
  let whole = leftTime / DAY;
  leftTime -= whole * DAY;
  leftDays += whole;
  if (leftTime < 0) {
    leftTime += DAY;
    leftDays--;
  }
  whole = rightTime / DAY;
  rightTime -= whole * DAY;
  rightDays += whole;
  if (rightTime < 0) {
    rightTime += DAY;
    rightDays--;
  }
  if (leftDays != rightDays) return leftDays < rightDays ? -1 : 1;
  return leftTime == rightTime ? 0 : leftTime < rightTime ? -1 : 1;
}

export function intervalEqual(left: usize, right: usize): i32 {
  return <i32>(intervalCompare(left, right) == 0);
}

/** The interval as PostgreSQL compares it, {days i64, micros of a day i64}: equal intervals have equal keys. */
export function intervalKey(interval: usize, out: usize): i32 {
  const time = microsOf(interval);
  let days = <i64>monthsOf(interval) * 30 + <i64>daysOf(interval) + time / DAY;
  let rest = time % DAY;
  if (rest < 0) {
    rest += DAY;
    days--;
  }
  store<i64>(out, days);
  store<i64>(out + 8, rest);
  return 0;
}

export function intervalNegate(interval: usize, out: usize): i32 {
  const infinite = intervalInfinity(interval);
  if (infinite != 0) {
    storeInfinity(out, -infinite);
    return 0;
  }
  if (microsOf(interval) == i64.MIN_VALUE) {
    fail(INTERVAL_RANGE);
    return 0;
  }
  storeChecked(out, -(<i64>monthsOf(interval)), -(<i64>daysOf(interval)), -microsOf(interval));
  return 0;
}

/** out = left + right; false when that is out of range. */
export function addIntervals(left: usize, right: usize, out: usize): bool {
  const leftInfinity = intervalInfinity(left);
  const rightInfinity = intervalInfinity(right);
  if (leftInfinity != 0 || rightInfinity != 0) {
    if (leftInfinity + rightInfinity == 0) return false;
    storeInfinity(out, leftInfinity != 0 ? leftInfinity : rightInfinity);
    return true;
  }
  if (addOverflows(microsOf(left), microsOf(right))) return false;
  const months = <i64>monthsOf(left) + <i64>monthsOf(right);
  const days = <i64>daysOf(left) + <i64>daysOf(right);
  const micros = microsOf(left) + microsOf(right);
  if (months != <i64>(<i32>months) || days != <i64>(<i32>days)) return false;
  storeInterval(out, <i32>months, <i32>days, micros);
  return intervalInfinity(out) == 0;
}

export function intervalAdd(left: usize, right: usize, out: usize): i32 {
  if (!addIntervals(left, right, out)) fail(INTERVAL_RANGE);
  return 0;
}

export function intervalSubtract(left: usize, right: usize, out: usize): i32 {
  const leftInfinity = intervalInfinity(left);
  const rightInfinity = intervalInfinity(right);
  if (leftInfinity != 0 || rightInfinity != 0) {
    if (leftInfinity == rightInfinity) fail(INTERVAL_RANGE);
    else storeInfinity(out, leftInfinity != 0 ? leftInfinity : -rightInfinity);
    return 0;
  }
  const micros = microsOf(left) - microsOf(right);
  if (((microsOf(left) ^ microsOf(right)) & (micros ^ microsOf(left))) < 0) {
    fail(INTERVAL_RANGE);
    return 0;
  }
  storeChecked(out, <i64>monthsOf(left) - <i64>monthsOf(right), <i64>daysOf(left) - <i64>daysOf(right), micros);
  return 0;
}

/** Rounds to microseconds: keeps the noise of binary fractions out of the cascade. */
function rounded(value: f64): f64 {
  return nearest(value * 1000000.0) / 1000000.0;
}

function fitsI32(value: f64): bool {
  return value >= -2147483648.0 && value < 2147483648.0;
}

/**
 * Fractions cascade downwards only: of months to days (30 to the month), of days to time. `by` multiplies, or
 * divides when `divide`: the two are not the same in binary fractions.
 */
function scaleInterval(interval: usize, by: f64, divide: bool, out: usize): void {
  const infinite = intervalInfinity(interval);
  if (isNaN(by)) {
    fail(INTERVAL_RANGE);
    return;
  }
  if (infinite != 0 || (!divide && !isFinite(by))) {
    // PostgreSQL: infinity divided by infinity, and anything without a sign times infinity, is out of range.
    let sign = infinite;
    if (sign == 0) sign = signOf(interval);
    if (by == 0.0 || sign == 0 || (divide && !isFinite(by))) fail(INTERVAL_RANGE);
    else storeInfinity(out, by < 0.0 ? -sign : sign);
    return;
  }
  const months = <f64>monthsOf(interval);
  const days = <f64>daysOf(interval);
  const exactMonths = divide ? months / by : months * by;
  const exactDays = divide ? days / by : days * by;
  if (!fitsI32(exactMonths) || !fitsI32(exactDays)) {
    fail(INTERVAL_RANGE);
    return;
  }
  const wholeMonths = <i64>exactMonths;
  let wholeDays = <i64>exactDays;
  const monthDays = rounded((exactMonths - <f64>wholeMonths) * 30.0);
  let seconds = rounded((exactDays - <f64>wholeDays + monthDays - trunc(monthDays)) * 86400.0);
  if (abs(seconds) >= 86400.0) {
    const carried = <i64>(seconds / 86400.0);
    wholeDays += carried;
    seconds -= <f64>carried * 86400.0;
  }
  wholeDays += <i64>monthDays;
  const time = <f64>microsOf(interval);
  const micros = nearest((divide ? time / by : time * by) + seconds * 1000000.0);
  if (!(micros >= -9223372036854775808.0 && micros < 9223372036854775808.0)) {
    fail(INTERVAL_RANGE);
    return;
  }
  storeChecked(out, wholeMonths, wholeDays, <i64>micros);
}

function signOf(interval: usize): i32 {
  const days = <i64>monthsOf(interval) * 30 + <i64>daysOf(interval) + microsOf(interval) / DAY;
  if (days != 0) return days < 0 ? -1 : 1;
  const rest = microsOf(interval) % DAY;
  return rest == 0 ? 0 : rest < 0 ? -1 : 1;
}

export function intervalMultiply(interval: usize, by: f64, out: usize): i32 {
  scaleInterval(interval, by, false, out);
  return 0;
}

export function intervalDivide(interval: usize, by: f64, out: usize): i32 {
  if (by == 0.0) {
    fail(DIVISION_BY_ZERO);
    return 0;
  }
  scaleInterval(interval, by, true, out);
  return 0;
}

/** 24 hours become a day. */
export function justifyHours(interval: usize, out: usize): i32 {
  const infinite = intervalInfinity(interval);
  if (infinite != 0) {
    storeInfinity(out, infinite);
    return 0;
  }
  let time = microsOf(interval);
  let days = <i64>daysOf(interval) + time / DAY;
  time %= DAY;
  if (days > 0 && time < 0) {
    time += DAY;
    days--;
  } else if (days < 0 && time > 0) {
    time -= DAY;
    days++;
  }
  storeChecked(out, <i64>monthsOf(interval), days, time);
  return 0;
}

/** 30 days become a month. */
export function justifyDays(interval: usize, out: usize): i32 {
  const infinite = intervalInfinity(interval);
  if (infinite != 0) {
    storeInfinity(out, infinite);
    return 0;
  }
  let days = <i64>daysOf(interval);
  let months = <i64>monthsOf(interval) + days / 30;
  days %= 30;
  if (months > 0 && days < 0) {
    days += 30;
    months--;
  } else if (months < 0 && days > 0) {
    days -= 30;
    months++;
  }
  storeChecked(out, months, days, microsOf(interval));
  return 0;
}

/** Both, and all parts get the sign of the largest. */
export function justifyInterval(interval: usize, out: usize): i32 {
  const infinite = intervalInfinity(interval);
  if (infinite != 0) {
    storeInfinity(out, infinite);
    return 0;
  }
  let time = microsOf(interval);
  let days = <i64>daysOf(interval) + time / DAY;
  time %= DAY;
  let months = <i64>monthsOf(interval) + days / 30;
  days %= 30;
  if (months > 0 && (days < 0 || (days == 0 && time < 0))) {
    days += 30;
    months--;
  } else if (months < 0 && (days > 0 || (days == 0 && time > 0))) {
    days -= 30;
    months++;
  }
  if (days > 0 && time < 0) {
    time += DAY;
    days--;
  } else if (days < 0 && time > 0) {
    time -= DAY;
    days++;
  }
  storeChecked(out, months, days, time);
  return 0;
}

/** A year is 365.25 days, a month 30. */
function secondsOfDays(interval: usize): i64 {
  const months = <i64>monthsOf(interval);
  return ((months / 12) * 1461 + (months % 12) * 120 + <i64>daysOf(interval) * 4) * 21600;
}

/** extract(epoch): microseconds in 128 bits, which years alone can ask for. */
export function intervalEpoch(interval: usize, out: usize): i32 {
  if (intervalInfinity(interval) != 0) return <i32>fail(INFINITE_FIELD);
  const seconds = secondsOfDays(interval);
  const micros = microsOf(interval);
  // Of the halves of the seconds each product fits: the upper one counts 2^32.
  const lower = (seconds & 0xffffffff) * SECOND;
  const upper = (seconds >> 32) * SECOND;
  const shifted = <u64>upper << 32;
  const product = shifted + <u64>lower;
  const high = (upper >> 32) + <i64>(product < shifted);
  const sum = product + <u64>micros;
  store<u64>(out, sum);
  store<i64>(out, high + (micros >> 63) + <i64>(sum < product), 8);
  return 0;
}

/** date_part('epoch'), added up as PostgreSQL does: seconds. */
export function intervalSeconds(interval: usize): f64 {
  if (intervalInfinity(interval) != 0) return <f64>fail(INFINITE_FIELD);
  const months = monthsOf(interval);
  const time = <f64>microsOf(interval) / 1000000.0;
  return time + 31557600.0 * <f64>(months / 12) + 2592000.0 * <f64>(months % 12) + 86400.0 * <f64>daysOf(interval);
}

export function hoursOf(interval: usize): i64 {
  return microsOf(interval) / HOUR;
}
