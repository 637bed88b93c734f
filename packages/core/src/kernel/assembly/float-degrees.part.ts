// Trigonometry in degrees, exact at the angles where PostgreSQL is: each function is the one of radians over a piece of the
// circle, scaled by its own value at 30, 45 or 60 degrees.
import { fail } from "./bump.part";

const OUT_OF_RANGE: i32 = -9;
const PER_DEGREE: f64 = 0.0174532925199432957692;

function sineTo30(x: f64): f64 {
  return NativeMath.sin(x * PER_DEGREE) / NativeMath.sin(30.0 * PER_DEGREE) / 2.0;
}

function cosineTo60(x: f64): f64 {
  return 1.0 - (1.0 - NativeMath.cos(x * PER_DEGREE)) / (1.0 - NativeMath.cos(60.0 * PER_DEGREE)) / 2.0;
}

/** Of 0 to 90 degrees. */
function sineOfQuarter(x: f64): f64 {
  return x <= 30.0 ? sineTo30(x) : cosineTo60(90.0 - x);
}

function cosineOfQuarter(x: f64): f64 {
  return x <= 60.0 ? cosineTo60(x) : sineTo30(90.0 - x);
}

/** The angle within a circle; NaN stays, an infinite one fails. */
function reduced(x: f64): f64 {
  if (abs(x) == Infinity) {
    fail(OUT_OF_RANGE);
    return 0.0;
  }
  return x % 360.0;
}

export function sineOfDegrees(value: f64): f64 {
  if (isNaN(value)) return value;
  let x = reduced(value);
  let sign: f64 = 1.0;
  if (x < 0.0) {
    x = -x;
    sign = -sign;
  }
  if (x > 180.0) {
    x = 360.0 - x;
    sign = -sign;
  }
  if (x > 90.0) x = 180.0 - x;
  return sign * sineOfQuarter(x);
}

export function cosineOfDegrees(value: f64): f64 {
  if (isNaN(value)) return value;
  let x = abs(reduced(value));
  let sign: f64 = 1.0;
  if (x > 180.0) x = 360.0 - x;
  if (x > 90.0) {
    x = 180.0 - x;
    sign = -sign;
  }
  return sign * cosineOfQuarter(x);
}

/** Sine over cosine of the angle, or the other way round, scaled by what it is at 45 degrees. */
function slope(value: f64, inverted: bool): f64 {
  if (isNaN(value)) return value;
  let x = reduced(value);
  let sign: f64 = 1.0;
  if (x < 0.0) {
    x = -x;
    sign = -sign;
  }
  if (x > 180.0) {
    x = 360.0 - x;
    sign = -sign;
  }
  if (x > 90.0) {
    x = 180.0 - x;
    sign = -sign;
  }
  const sine = sineOfQuarter(x);
  const cosine = cosineOfQuarter(x);
  const sine45 = sineOfQuarter(45.0);
  const cosine45 = cosineOfQuarter(45.0);
  const result = inverted ? sign * (cosine / sine / (cosine45 / sine45)) : sign * (sine / cosine / (sine45 / cosine45));
  return result == 0.0 ? 0.0 : result;
}

export function tangentOfDegrees(value: f64): f64 {
  return slope(value, false);
}

export function cotangentOfDegrees(value: f64): f64 {
  return slope(value, true);
}

function arcSineOfQuarter(x: f64): f64 {
  if (x <= 0.5) return (NativeMath.asin(x) / NativeMath.asin(0.5)) * 30.0;
  return 90.0 - (NativeMath.acos(x) / NativeMath.acos(0.5)) * 60.0;
}

function arcCosineOfQuarter(x: f64): f64 {
  if (x <= 0.5) return 90.0 - (NativeMath.asin(x) / NativeMath.asin(0.5)) * 30.0;
  return (NativeMath.acos(x) / NativeMath.acos(0.5)) * 60.0;
}

function isOutside(x: f64): bool {
  if (x >= -1.0 && x <= 1.0) return false;
  fail(OUT_OF_RANGE);
  return true;
}

export function arcSineInDegrees(x: f64): f64 {
  if (isNaN(x) || isOutside(x)) return x;
  return x >= 0.0 ? arcSineOfQuarter(x) : -arcSineOfQuarter(-x);
}

export function arcCosineInDegrees(x: f64): f64 {
  if (isNaN(x) || isOutside(x)) return x;
  return x >= 0.0 ? arcCosineOfQuarter(x) : 90.0 + arcSineOfQuarter(-x);
}

export function arcTangentInDegrees(x: f64): f64 {
  return (NativeMath.atan(x) / NativeMath.atan(1.0)) * 45.0;
}

export function arcTangent2InDegrees(y: f64, x: f64): f64 {
  return (NativeMath.atan2(y, x) / NativeMath.atan(1.0)) * 45.0;
}
