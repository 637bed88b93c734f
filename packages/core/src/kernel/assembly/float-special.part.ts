// The error function and the gamma function of doubles. erf is a series without cancellation, erfc far out a continued
// fraction; gamma is Lanczos' approximation (g = 7, nine terms), and a product for whole numbers.
import { fail } from "./bump.part";

const OVERFLOW: i32 = -2;
const UNDERFLOW: i32 = -3;
/** Nearer to 0 gamma is as 1/x. */
const NEAR_ZERO: f64 = 1e-20;
const TWO_OVER_ROOT_PI: f64 = 1.1283791670955126;
const ROOT_PI: f64 = 1.7724538509055160273;
const PI: f64 = 3.14159265358979323846;

/** erf of 0 to 6: the sum of 2^n x^(2n+1) / (2n+1)!!, all terms positive. */
function series(x: f64): f64 {
  let term = x;
  let sum = x;
  const twice = 2.0 * x * x;
  for (let n: f64 = 1.0; n < 400.0; n++) {
    term *= twice / (2.0 * n + 1.0);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return TWO_OVER_ROOT_PI * NativeMath.exp(-x * x) * sum;
}

/** erfc from 2 on, by its continued fraction from behind. */
function tail(x: f64): f64 {
  let fraction: f64 = 0.0;
  for (let n: f64 = 120.0; n >= 1.0; n--) fraction = (n * 0.5) / (x + fraction);
  return NativeMath.exp(-x * x) / (ROOT_PI * (x + fraction));
}

export function errorFunction(value: f64): f64 {
  if (isNaN(value)) return value;
  const x = abs(value);
  const result = x < 2.5 ? series(x) : x > 6.0 ? 1.0 : 1.0 - tail(x);
  return value < 0.0 ? -result : result;
}

export function errorComplement(value: f64): f64 {
  if (isNaN(value)) return value;
  if (value < 1.0) return 1.0 - errorFunction(value);
  if (value == Infinity || value > 27.5) return 0.0;
  return value < 2.0 ? 1.0 - series(value) : tail(value);
}

/** Lanczos' sum for x - 1. */
function lanczos(x: f64): f64 {
  return 0.99999999999980993 + 676.5203681218851 / (x + 1.0) - 1259.1392167224028 / (x + 2.0) + 771.32342877765313 / (x + 3.0) -
    176.61502916214059 / (x + 4.0) + 12.507343278686905 / (x + 5.0) - 0.13857109526572012 / (x + 6.0) + 9.9843695780195716e-6 / (x + 7.0) +
    1.5056327351493116e-7 / (x + 8.0);
}

function positiveGamma(x: f64): f64 {
  if (x == floor(x) && x < 171.0) {
    let result: f64 = 1.0;
    for (let n: f64 = 2.0; n < x; n++) result *= n;
    return result;
  }
  const base = x + 6.5;
  // In two halves: the power alone overflows before the result does.
  const half = NativeMath.pow(base, (x - 0.5) * 0.5);
  return 2.5066282746310005 * half * NativeMath.exp(-base) * half * lanczos(x - 1.0);
}

/** An infinite result of a finite argument is too large. */
function finite(value: f64): f64 {
  return abs(value) == Infinity || isNaN(value) ? <f64>fail(OVERFLOW) : value;
}

export function gamma(x: f64): f64 {
  if (isNaN(x) || x == Infinity) return x;
  if (x == -Infinity || (x <= 0.0 && x == floor(x))) return <f64>fail(OVERFLOW);
  if (x >= 0.5) return finite(positiveGamma(x));
  if (abs(x) < NEAR_ZERO) return finite(1.0 / x);
  // Below -170 the other factor overflows before the result vanishes: gamma(x) = gamma(x + 1) / x, a few times.
  let shifted = x;
  let divisor: f64 = 1.0;
  for (; shifted < -170.0 && shifted > -200.0; shifted++) divisor *= shifted;
  if (shifted < -170.0) return vanished();
  const value = PI / (NativeMath.sin(PI * shifted) * positiveGamma(1.0 - shifted)) / divisor;
  return value == 0.0 ? vanished() : finite(value);
}

function vanished(): f64 {
  fail(UNDERFLOW);
  return 0.0;
}

export function logGamma(x: f64): f64 {
  if (isNaN(x)) return x;
  if (abs(x) == Infinity) return Infinity;
  if (x <= 0.0 && x == floor(x)) return <f64>fail(OVERFLOW);
  // Far out Stirling's first terms are all that counts.
  if (abs(x) < NEAR_ZERO) return -NativeMath.log(abs(x));
  if (x > 1e18) return finite(x * (NativeMath.log(x) - 1.0));
  if (x < 0.5) return NativeMath.log(PI / abs(NativeMath.sin(PI * x))) - logGamma(1.0 - x);
  if (x == 1.0 || x == 2.0) return 0.0;
  const base = x + 6.5;
  return 0.91893853320467274178 + (x - 0.5) * NativeMath.log(base) - base + NativeMath.log(lanczos(x - 1.0));
}
