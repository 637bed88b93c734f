// Powers, logarithms and trigonometry of doubles (PostgreSQL manual, section 9.3), with PostgreSQL's errors: a
// finite argument whose result is not finite overflows, one whose result vanishes underflows.
import { fail } from "./bump.part";

const OVERFLOW: i32 = -2;
const UNDERFLOW: i32 = -3;
const INPUT_RANGE: i32 = -9;
const LOG_OF_ZERO: i32 = -10;
const LOG_OF_NEGATIVE: i32 = -11;
const ZERO_TO_NEGATIVE_POWER: i32 = -12;
const COMPLEX_POWER: i32 = -13;

/** 180 / pi and its inverse as PostgreSQL has them. */
const RADIANS_PER_DEGREE: f64 = 0.0174532925199432957692;

function isInfinite(value: f64): bool {
  return abs(value) == Infinity;
}

/** The result of a finite argument. */
function checked(result: f64, mayBeZero: bool): f64 {
  if (isInfinite(result)) fail(OVERFLOW);
  else if (result == 0.0 && !mayBeZero) fail(UNDERFLOW);
  return result;
}

export function cubeRoot(value: f64): f64 {
  return NativeMath.cbrt(value);
}

export function exponential(value: f64): f64 {
  if (isNaN(value)) return value;
  if (isInfinite(value)) return value > 0.0 ? value : 0.0;
  return checked(NativeMath.exp(value), false);
}

function logarithmFails(value: f64): bool {
  if (value > 0.0 || isNaN(value)) return false;
  fail(value == 0.0 ? LOG_OF_ZERO : LOG_OF_NEGATIVE);
  return true;
}

export function naturalLogarithm(value: f64): f64 {
  return logarithmFails(value) ? 0.0 : NativeMath.log(value);
}

export function decimalLogarithm(value: f64): f64 {
  return logarithmFails(value) ? 0.0 : NativeMath.log10(value);
}

export function raise(base: f64, exponent: f64): f64 {
  if (isNaN(base)) return exponent == 0.0 ? 1.0 : base;
  if (isNaN(exponent)) return base == 1.0 ? 1.0 : exponent;
  if (base == 0.0 && exponent < 0.0) return <f64>fail(ZERO_TO_NEGATIVE_POWER);
  if (base < 0.0 && floor(exponent) != exponent) return <f64>fail(COMPLEX_POWER);
  if (isInfinite(base) || isInfinite(exponent)) {
    // JavaScript has no answer for 1 and -1 to an infinite power; C and PostgreSQL have 1.
    return abs(base) == 1.0 ? 1.0 : NativeMath.pow(base, exponent);
  }
  return checked(NativeMath.pow(base, exponent), base == 0.0);
}

function outside(value: f64): f64 {
  fail(INPUT_RANGE);
  return value;
}

export function sine(value: f64): f64 {
  return isInfinite(value) ? outside(value) : NativeMath.sin(value);
}

export function cosine(value: f64): f64 {
  return isInfinite(value) ? outside(value) : NativeMath.cos(value);
}

export function tangent(value: f64): f64 {
  return isInfinite(value) ? outside(value) : NativeMath.tan(value);
}

export function cotangent(value: f64): f64 {
  return isInfinite(value) ? outside(value) : 1.0 / NativeMath.tan(value);
}

export function arcSine(value: f64): f64 {
  return abs(value) > 1.0 ? outside(value) : NativeMath.asin(value);
}

export function arcCosine(value: f64): f64 {
  return abs(value) > 1.0 ? outside(value) : NativeMath.acos(value);
}

export function arcTangent(value: f64): f64 {
  return NativeMath.atan(value);
}

export function arcTangent2(y: f64, x: f64): f64 {
  return NativeMath.atan2(y, x);
}

export function hyperbolicSine(value: f64): f64 {
  return NativeMath.sinh(value);
}

export function hyperbolicCosine(value: f64): f64 {
  return NativeMath.cosh(value);
}

export function hyperbolicTangent(value: f64): f64 {
  return NativeMath.tanh(value);
}

export function areaSine(value: f64): f64 {
  return NativeMath.asinh(value);
}

export function areaCosine(value: f64): f64 {
  return value < 1.0 ? outside(value) : NativeMath.acosh(value);
}

export function areaTangent(value: f64): f64 {
  return abs(value) > 1.0 ? outside(value) : NativeMath.atanh(value);
}

export function toDegrees(radians: f64): f64 {
  return isInfinite(radians) ? radians : checked(radians / RADIANS_PER_DEGREE, true);
}

export function toRadians(degrees: f64): f64 {
  return isInfinite(degrees) ? degrees : checked(degrees * RADIANS_PER_DEGREE, degrees == 0.0);
}
