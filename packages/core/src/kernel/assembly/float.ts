// Row functions over floats with PostgreSQL's errors: overflow and underflow, division by zero, conversions
// to integers (half to even) with their ranges, and text out. Failures are reported through `takeStatus`
// (bump.part.ts); the door, kernel/float.ts, names the codes.
import { NO_ROOM, commit, fail, putDigits, reserve } from "./bump.part";
import { digits, exponent, shortest } from "./float-digits.part";

export { getHeapNext, setHeap, takeStatus } from "./bump.part";
export {
  arcCosine, arcSine, arcTangent, arcTangent2, areaCosine, areaSine, areaTangent, cosine, cotangent, cubeRoot, decimalLogarithm,
  exponential, hyperbolicCosine, hyperbolicSine, hyperbolicTangent, naturalLogarithm, raise, sine, tangent, toDegrees, toRadians,
} from "./float-math.part";
export {
  arcCosineInDegrees, arcSineInDegrees, arcTangent2InDegrees, arcTangentInDegrees, cosineOfDegrees, cotangentOfDegrees, sineOfDegrees,
  tangentOfDegrees,
} from "./float-degrees.part";
export { errorComplement, errorFunction, gamma, logGamma } from "./float-special.part";
export { roundTwofold, spread, spreadOfIntegers, twofoldProduct, twofoldSquare } from "./float-twofold.part";

const OVERFLOW: i32 = -2;
const UNDERFLOW: i32 = -3;
const DIVISION_BY_ZERO: i32 = -4;
const SQRT_NEGATIVE: i32 = -5;
const SMALLINT_RANGE: i32 = -6;
const INTEGER_RANGE: i32 = -7;
const BIGINT_RANGE: i32 = -8;

function checked64(result: f64, finite: bool, mayBeZero: bool): f64 {
  if (finite && abs(result) == Infinity) fail(OVERFLOW);
  else if (result == 0.0 && !mayBeZero) fail(UNDERFLOW);
  return result;
}

function checked32(result: f32, finite: bool, mayBeZero: bool): f32 {
  if (finite && abs(result) == <f32>Infinity) fail(OVERFLOW);
  else if (result == <f32>0.0 && !mayBeZero) fail(UNDERFLOW);
  return result;
}

function finite(left: f64, right: f64): bool {
  return abs(left) != Infinity && abs(right) != Infinity;
}

export function add64(left: f64, right: f64): f64 {
  return checked64(left + right, finite(left, right), true);
}

export function subtract64(left: f64, right: f64): f64 {
  return checked64(left - right, finite(left, right), true);
}

export function multiply64(left: f64, right: f64): f64 {
  return checked64(left * right, finite(left, right), left == 0.0 || right == 0.0);
}

export function divide64(left: f64, right: f64): f64 {
  if (right == 0.0 && !isNaN(left)) {
    fail(DIVISION_BY_ZERO);
    return 0.0;
  }
  return checked64(left / right, abs(left) != Infinity, left == 0.0 || abs(right) == Infinity);
}

export function add32(left: f32, right: f32): f32 {
  return checked32(left + right, finite(left, right), true);
}

export function subtract32(left: f32, right: f32): f32 {
  return checked32(left - right, finite(left, right), true);
}

export function multiply32(left: f32, right: f32): f32 {
  return checked32(left * right, finite(left, right), left == <f32>0.0 || right == <f32>0.0);
}

export function divide32(left: f32, right: f32): f32 {
  if (right == <f32>0.0 && !isNaN(left)) {
    fail(DIVISION_BY_ZERO);
    return 0.0;
  }
  return checked32(left / right, abs(left) != <f32>Infinity, left == <f32>0.0 || abs(right) == <f32>Infinity);
}

export function squareRoot(value: f64): f64 {
  if (value < 0.0) fail(SQRT_NEGATIVE);
  return sqrt(value);
}

/** double to real. */
export function narrow(value: f64): f32 {
  return checked32(<f32>value, abs(value) != Infinity, value == 0.0);
}

export function toI16(value: f64): i32 {
  const rounded = nearest(value);
  if (!(rounded >= -32768.0 && rounded < 32768.0)) return <i32>fail(SMALLINT_RANGE);
  return <i32>rounded;
}

export function toI32(value: f64): i32 {
  const rounded = nearest(value);
  if (!(rounded >= -2147483648.0 && rounded < 2147483648.0)) return <i32>fail(INTEGER_RANGE);
  return <i32>rounded;
}

export function toI64(value: f64): i64 {
  const rounded = nearest(value);
  if (!(rounded >= -9223372036854775808.0 && rounded < 9223372036854775808.0)) return fail(BIGINT_RANGE);
  return <i64>rounded;
}

/** Fixed notation for exponents from -4 to `most`, else d.ddde+XX. */
function print(at: usize, negative: bool, most: i32): i64 {
  let number = digits;
  while (number % 10 == 0) number /= 10;
  if (negative) store<u8>(at++, 45);
  if (exponent < 0 && exponent >= -4) {
    memory.fill(at, 48, <usize>(1 - exponent));
    store<u8>(at + 1, 46);
    return commit(putDigits(at + <usize>(1 - exponent), number, 1));
  }
  const end = putDigits(at, number, 1);
  const count = <i32>(end - at);
  if (exponent >= 0 && exponent <= most) {
    const whole = exponent + 1;
    if (count <= whole) {
      memory.fill(end, 48, <usize>(whole - count));
      return commit(at + <usize>whole);
    }
    memory.copy(at + <usize>whole + 1, at + <usize>whole, <usize>(count - whole));
    store<u8>(at + <usize>whole, 46);
    return commit(end + 1);
  }
  let to = end;
  if (count > 1) {
    memory.copy(at + 2, at + 1, <usize>(count - 1));
    store<u8>(at + 1, 46);
    to++;
  }
  store<u8>(to++, 101);
  store<u8>(to++, exponent < 0 ? 45 : 43);
  return commit(putDigits(to, <u64>abs(exponent), 2));
}

/** 0, NaN and the infinities. */
function printSpecial(at: usize, value: f64): i64 {
  if (isNaN(value)) {
    store<u16>(at, 0x614e);
    store<u8>(at + 2, 78);
    return commit(at + 3);
  }
  if (value == 0.0) {
    if (reinterpret<i64>(value) < 0) store<u8>(at++, 45);
    store<u8>(at, 48);
    return commit(at + 1);
  }
  if (value < 0.0) store<u8>(at++, 45);
  store<u64>(at, 0x7974696e69666e49);
  return commit(at + 8);
}

export function f64ToText(value: f64): i64 {
  const at = reserve(64);
  if (at == 0) return fail(<i32>NO_ROOM);
  if (value == 0.0 || !(abs(value) < Infinity)) return printSpecial(at, value);
  const bits = reinterpret<u64>(value);
  const biased = <i32>(bits >> 52) & 0x7ff;
  const fraction = bits & 0xfffffffffffff;
  shortest(biased == 0 ? fraction : fraction | 0x10000000000000, max(biased, 1) - 1075, fraction == 0 && biased > 1);
  return print(at, <i64>bits < 0, 14);
}

export function f32ToText(value: f32): i64 {
  const at = reserve(64);
  if (at == 0) return fail(<i32>NO_ROOM);
  if (value == <f32>0.0 || !(abs(value) < <f32>Infinity)) return printSpecial(at, <f64>value);
  const bits = reinterpret<u32>(value);
  const biased = <i32>(bits >> 23) & 0xff;
  const fraction = <u64>(bits & 0x7fffff);
  shortest(biased == 0 ? fraction : fraction | 0x800000, max(biased, 1) - 150, fraction == 0 && biased > 1);
  return print(at, <i32>bits < 0, 5);
}
