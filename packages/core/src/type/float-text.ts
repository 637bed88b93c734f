// Floats as PostgreSQL prints them: the shortest digits that read back as the same value, in scientific notation
// from 1e15 (1e6 for real) on and below 1e-4 (float8out, extra_float_digits = 1). Digits in the middle between two values
// are not taken, although rounding to even would read them back.

/** `single`: the value is a real. */
export function floatText(value: number, single: boolean): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const shortest = shortestOf(value, single);
  const [mantissa = "", exponentText = "0"] = shortest.split("e");
  const exponent = Number(exponentText);
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < -4 || exponent >= (single ? 6 : 15)) return scientific(sign, digits, exponent);
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return sign + whole + (fraction === "" ? "" : `.${fraction}`);
}

function scientific(sign: string, digits: string, exponent: number): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
  const power = String(Math.abs(exponent)).padStart(2, "0");
  return `${sign}${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${power}`;
}

function shortestOf(value: number, single: boolean): string {
  const shortest = value.toExponential();
  if (!single && !isHalfway(shortest, value, single)) return shortest;
  for (let digits = 0; digits < MOST_DIGITS; digits++) {
    const text = value.toExponential(digits);
    if (readsBack(text, value, single)) return toEven(text, value, digits, single);
  }
  return shortest;
}

function readsBack(text: string, value: number, single: boolean): boolean {
  const read = single ? Math.fround(Number(text)) : Number(text);
  return read === value && !isHalfway(text, value, single);
}

/** `text`, or the digits below where the value lies in the middle between both and those are even. */
function toEven(text: string, value: number, digits: number, single: boolean): string {
  const [mantissa = "", exponent] = value.toExponential(digits + 1).split("e");
  if (!mantissa.endsWith("5")) return text;
  const whole = value < 0 ? 3 : 2;
  if (value.toExponential(EXACT) !== `${mantissa.padEnd(EXACT + whole, "0")}e${exponent}`) return text;
  const below = mantissa.slice(0, -1).replace(/[.]$/, "");
  const lower = `${below}e${exponent}`;
  return Number(below.at(-1)) % 2 === 0 && readsBack(lower, value, single) ? lower : text;
}

/** So many digits are there of no value that has few. */
const EXACT = 40;
/** Of any double. */
const MOST_DIGITS = 17;
/** Below, the middle between two values has more digits than either needs; above, it has a power of 5 too many. */
const [LEAST_SINGLE, LEAST_DOUBLE, MOST] = [2 ** 24, 2 ** 53, 1e40];

/** Whether the digits lie in the middle between the value and one beside it. */
function isHalfway(text: string, value: number, single: boolean): boolean {
  const size = Math.abs(value);
  if (size < (single ? LEAST_SINGLE : LEAST_DOUBLE) || size > MOST) return false;
  const [mantissa = "", exponent] = text.split("e");
  const digits = mantissa.replace(/[-.]/g, "");
  const zeros = Number(exponent) - digits.length + 1;
  if (zeros < 0) return false;
  const [shown, exact] = [BigInt(digits) * 10n ** BigInt(zeros), BigInt(size)];
  if (shown === exact) return false;
  return 2n * shown === exact + BigInt(beside(size, shown > exact, single));
}

const float32 = new Float32Array(1);
const bits32 = new Int32Array(float32.buffer);
const float64 = new Float64Array(1);
const bits64 = new BigInt64Array(float64.buffer);

/** The value's neighbour; above the largest real what would be next. */
function beside(size: number, above: boolean, single: boolean): number {
  if (single) {
    float32[0] = size;
    bits32[0] = (bits32[0] as number) + (above ? 1 : -1);
    return Number.isFinite(float32[0]) ? float32[0] : 2 ** 128;
  }
  float64[0] = size;
  bits64[0] = (bits64[0] as bigint) + (above ? 1n : -1n);
  return float64[0];
}
